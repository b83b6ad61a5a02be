"""``SchemaDocument``: dicts with a declared structure."""

import copy
import logging
import pickle
from typing import Any

import pytest

from mongokit import (
    Document,
    DotedDict,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    StructureError,
)


class Dotted(SchemaDocument):
    """A class with dot notation and class attributes named like fields."""

    structure = {
        "n": int,
        "toto": {"spam": {"bla": int}},
        "open": dict,
        "items": [int],
        "kind": str,
        "twice": int,
        "mro": int,
        "bind": str,
    }
    use_dot_notation = True
    kind = "attribute of the class"

    @property
    def twice(self) -> int:
        """Return twice the number."""
        return 2 * int(self["n"])

    @twice.setter
    def twice(self, value: int) -> None:
        self["n"] = value // 2


class Warned(Dotted):
    """A class that logs a warning when an undeclared attribute is set."""

    dot_notation_warning = True


class Loose(SchemaDocument):
    """A schemaless class with dot notation."""

    structure = {"n": int, "target": {"city": str, "at": {"zip": str}}, str: int}
    use_schemaless = True
    use_dot_notation = True


def test_fields_are_attributes() -> None:
    """MK-DOT-101: Fields are attributes at every depth."""
    document: Any = Dotted()
    document.n = 3
    document.toto.spam.bla = 7
    assert document.n + document.toto.spam.bla == 10
    assert document["n"] == 3
    assert document["toto"] == {"spam": {"bla": 7}}


def test_fields_of_dicts_under_key_types(declare: Any) -> None:
    """MK-DOT-101: Structures under key types support dot notation, except in lists."""
    made = declare(
        structure={
            "a": {str: {"x": int, "y": {"z": int}}, "own": {"x": int}, int: dict},
            "b": {"c": {str: {str: {"x": int}}}},
            "list": [{str: {"x": int}}],
            str: {"n": int},
        },
        use_dot_notation=True,
    )
    given = {
        "a": {"k": {"x": 1, "y": {"z": 2}}, "own": {"x": 3}, 4: {"x": 5}, "j": None},
        "b": {"c": {"k": {"l": {"x": 6}}}},
        "list": [{"k": {"x": 7}}],
        "free": {"n": 8},
    }
    kept = copy.deepcopy(given)
    for document in (made(given), copy.deepcopy(made(given))):
        document.a.k.y.z += document.a.own.x
        document.b.c.k.l.x = document.free.n
        assert document["a"]["k"] == {"x": 1, "y": {"z": 5}}
        assert document["b"] == {"c": {"k": {"l": {"x": 8}}}}
        assert type(document["a"][4]) is dict
        assert type(document.list[0]) is dict
    assert given == kept


def test_fields_named_like_metaclass_attributes() -> None:
    """A field named like an attribute of the metaclass supports dot notation."""
    document: Any = Dotted()
    document.mro = 1
    document.bind = "x"
    assert (document.mro, document.bind) == (1, "x")
    assert (document["mro"], document["bind"]) == (1, "x")


def test_names_of_the_class_come_first() -> None:
    """MK-DOT-101: Reading prefers attributes of the class; writing, declared fields."""
    document: Any = Dotted({"n": 2, "kind": "field", "twice": 5, "items": [1]})
    assert document.kind == "attribute of the class"
    assert document.twice == 4
    assert callable(document.items)
    document.twice = 10
    document.kind = "new"
    assert document == {"n": 2, "kind": "new", "twice": 10, "items": [1]}
    assert (document.kind, document.twice) == ("attribute of the class", 4)


def test_names_of_the_package_are_protected() -> None:
    """MK-DOT-101: A field named like a method of a dict is not set by dot notation."""
    document: Any = Dotted({"items": [1]})
    document.items = [2]
    assert document.items == [2]
    assert document == {"items": [1]}


def test_undeclared_names_of_the_class() -> None:
    """MK-DOT-101: An undeclared key does not hide an attribute of the class."""

    class Titled(SchemaDocument):
        structure = {"n": int}
        use_schemaless = True
        use_dot_notation = True
        title = "attribute"

    document: Any = Titled({"title": "key"})
    document.title = "own attribute"
    assert document == {"title": "key"}
    assert document.title == "own attribute"


