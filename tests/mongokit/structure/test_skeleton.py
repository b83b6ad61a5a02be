"""The skeleton and the defaults of a new document."""

import collections
import copy
import itertools
from typing import Any

import pytest

from mongokit import Document, DotedDict, SchemaDocument, SchemaTypeError


class Counter(collections.Counter[str]):
    """A ``dict`` subclass whose instances can be used as nested structures."""


class Part(SchemaDocument):
    """A document class used as a field type."""

    structure = {"n": int}


@pytest.mark.parametrize(
    ("value", "start"),
    [
        (int, None),
        (None, None),
        (Part, None),
        (Counter, None),
        (dict, {}),
        ({}, {}),
        ({int: str}, {}),
        ({str: {"a": int}}, {}),
        (list, []),
        ([], []),
        ([int], []),
        ([{"a": int}], []),
        ([[int]], []),
        ((), []),
        ((int, str, dict), [None, None, None]),
        ({"a": {"b": int, "c": [str]}}, {"a": {"b": None, "c": []}}),
        ({"a": (int, int), str: int}, {"a": [None, None]}),
    ],
    ids=str,
)
def test_skeleton(declare: Any, value: Any, start: Any) -> None:
    """MK-STR-108: Each field of a new document has the initial value of its type."""
    document = declare(structure={"foo": value})()
    assert document == {"foo": start}
    assert type(document["foo"]) is type(start)


def test_instance_of_a_dict_subclass(declare: Any) -> None:
    """MK-STR-108: A field declared as ``Counter()`` starts as a new ``Counter``."""
    made = declare(structure={"foo": Counter(), "bar": collections.OrderedDict(a=int)})
    first, second = made(), made()
    assert type(first["foo"]) is Counter
    assert first["foo"] is not second["foo"]
    assert first["bar"] == collections.OrderedDict(a=None)
    assert type(first["bar"]) is collections.OrderedDict


def test_declared_id(declare: Any) -> None:
    """MK-STR-109: A declared ``_id`` starts as ``None``."""
    assert declare(Document, structure={"_id": str})() == {"_id": None}


def test_without_a_skeleton(declare: Any) -> None:
    """MK-STR-108: ``gen_skel=False`` creates an empty document.

    ``generate_skeleton()`` can add the skeleton later.
    """
    made = declare(
        structure={
            "a": {"foo": [int], "spam": {"bla": str}},
            "bar": {str: {"egg": int}},
        }
    )
    document = made(gen_skel=False)
    assert document == {}
    document.generate_skeleton()
    assert document == {"a": {"foo": [], "spam": {"bla": None}}, "bar": {}}


@pytest.mark.parametrize(
    ("partial", "filled"),
    [
        ({"a": 5}, {"a": 5, "b": {"c": None, "d": {"e": None}}}),
        (
            {"b": {"c": 3, "x": 4}},
            {"a": None, "b": {"c": 3, "x": 4, "d": {"e": None}}},
        ),
        ({"b": {"d": {"e": 1}}}, {"a": None, "b": {"c": None, "d": {"e": 1}}}),
        ({"b": None}, {"a": None, "b": None}),
        ({"b": {"d": [3]}, "z": 0}, {"a": None, "b": {"c": None, "d": [3]}, "z": 0}),
    ],
    ids=str,
)
def test_partly_filled_document(
    declare: Any, partial: dict[str, Any], filled: dict[str, Any]
) -> None:
    """``generate_skeleton()`` adds missing fields at every depth and keeps the rest."""
    made = declare(structure={"a": int, "b": {"c": int, "d": {"e": int}}})
    document = made(copy.deepcopy(partial))
    document.generate_skeleton()
    assert document == filled


@pytest.mark.parametrize("structure", [None, {}, {int: str}], ids=str)
def test_nothing_to_fill_in(declare: Any, structure: Any) -> None:
    """A structure without named fields has an empty skeleton."""
    document = declare(structure=structure)()
    document.generate_skeleton()
    assert document == {}


@pytest.mark.parametrize("dots", [False, True])
def test_documents_share_nothing(declare: Any, *, dots: bool) -> None:
    """New documents share no dicts or lists."""
    structure = {"a": {"b": {}}, "c": [], "d": dict, "e": (int,), "f": {str: int}}
    made = declare(structure=structure, use_dot_notation=dots)
    first, second = made(), made()
    assert all(first[name] is not second[name] for name in first)
    assert first["a"]["b"] is not second["a"]["b"]


@pytest.mark.parametrize("doc", [None, {}], ids=str)
def test_defaults_of_a_new_document(declare: Any, doc: Any) -> None:
    """MK-DEF-101: A document created without fields has the defaults."""
    made = declare(structure={"a": int, "b": {"c": str}}, default_values={"b.c": "x"})
    assert made(doc) == {"a": None, "b": {"c": "x"}}


