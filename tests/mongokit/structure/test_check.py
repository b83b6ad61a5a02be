"""Validation of documents against their structure."""

import datetime
import re
import uuid
from typing import Any

import pytest
from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp
from bson.errors import InvalidDocument
from hypothesis import given
from hypothesis import strategies as st

from mongokit import (
    AuthorizedTypeError,
    CustomType,
    Document,
    DotedDict,
    SchemaDocument,
    SchemaDocumentError,
    SchemaTypeError,
    Set,
    StructureError,
    ValidationError,
)
from mongokit.schema_document import STRUCTURE_KEYWORDS

VALUES: dict[type, list[Any]] = {
    type(None): [None],
    bool: [True, False],
    int: [0, -7, True, Int64(3)],
    float: [1.5, float("nan")],
    str: ["", "text"],
    bytes: [b"x", Binary(b"x")],
    list: [[], [1, "a", {1, 2}]],
    dict: [{}, {"a": object()}, DotedDict({"a": 1})],
    datetime.datetime: [datetime.datetime(2026, 1, 1)],  # noqa: DTZ001  naive, as loaded
    Binary: [Binary(b"x", 5), b"x"],
    Int64: [Int64(3)],
    ObjectId: [ObjectId()],
    DBRef: [DBRef("a", 1)],
    Code: [Code("f()")],
    uuid.UUID: [uuid.UUID(int=3)],
    re.Pattern: [re.compile("a"), Regex("a")],
    Regex: [Regex("a")],
    Decimal128: [Decimal128("1.5")],
    Timestamp: [Timestamp(1, 1)],
    CustomType: [Set()],
}


class MyInt(int):
    """An ``int`` subclass, whose instances are valid for ``int`` fields."""


class MyFloat(float):
    """A ``float`` subclass, whose instances are valid for ``float`` fields."""


class MyDict(dict[str, Any]):
    """A ``dict`` subclass.

    Its instances pass as a ``dict`` and can be used as a nested structure.
    """


class Part(SchemaDocument):
    """A document class used as a field type."""

    structure = {"n": int}


@pytest.mark.parametrize("declared", Document.authorized_types)
def test_values_of_a_type(declare: Any, declared: type) -> None:
    """MK-STR-111: A field accepts values of its type and ``None``."""
    made = declare(Document, structure={"foo": declared}, skip_validation=True)
    for value in [None, *VALUES[declared]]:
        SchemaDocument.validate(made({"foo": value}))


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (MyInt, MyInt(3)),
        (float, MyFloat(3)),
        ([int], []),
        ([int], [1, None, True]),
        ([str], ("a", "b")),
        ([[int]], [[1], [], None]),
        ([{"a": int}], [{"a": 1}, None]),
        ([], [1, "a", None, {}, DotedDict(), Int64(3), MyInt(3)]),
        (list, [{1, 2}]),
        ((int, str), [1, "a"]),
        ((int, str), (None, None)),
        ((int, None), [1, {}]),
        ((), []),
        ([(int, str)], [(1, "a"), [2, None]]),
        ({"bar": (int, str)}, {"bar": (1, "a")}),
        (dict, {"a": {1, 2}}),
        ({}, {}),
        pytest.param({"a": int}, DotedDict({"a": 1}), id="DotedDict"),
        pytest.param({"a": int}, MyDict(a=1), id="MyDict"),
        (MyDict(a=int), MyDict(a=1)),
        ({str: int}, {}),
        ({str: int}, {"a": 1, "b": None}),
        ({str: [int]}, {"a": [1]}),
        ({str: {int: int}}, {"bla": {3: 4}}),
        ({str: {"a": int}, "b": str}, {"b": "x", "c": {"a": 1}}),
        ({int: str, str: int}, {1: "a", "b": 2}),
        ({int: Part}, {1: "anything"}),
        (None, 3),
        pytest.param(None, DotedDict(), id="None-DotedDict"),
        pytest.param(None, Int64(3), id="None-Int64"),
        (Part, Part()),
        (Part, "anything"),
        ([Part], [3]),
        ((Part, int), [{}, 3]),
    ],
    ids=str,
)
def test_valid_documents(declare: Any, value: Any, fields: Any) -> None:
    """MK-STR-111, MK-STR-113, MK-STR-114: Values that fit their types are valid."""
    made = declare(structure={"foo": value})
    made({"foo": fields}).validate()
    made({"foo": None}).validate()