def test_errors_can_be_replaced() -> None:
    """MK-DOT-103: The collected errors can be assigned, and so be cleared."""
    document: Any = Warned(Dotted() | {"n": "x"})
    document.raise_validation_errors = False
    document.validate()
    assert list(document.validation_errors) == ["n"]
    document.validation_errors = {}
    assert document.validation_errors == {}
    document.validate()
    assert list(document.validation_errors) == ["n"]


def test_attributes_are_not_stored() -> None:
    """MK-DOT-102: Setting a name that is not a field does not change the document."""
    document: Any = Dotted()
    before = dict(document)
    document.eggs = 4
    document.toto.eggs = 5
    assert (document.eggs, document.toto.eggs) == (4, 5)
    assert document == before
    document.validate()


def test_undeclared_field() -> None:
    """MK-DOT-103: An undeclared field of a document supports dot notation."""
    document: Any = Dotted({"extra": 1})
    document.extra += 1
    assert document == {"extra": 2}


@pytest.mark.parametrize("name", ["eggs", "n", "_private"])
def test_unknown_name(name: str) -> None:
    """MK-DOT-102: An unknown name or missing field raises an ``AttributeError``."""
    with pytest.raises(
        AttributeError, match=f"^'Dotted' has no field or attribute '{name}'$"
    ):
        getattr(Dotted(gen_skel=False), name)


WARNING = "dot notation: eggs was not found in structure. Add it as attribute instead"


@pytest.mark.parametrize(
    "target",
    [
        lambda document: document,
        lambda document: document.toto,
        lambda document: document.toto.spam,
    ],
    ids=["top", "nested", "deep"],
)
@pytest.mark.parametrize(
    "document",
    [Warned(), Warned({"toto": {"spam": {"bla": 1}}})],
    ids=["new", "loaded"],
)
def test_warning(caplog: pytest.LogCaptureFixture, document: Any, target: Any) -> None:
    """MK-DOT-102: With ``dot_notation_warning``, setting an unknown name is logged."""
    target(document).eggs = 1
    assert caplog.record_tuples == [("mongokit.dotted", logging.WARNING, WARNING)]