@pytest.mark.parametrize(
    ("doc", "options", "expected"),
    [({"a": 1}, {}, {"a": 1}), (None, {"gen_skel": False}, {})],
    ids=["given fields", "no skeleton"],
)
def test_no_defaults(
    declare: Any, doc: Any, options: dict[str, Any], expected: dict[str, Any]
) -> None:
    """MK-DEF-101: No defaults are set if fields or ``gen_skel=False`` are given."""
    made = declare(structure={"a": int, "b": int}, default_values={"b": 3})
    assert made(doc, **options) == expected


class Truth:
    """A callable default."""

    def __call__(self) -> int:
        """Return the default value."""
        return 42

    def __repr__(self) -> str:
        return "get_truth"


get_truth = Truth()

STRUCTURE = {
    "any": None,
    "n": int,
    "list": list,
    "ints": [int],
    "pair": (int, str),
    "dicts": [{"foo": str}],
    "open": dict,
    "closed": {},
    "typed": {str: int},
    "deep": {str: {"a": int}},
    "bar": {"ints": [int], "in": {"x": int, "y": int}},
    "cost$": int,
}


@pytest.mark.parametrize(
    ("path", "default", "expected"),
    [
        ("any", 3, 3),
        ("any", 0, 0),
        ("any", {"a": [1]}, {"a": [1]}),
        ("any", list, []),
        ("n", get_truth, 42),
        ("n", int, 0),
        ("list", [1, "a"], [1, "a"]),
        ("list", [get_truth, 3], [42, 3]),
        ("list", [[get_truth], {"a": 1}], [[42], {"a": 1}]),
        ("list", lambda: [7], [7]),
        ("ints", [1, 2], [1, 2]),
        ("bar.ints", [1, 2], [1, 2]),
        ("pair", (1, "a"), (1, "a")),
        ("pair", [1, None], [1, None]),
        ("dicts", [{"foo": "bla"}], [{"foo": "bla"}]),
        ("open", {"bar": 42}, {"bar": 42}),
        ("open", lambda: {"bar": 42}, {"bar": 42}),
        ("closed", lambda: {"bar": 42}, {"bar": 42}),
        ("typed", {"bar": 42}, {"bar": 42}),
        ("deep", {"bar": {"a": 42}}, {"bar": {"a": 42}}),
        ("bar", {"ints": [3]}, {"ints": [3], "in": {"x": None, "y": None}}),
        ("bar", {"in": {"x": 3}}, {"ints": [], "in": {"x": 3, "y": None}}),
        ("bar.in", lambda: {"y": 3}, {"x": None, "y": 3}),
        ("cost$", 3, 3),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("dots", [False, True])
def test_default(
    declare: Any, path: str, default: Any, expected: Any, *, dots: bool
) -> None:
    """MK-DEF-101, MK-DEF-103: Defaults fill empty fields; callables are called."""
    made = declare(
        structure=STRUCTURE, default_values={path: default}, use_dot_notation=dots
    )
    value = made()
    for name in path.split("."):
        value = value[name]
    assert value == expected


def test_defaults_are_called_for_each_document(declare: Any) -> None:
    """MK-DEF-101: A callable default is called for each document."""
    counter = itertools.count()
    made = declare(
        structure={"n": int, "list": [int]},
        default_values={"n": counter.__next__, "list": [counter.__next__]},
    )
    assert [made(), made()] == [{"n": 0, "list": [1]}, {"n": 2, "list": [3]}]


@pytest.mark.parametrize(
    ("path", "default"),
    [
        ("list", [[1]]),
        ("list", [{"a": [1]}]),
        ("open", {"a": [1]}),
        ("typed", {"a": 1}),
        ("any", {"a": {"b": [1]}}),
        ("any", ([1],)),
        ("bar", {"ints": [1]}),
    ],
    ids=str,
)
def test_defaults_are_not_shared(declare: Any, path: str, default: Any) -> None:
    """MK-DEF-102: Every document gets its own copy of a default."""
    made = declare(structure=STRUCTURE, default_values={path: default})
    before = copy.deepcopy(default)

    def empty(value: Any) -> None:
        if isinstance(value, (list, tuple, dict)):
            inner = list(value.values() if isinstance(value, dict) else value)
            for item in inner:
                empty(item)
            if not isinstance(value, tuple):
                value.clear()

    expected = made()
    empty(made()[path])
    assert made() == expected
    assert default == before


def test_default_below_a_key_type(declare: Any) -> None:
    """MK-VLD-103: A default below a key type is accepted but has no effect."""
    made = declare(structure=STRUCTURE, default_values={"deep.$str.a": 3})
    assert made()["deep"] == {}


def test_default_of_the_id(declare: Any) -> None:
    """The ``_id`` may have a default without being declared."""
    made = declare(structure={"n": int}, default_values={"_id": get_truth})
    assert made() == {"_id": 42, "n": None}


def test_default_of_another_type(declare: Any) -> None:
    """A default of the wrong type fails validation until it is corrected."""
    made = declare(structure={"bar": {"bla": str}}, default_values={"bar.bla": 3})
    document = made()
    with pytest.raises(
        SchemaTypeError, match=r"^bar\.bla must be an instance of str not int$"
    ):
        document.validate()
    document["bar"]["bla"] = "3"
    document.validate()


def test_overridden_validate_corrects_a_default() -> None:
    """MK-VAL-111: An overridden ``validate()`` may correct a wrong default."""

    class Correcting(Document):
        structure = {"bar": {"bla": str}}
        default_values = {"bar.bla": 3}

        def validate(self, *args: Any, **kwargs: Any) -> None:
            self["bar"]["bla"] = str(self["bar"]["bla"])
            super().validate(*args, **kwargs)

    document = Correcting()
    document.validate()
    assert document == {"bar": {"bla": "3"}}


def test_default_under_a_replaced_skeleton() -> None:
    """A default is ignored if ``generate_skeleton()`` sets its parent to ``None``."""

    class Odd(SchemaDocument):
        structure = {"a": {"b": int}}
        default_values = {"a.b": 3}

        def generate_skeleton(self) -> None:
            self["a"] = None

    assert Odd() == {"a": None}


def test_default_keeps_values_of_an_overridden_skeleton() -> None:
    """Defaults do not replace values set by an overridden ``generate_skeleton()``."""

    class Filled(SchemaDocument):
        structure = {"a": int, "b": [int], "c": int}
        default_values = {"a": 3, "b": [3], "c": 3}

        def generate_skeleton(self) -> None:
            self.update(a=0, b=[0])
            super().generate_skeleton()

    assert Filled() == {"a": 0, "b": [0], "c": 3}


class Base(SchemaDocument):
    """A class with two defaults."""

    structure = {"a": int, "b": int}
    default_values = {"a": 1, "b": 2}


class Middle(Base):
    """A subclass that overrides one of the defaults."""

    default_values = {"a": 10}


class Derived(Middle):
    """A subclass with another field."""

    structure = {"c": int}


def test_inherited_defaults() -> None:
    """MK-DEF-103: A subclass's default overrides that of its base for the same path."""
    assert Base() == {"a": 1, "b": 2}
    assert Middle() == {"a": 10, "b": 2}
    assert Derived() == {"a": 10, "b": 2, "c": None}


def test_dots_in_a_new_document(declare: Any) -> None:
    """MK-DOT-101: Only declared nested dicts support dot notation, at every depth."""
    structure = {
        "toto": {"spam": {"bla": int}},
        "open": dict,
        "typed": {str: int},
        "own": Counter(),
    }
    document = declare(structure=structure, use_dot_notation=True)()
    document.toto.spam.bla = 7
    assert document["toto"]["spam"]["bla"] == 7
    assert type(document["toto"]["spam"]) is DotedDict
    assert type(document["typed"]) is DotedDict
    assert type(document["open"]) is dict
    assert type(document["own"]) is Counter


@pytest.mark.parametrize(
    ("stored", "path", "expected"),
    [
        ({"a": {"b": {"c": 1}}}, ["a"], DotedDict),
        ({"a": {"b": {"c": 1}}}, ["a", "b"], DotedDict),
        ({"a": {"b": None}}, ["a", "b"], type(None)),
        ({"a": {}}, ["a"], DotedDict),
        ({"a": [1]}, ["a"], list),
        ({"a": None}, ["a"], type(None)),
        ({"x": {}}, ["x"], dict),
        ({"a": {"x": {}}}, ["a", "x"], dict),
        ({"a": DotedDict({"b": {}})}, ["a", "b"], DotedDict),
        ({"a": Counter(b=1)}, ["a"], Counter),
    ],
    ids=str,
)
def test_dots_in_a_loaded_document(
    declare: Any, stored: dict[str, Any], path: list[str], expected: type
) -> None:
    """MK-DOT-101: Stored dicts support dot notation where a dict is declared."""
    made = declare(structure={"a": {"b": {"c": int}}}, use_dot_notation=True)
    document = made(stored)
    assert document == stored
    for name in path:
        document = document[name]
    assert type(document) is expected


def test_given_dict_is_unchanged(declare: Any) -> None:
    """The constructor leaves the nested dicts of its argument unchanged."""
    made = declare(structure={"a": {"b": int}}, use_dot_notation=True)
    given = {"a": {"b": 1}}
    document = made(given)
    document.a.b = 2
    assert given == {"a": {"b": 1}}
    assert type(given["a"]) is dict