@pytest.mark.parametrize(
    ("value", "fields", "message"),
    [
        (int, 3.0, "foo must be an instance of int not float"),
        (int, "", "foo must be an instance of int not str"),
        (float, 2, "foo must be an instance of float not int"),
        (MyInt, 3, "foo must be an instance of MyInt not int"),
        (str, b"x", "foo must be an instance of str not bytes"),
        (bytes, "x", "foo must be an instance of bytes not str"),
        (Binary, "x", "foo must be an instance of Binary not str"),
        (type(None), 3, "foo must be an instance of NoneType not int"),
        (dict, [], "foo must be an instance of dict not list"),
        (list, {}, "foo must be an instance of list not dict"),
        ([int], 3, "foo must be an instance of list not int"),
        ([int], {}, "foo must be an instance of list not dict"),
        ([int], {1}, "foo must be an instance of list not set"),
        ([int], [1, "a"], "foo must be an instance of int not str"),
        ([[int]], [[1, "a"]], "foo must be an instance of int not str"),
        ([[int]], [1], "foo must be an instance of list not int"),
        ([{"a": int}], [3], "foo must be an instance of dict not int"),
        ([{"a": int}], [{"a": "1"}], "foo.a must be an instance of int not str"),
        ((int, str), "ab", "foo must be an instance of list not str"),
        ((int, str), {}, "foo must be an instance of list not dict"),
        ((int, str, int), [1, "a"], "foo must have 3 items not 2"),
        ((int,), (), "foo must have 1 items not 0"),
        ((), [1], "foo must have 0 items not 1"),
        ((int, str), ["a", "a"], "foo must be an instance of int not str"),
        ([(int, str)], [(1, 2)], "foo must be an instance of str not int"),
        ({"bar": (int, str)}, {"bar": (1, 2)}, "foo.bar must be an instance of str"),
        ({"a": int}, [], "foo must be an instance of dict not list"),
        ({"a": int}, 3, "foo must be an instance of dict not int"),
        ({"a": {"b": int}}, {"a": {"b": ""}}, "foo.a.b must be an instance of int"),
        (MyDict(a=int), {"a": 1}, "foo must be an instance of MyDict not dict"),
        ({str: int}, {3: 4}, "key of foo must be an instance of str not int"),
        ({str: int}, {b"a": 4}, "key of foo must be an instance of str not bytes"),
        ({str: int}, {"a": "b"}, "foo.$str must be an instance of int not str"),
        ({str: int}, [1], "foo must be an instance of dict not list"),
        ({str: [int]}, [1], "foo must be an instance of dict not list"),
        ({str: [int]}, {"a": 1}, "foo.$str must be an instance of list not int"),
        ({str: {int: int}}, {"a": {"b": 1}}, "key of foo.$str must be an instance of"),
        ({str: {int: int}}, {"a": {3: ""}}, "foo.$str.$int must be an instance of int"),
        (
            {int: int, str: int},
            {b"a": 3},
            "key of foo must be an instance of int or str not bytes",
        ),
        ({str: int, "b": str}, {"b": 3}, "foo.b must be an instance of str not int"),
    ],
    ids=str,
)
@pytest.mark.parametrize("schemaless", [False, True])
def test_wrong_types(
    declare: Any, value: Any, fields: Any, message: str, *, schemaless: bool
) -> None:
    """MK-VAL-103, MK-STR-111, MK-STR-113, MK-STR-114: Wrong types are rejected.

    The error contains the dotted path and the expected and actual types or lengths.
    """
    made = declare(structure={"foo": value}, use_schemaless=schemaless)
    with pytest.raises(SchemaTypeError, match=f"^{re.escape(message)}") as caught:
        made({"foo": fields}).validate()
    assert caught.value.path == re.findall(r"foo[.$\w]*", message)[0]
    assert caught.value.document_class is made