@pytest.mark.parametrize(
    "name",
    ["n", "_x", "db", "collection", "versioning_collection", "connection", "fs"],
)
def test_names_without_a_warning(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """MK-DOT-102: Setting a field, private name or built-in attribute logs nothing."""
    setattr(Warned(), name, 2)
    assert caplog.record_tuples == []


def test_no_warning_by_default(caplog: pytest.LogCaptureFixture) -> None:
    """MK-DOT-102: By default, setting an unknown name logs nothing."""
    document: Any = Dotted()
    document.eggs = 1
    document.toto.eggs = 1
    assert caplog.record_tuples == []


def test_messages_name_the_dict_of_dots() -> None:
    """An error message calls a nested dict a ``DotedDict``, even with warnings on."""
    document: Any = Warned()
    document["toto"]["x"] = 1
    with pytest.raises(StructureError, match=r"^unknown fields \['x'\] in DotedDict$"):
        document.validate()


def test_no_dot_notation_by_default() -> None:
    """Fields are not attributes by default."""

    class Plain(SchemaDocument):
        structure = {"n": int, "a": {"b": int}}

    document: Any = Plain()
    assert type(document["a"]) is dict
    with pytest.raises(AttributeError, match=r"'Plain' object has no attribute 'n'"):
        _ = document.n
    document.n = 3
    assert document["n"] is None


def test_subclass_without_dot_notation() -> None:
    """A subclass can disable the dot notation of its base."""

    class Plain(Dotted):
        use_dot_notation = False

    document: Any = Plain({"n": 1, "toto": {}})
    assert type(document["toto"]) is dict
    with pytest.raises(AttributeError, match=r"^'Plain' has no attribute 'n'$"):
        _ = document.n
    document.n = 3
    assert document == {"n": 1, "toto": {}}


def test_own_attribute_methods() -> None:
    """A class with dot notation can define its own ``__getattr__``."""

    class Own(SchemaDocument):
        structure = {"n": int}
        use_dot_notation = True

        def __getattr__(self, name: str) -> str:
            return f"own {name}"

    document: Any = Own()
    document.n = 3
    assert document == {"n": 3}
    assert document.n == "own n"


def test_missing_declared_field() -> None:
    """MK-DOT-103: Setting a declared field that a schemaless document lacks adds it."""
    document: Any = Loose({"x": 1})
    document.n = 3
    document.eggs = 4
    document.str = 5
    assert document == {"x": 1, "n": 3}


@pytest.mark.parametrize("target", [{}, {"at": {}}], ids=str)
def test_missing_nested_field(target: dict[str, Any]) -> None:
    """MK-DOT-103: Setting a missing declared field adds it, even in a copy."""
    document: Any = Loose({"target": target})
    document.target.city = "Bern"
    document.target.eggs = 4
    document.target.at = {}
    assert document == {"target": {"city": "Bern", "at": {}}}
    copied = copy.deepcopy(document)
    copied.target.at.zip = "3000"
    back = pickle.loads(pickle.dumps(copied))
    back.target.city = "Biel"
    assert back == {"target": {"city": "Biel", "at": {"zip": "3000"}}}


def test_missing_field_of_a_closed_structure() -> None:
    """Setting a missing field of a class that is not schemaless sets an attribute."""
    document: Any = Dotted({"x": 1})
    document.n = 3
    assert document == {"x": 1}


SCHEMALESS = {"a": int, "b": {"c": str, "d": int}}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"a": 1},
        {"x": {1, 2}},
        {"b": {}},
        {"b": {"c": "x", "y": [1]}},
        {"a": None, "b": None, "x": None},
    ],
    ids=str,
)
def test_schemaless(declare: Any, fields: dict[str, Any]) -> None:
    """MK-SCH-101: A schemaless class accepts missing and unknown fields."""
    made = declare(structure=SCHEMALESS, use_schemaless=True)
    made(fields, gen_skel=False).validate()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"a": "1"}, r"^a must be an instance of int not str$"),
        ({"x": 1, "b": {"c": 1}}, r"^b\.c must be an instance of str not int$"),
        ({"x": 1, "b": {"c": "", "d": ""}}, r"^b\.d must be an instance of int not"),
        ({"b": 3}, r"^b must be an instance of dict not int$"),
    ],
    ids=str,
)
def test_schemaless_checks_declared_fields(
    declare: Any, fields: dict[str, Any], message: str
) -> None:
    """MK-SCH-101: A schemaless class checks the declared fields that are present."""
    made = declare(structure=SCHEMALESS, use_schemaless=True)
    with pytest.raises(SchemaTypeError, match=message):
        made(fields).validate()


def test_schemaless_skeleton(declare: Any) -> None:
    """MK-SCH-101: A new document of a schemaless class has the declared fields."""
    assert declare(structure=SCHEMALESS, use_schemaless=True)() == {
        "a": None,
        "b": {"c": None, "d": None},
    }
    assert declare(use_schemaless=True)() == {}


def test_schemaless_without_a_structure(declare: Any) -> None:
    """MK-SCH-101: A schemaless class without a structure accepts everything."""
    made = declare(use_schemaless=True)
    made({"a": {"b": 1}, "c": [object()]}).validate()


def test_schemaless_requires(declare: Any) -> None:
    """MK-SCH-101: A schemaless class can require fields."""
    made = declare(structure=SCHEMALESS, use_schemaless=True, required_fields=["b.c"])
    made({"b": {"c": "x"}}).validate()
    with pytest.raises(RequireFieldError, match=r"^b\.c is required$"):
        made({"x": 1}).validate()


def test_given_fields() -> None:
    """A document copies the given dict and adds no fields."""
    given = {"n": 1, "x": [2]}
    document = Loose(given)
    assert document == given
    document["n"] = 2
    assert given["n"] == 1


def test_document_is_a_dict() -> None:
    """MK-STR-101: A document is a dict and equals a plain dict of its fields."""
    document = Dotted({"n": 1})
    assert isinstance(document, dict)
    assert document == {"n": 1}
    assert not callable(document)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("made", [Dotted, Loose])
def test_copies(made: type[SchemaDocument], duplicate: Any) -> None:
    """A copy keeps the class, the dot notation and the attributes."""
    document: Any = made()
    document.note = "kept"
    document["extra"] = {"list": []}
    copied: Any = duplicate(document)
    assert copied == document
    assert copied.note == "kept"
    assert (copied["extra"] is document["extra"]) == (duplicate is copy.copy)
    nested = [value for value in copied.values() if isinstance(value, DotedDict)]
    assert nested
    assert type(copied) is made


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    """A pickled document keeps its class, attributes and dot notation."""
    document: Any = Dotted()
    document.note = "kept"
    back: Any = pickle.loads(pickle.dumps(document, protocol))
    assert back == document
    assert back.note == "kept"
    back.toto.spam.bla = 3
    assert type(back) is Dotted


def test_recompiling(declare: Any) -> None:
    """MK-PERF-101: Recompiling a class applies changes to its declarations."""
    made = declare(structure={"a": int})
    made.structure["b"] = {"c": str}
    made.required_fields.append("b.c")
    made.recompile()
    assert made._namespaces == ["a", "b", "b.c"]
    document = made()
    assert document == {"a": None, "b": {"c": None}}
    with pytest.raises(RequireFieldError, match=r"^b\.c is required$"):
        document.validate()


def test_changes_without_recompiling(declare: Any) -> None:
    """MK-PERF-101: Without recompiling, changed declarations have no effect."""
    made = declare(structure={"a": int})
    made.structure["b"] = int
    assert made() == {"a": None}


def test_recompiling_with_an_error(declare: Any) -> None:
    """Recompiling an invalid declaration raises an error and changes nothing."""
    made = declare(structure={"a": int})
    made.structure["b"] = set
    with pytest.raises(StructureError, match=r"^MyDoc: <class 'set'> is not an auth"):
        made.recompile()
    assert made() == {"a": None}


def test_class_that_refers_to_itself() -> None:
    """MK-PERF-101: After recompiling, a class can be the type of its own field."""

    class Node(SchemaDocument):
        structure = {"n": int}

    assert Node.structure is not None
    Node.structure["parent"] = Node
    Node.recompile()
    assert Node() == {"n": None, "parent": None}
    Node({"n": 1, "parent": Node()}).validate()


def test_overrides_of_validate_are_chained() -> None:
    """MK-INH-104: Each class in a hierarchy can override ``validate()``."""
    seen = []

    class Root(SchemaDocument):
        structure = {"n": int}

        def validate(self) -> None:
            seen.append("root")
            super().validate()

    class Leaf(Root):
        def validate(self, *args: Any, **kwargs: Any) -> None:
            seen.append("leaf")
            self["n"] = int(self["n"])
            super().validate(*args, **kwargs)

    document = Leaf({"n": "12"})
    document.validate()
    assert seen == ["leaf", "root"]
    assert document == {"n": 12}


def test_hook_for_subclasses() -> None:
    """The ``__init_subclass__`` hook of a class runs for each declared subclass."""
    seen = []

    class Root(SchemaDocument):
        def __init_subclass__(cls, *, table: str, **options: Any) -> None:
            super().__init_subclass__(**options)
            seen.append((cls.__name__, table))

    class Leaf(Root, table="leaves"):
        structure = {"n": int}

    assert seen == [("Leaf", "leaves")]
    assert Leaf() == {"n": None}


def test_skipping_validation_is_for_saving(declare: Any) -> None:
    """MK-VAL-110: ``skip_validation`` does not affect ``validate()``."""
    made = declare(structure={"a": int}, skip_validation=True)
    with pytest.raises(SchemaTypeError, match=r"^a must be an instance of int not str"):
        made({"a": "1"}).validate()


def test_type_field_of_a_schema(declare: Any) -> None:
    """MK-TYF-101: Only a ``Document`` sets the type field to the class name."""
    assert declare(structure={"_type": str})() == {"_type": None}
    assert declare(Document, structure={"_type": str})() == {"_type": "MyDoc"}


def test_a_required_field_of_no_value(declare: Any) -> None:
    """If a required field can only be ``None``, no document is valid."""
    made = declare(structure={"a": type(None)}, required_fields=["a"])
    document = made({"a": None})
    with pytest.raises(RequireFieldError, match=r"^a is required$"):
        document.validate()