@pytest.mark.parametrize(
    ("value", "fields", "path"),
    [
        (None, {1}, "foo"),
        ([], [1, {1}], "foo"),
        ([None], [{1}], "foo"),
        ((int, None), [1, {1}], "foo"),
        ({"a": None}, {"a": {1}}, "foo.a"),
        ({str: None}, {"a": {1}}, "foo.$str"),
    ],
    ids=str,
)
def test_types_that_are_not_authorized(
    declare: Any, value: Any, fields: Any, path: str
) -> None:
    """MK-STR-112: An untyped field accepts only values of authorized types."""
    made = declare(structure={"foo": value})
    with pytest.raises(
        AuthorizedTypeError, match=r"^set is not an authorized types$"
    ) as caught:
        made({"foo": fields}).validate()
    assert caught.value.path == path
    declare(structure={"foo": value}, authorized_types=[set])(
        {"foo": fields}
    ).validate()


@pytest.mark.parametrize(
    ("structure", "fields", "message"),
    [
        ({"a": int, "b": int}, {"a": 1}, "missed fields ['b'] in MyDoc"),
        ({"c": int, "b": int}, {"x": 1}, "missed fields ['b', 'c'] in MyDoc"),
        ({"a": int}, {"a": 1, "b": 1}, "unknown fields ['b'] in MyDoc"),
        ({"a": int}, {"a": 1, "z": 1, "b": 1}, "unknown fields ['b', 'z'] in MyDoc"),
        ({"a": int, "b": int}, {"a": 1, "x": 1}, "missed fields ['b'] in MyDoc"),
        ({"a": int, "b": int}, {"x": 1, "y": 2}, "missed fields ['a', 'b'] in MyDoc"),
        ({}, {"a": 1}, "unknown fields ['a'] in MyDoc"),
        ({"a": {}}, {"a": {"b": 1}}, "unknown fields ['b'] in dict"),
        ({"a": {"b": int}}, {"a": {}}, "missed fields ['b'] in dict"),
        ({"a": {"b": int}}, {"a": DotedDict()}, "missed fields ['b'] in DotedDict"),
        ({"a": [{"b": int}]}, {"a": [{"c": 1}]}, "missed fields ['b'] in dict"),
        ({"a": {str: {"b": int}}}, {"a": {"x": {}}}, "missed fields ['b'] in dict"),
        ({"a": {str: int, "b": int}}, {"a": {"x": 1}}, "missed fields ['b'] in dict"),
        ({"a": int}, {"a": "", 3: 1, "b": 1}, "unknown fields [3, 'b'] in MyDoc"),
    ],
    ids=str,
)
def test_wrong_fields(
    declare: Any, structure: dict[str, Any], fields: dict[Any, Any], message: str
) -> None:
    """MK-VAL-104, MK-STR-115: The error lists the missing or unknown fields, sorted."""
    made = declare(structure=structure)
    with pytest.raises(StructureError) as caught:
        made(fields).validate()
    assert str(caught.value) == message


@pytest.mark.parametrize("keyword", STRUCTURE_KEYWORDS)
@pytest.mark.parametrize(
    "place",
    [
        lambda fields: {"a": 1, "b": {"c": 1}, "d": [{"e": 1}], "t": {}, **fields},
        lambda fields: {"a": 1, "b": {"c": 1, **fields}, "d": [], "t": {}},
        lambda fields: {"a": 1, "b": {"c": 1}, "d": [{"e": 1, **fields}], "t": {}},
        lambda fields: {"a": 1, "b": {"c": 1}, "d": [], "t": {"x": {"f": 1, **fields}}},
        lambda fields: {"a": 1, "b": {"c": 1}, "d": [], "t": fields},
    ],
    ids=["top", "nested", "in a list", "below a key type", "next to a key type"],
)
def test_undeclared_keywords(declare: Any, keyword: str, place: Any) -> None:
    """MK-VAL-105: Undeclared keywords may appear in any dict, with any value."""
    structure = {"a": int, "b": {"c": int}, "d": [{"e": int}], "t": {str: {"f": int}}}
    made = declare(structure=structure)
    made(place({keyword: {1, 2}})).validate()


@pytest.mark.parametrize("keyword", STRUCTURE_KEYWORDS)
def test_declared_keyword(declare: Any, keyword: str) -> None:
    """MK-VAL-105: A declared keyword may be missing; otherwise its type is checked."""
    made = declare(structure={keyword: int, "a": int})
    made({"a": 1}).validate()
    made({"a": 1, keyword: 2}).validate()
    with pytest.raises(SchemaTypeError, match=f"^{keyword} must be an instance of int"):
        made({"a": 1, keyword: "2"}).validate()


@pytest.mark.parametrize("order", [1, -1])
def test_values_next_to_a_keyword(declare: Any, order: int) -> None:
    """MK-VAL-105: Fields before and after an undeclared keyword are checked."""
    made = declare(structure={"a": int, "b": int})
    fields = [("a", 1), ("_ns", "x"), ("b", "2")][::order]
    with pytest.raises(SchemaTypeError, match=r"^b must be an instance of int not str"):
        made(dict(fields)).validate()


@pytest.mark.parametrize("name", ["x", "y"])
def test_values_next_to_an_unknown_field(declare: Any, name: str) -> None:
    """MK-VAL-104: An unknown field does not hide or repeat other errors."""
    made = declare(
        structure={"x": int, "y": int, "z": int}, raise_validation_errors=False
    )
    document = made({"x": "1", "y": "2", "z": "3"})
    document["unknown"] = document.pop(name)
    document.validate()
    assert document.validation_errors.keys() == {None, "x", "y", "z"} - {name}
    found = document.validation_errors
    assert [len(errors) for errors in found.values()].count(1) == 2
    assert [str(error) for error in found[None]] == [
        f"missed fields ['{name}'] in MyDoc",
        "unknown fields ['unknown'] in MyDoc",
    ]


def test_class_without_a_structure(declare: Any) -> None:
    """A class without a structure accepts any fields."""
    declare()({"a": {1}, 3: 4}).validate()


def test_wrong_key_of_the_document(declare: Any) -> None:
    """MK-STR-114: The error for a wrong top-level key names the class."""
    made = declare(structure={str: int})
    with pytest.raises(
        SchemaTypeError, match=r"^key of MyDoc must be an instance of str not int$"
    ) as caught:
        made({3: 4}).validate()
    assert caught.value.path is None


def test_keys_that_are_not_strings(declare: Any) -> None:
    """MK-VAL-108: Unlike ``SchemaDocument``, ``Document`` rejects non-string keys."""
    structure = {"foo": {str: {int: int}}}
    fields = {"foo": {"bla": {3: 4}}}
    declare(structure=structure)(fields).validate()
    with pytest.raises(InvalidDocument, match=r"^foo\.bla has the key 3: keys must be"):
        declare(Document, structure=structure)(fields).validate()


STRUCTURE: dict[str, Any] = {"a": int, "b": {"c": str}, "d": [int], "e": None}


def collected(document: Any) -> dict[str | None, list[str]]:
    """Return the collected error messages by path."""
    return {
        path: [str(error) for error in errors]
        for path, errors in document.validation_errors.items()
    }


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"a": 1, "b": {"c": ""}, "d": [], "e": 3}, {}),
        (
            {"a": "1", "b": {"c": 2}, "d": 3, "e": {4}},
            {
                "a": ["a must be an instance of int not str"],
                "b.c": ["b.c must be an instance of str not int"],
                "d": ["d must be an instance of list not int"],
                "e": ["set is not an authorized types"],
            },
        ),
        (
            {"a": 1, "b": [], "d": [], "e": 1},
            {
                "b": ["b must be an instance of dict not list"],
                "b.c": ["b.c is required"],
            },
        ),
        (
            {"a": 13, "b": {"c": None}, "d": [], "x": 1},
            {
                None: ["missed fields ['e'] in MyDoc", "unknown fields ['x'] in MyDoc"],
                "a": ["a does not pass the validator is_lucky"],
                "b.c": ["b.c is required"],
            },
        ),
    ],
    ids=["nothing", "types", "container", "all phases"],
)
def test_collected_errors(
    declare: Any, fields: dict[str, Any], errors: dict[str | None, list[str]]
) -> None:
    """MK-VAL-107: Each error is collected under its path, or under ``None``."""

    def is_lucky(number: Any) -> bool:
        return bool(number != 13)

    made = declare(
        structure=STRUCTURE,
        required_fields=["b.c"],
        validators={"a": is_lucky},
        raise_validation_errors=False,
    )
    document = made(fields)
    for _ in range(2):
        document.validate()
        assert collected(document) == errors
    for found in document.validation_errors.values():
        assert all(isinstance(error, SchemaDocumentError) for error in found)
        assert all(error.document_class is made for error in found)


def test_validating_again_clears_the_errors(declare: Any) -> None:
    """MK-VAL-107: Each validation discards the errors of the previous one."""
    document = declare(structure={"a": int}, raise_validation_errors=False)({"a": "1"})
    assert document.validation_errors == {}
    document.validate()
    assert collected(document) == {"a": ["a must be an instance of int not str"]}
    document["a"] = 1
    document.validate()
    assert document.validation_errors == {}


def test_errors_of_one_document(declare: Any) -> None:
    """MK-VAL-107: Each document collects its own errors."""
    made = declare(structure={"a": int}, raise_validation_errors=False)
    first, second = made({"a": "1"}), made({"a": 1})
    first.validate()
    second.validate()
    assert list(first.validation_errors) == ["a"]
    assert second.validation_errors == {}


def test_one_document_may_collect(declare: Any) -> None:
    """MK-VAL-107: ``raise_validation_errors`` can be set on one document."""
    document = declare(structure={"a": int})({"a": "1"})
    document.raise_validation_errors = False
    document.validate()
    assert list(document.validation_errors) == ["a"]


def test_several_errors_of_one_field(declare: Any) -> None:
    """MK-VAL-107: A field may have several errors."""
    made = declare(
        structure={"a": int},
        validators={"a": [lambda _: False]},
        raise_validation_errors=False,
    )
    document = made({"a": "1"})
    document.validate()
    assert [type(error) for error in document.validation_errors["a"]] == [
        ValidationError,
        SchemaTypeError,
    ]


def test_validation_changes_nothing(declare: Any) -> None:
    """MK-STR-113: Validation does not change a document; a tuple stays a tuple."""
    made = declare(structure={"a": (int, [int]), "b": [str]})
    fields = {"a": (1, [2]), "b": ("x",)}
    document = made(fields)
    document.validate()
    assert document == fields
    assert type(document["a"]) is tuple


NAMES = st.sampled_from(["a", "b", "c", "d$"])
TYPES = st.sampled_from(SchemaDocument.authorized_types)
KEYS: dict[type, list[Any]] = {str: ["x", "y", "z$"], int: [1, 2, -3]}
STRUCTURES: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        st.none()
        | TYPES
        | st.lists(STRUCTURES, max_size=1)
        | st.lists(STRUCTURES, max_size=3).map(tuple)
        | DICTS
    )
)
DICTS: st.SearchStrategy[dict[Any, Any]] = st.dictionaries(
    NAMES | st.sampled_from(list(KEYS)), STRUCTURES, max_size=3
)


def values(structure: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values that fit a structure, including ``None``."""
    return st.none() | given_values(structure)


def given_values(structure: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values that fit a structure, except ``None``."""
    if isinstance(structure, dict):
        return dicts(structure)
    if isinstance(structure, list):
        return st.lists(values(structure[0] if structure else None), max_size=2)
    if isinstance(structure, tuple):
        positions = st.tuples(*map(values, structure))
        return positions | positions.map(list)
    if structure is None:
        return TYPES.flatmap(lambda kind: st.sampled_from(VALUES[kind]))
    return st.sampled_from(VALUES[structure])


def dicts(structure: dict[Any, Any]) -> st.SearchStrategy[dict[Any, Any]]:
    """Return a strategy for dicts that fit a structure."""
    entries = st.fixed_dictionaries(
        {},
        optional={
            key: values(structure[kind])
            for kind in structure
            if isinstance(kind, type)
            for key in KEYS[kind]
        },
    )
    named = {name: values(structure[name]) for name in structure if name not in KEYS}
    return st.builds(lambda a, b: a | b, st.fixed_dictionaries(named), entries)


@given(DICTS)
def test_skeleton_is_valid(structure: dict[Any, Any]) -> None:
    """MK-STR-108: The skeleton of any structure is valid and complete."""

    class Made(SchemaDocument):
        pass

    Made.structure = structure
    Made.recompile()
    document = Made()
    document.validate()
    before = dict(document)
    document.generate_skeleton()
    assert document == before
    assert document.keys() == {name for name in structure if name not in KEYS}


@given(DICTS.flatmap(lambda made: st.tuples(st.just(made), dicts(made))), st.booleans())
def test_fitting_values_are_valid(made: tuple[Any, Any], schemaless: bool) -> None:  # noqa: FBT001  drawn by Hypothesis
    """Values that fit their structure are valid, whatever the structure."""

    class Made(SchemaDocument):
        use_schemaless = schemaless

    Made.structure, fields = made
    Made.recompile()
    Made(fields, gen_skel=False).validate()
