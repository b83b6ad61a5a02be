"""Dicts with a declared structure."""

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
    """A class with dot notation, and names of its own."""

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
        """Twice the number."""
        return 2 * int(self["n"])

    @twice.setter
    def twice(self, value: int) -> None:
        self["n"] = value // 2


class Warning(Dotted):  # noqa: A001  it is one here
    """A class that warns of names that are no fields."""

    dot_notation_warning = True


class Loose(SchemaDocument):
    """A class that takes any field, and has dots."""

    structure = {"n": int, "place": {"city": str, "at": {"zip": str}}, str: int}
    use_schemaless = True
    use_dot_notation = True


def test_fields_are_attributes() -> None:
    """MK-DOT-101: A field is read and written as an attribute, at every depth."""
    document: Any = Dotted()
    document.n = 3
    document.toto.spam.bla = 7
    assert document.n + document.toto.spam.bla == 10
    assert document["n"] == 3
    assert document["toto"] == {"spam": {"bla": 7}}


def test_fields_of_dicts_under_key_types(declare: Any) -> None:
    """MK-DOT-101: Dicts under key types are declared too, those in lists are not."""
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


def test_structure_wide_names() -> None:
    """A field may have a name that all classes know, and documents do not."""
    document: Any = Dotted()
    document.mro = 1
    document.bind = "x"
    assert (document.mro, document.bind) == (1, "x")
    assert (document["mro"], document["bind"]) == (1, "x")


def test_names_of_the_class_come_first() -> None:
    """MK-DOT-101: Methods, properties and attributes of the class win over fields."""
    document: Any = Dotted({"n": 2, "kind": "field", "twice": 5, "items": [1]})
    assert document.kind == "attribute of the class"
    assert document.twice == 4
    assert callable(document.items)
    document.twice = 10
    document.kind = "own"
    assert document == {"n": 5, "kind": "field", "twice": 5, "items": [1]}
    assert document.kind == "own"


def test_what_is_no_field_is_an_attribute() -> None:
    """MK-DOT-102.

    A name that is no field is an attribute, which is neither stored nor checked.
    """
    document: Any = Dotted()
    before = dict(document)
    document.eggs = 4
    document.toto.eggs = 5
    assert (document.eggs, document.toto.eggs) == (4, 5)
    assert document == before
    document.validate()


def test_field_that_the_structure_does_not_name() -> None:
    """MK-DOT-103: A field that is there has dots, whatever the structure says."""
    document: Any = Dotted({"extra": 1})
    document.extra += 1
    assert document == {"extra": 2}


@pytest.mark.parametrize("name", ["eggs", "n", "_private"])
def test_unknown_name(name: str) -> None:
    """MK-DOT-102: A name that is not there is no attribute."""
    with pytest.raises(
        AttributeError, match=f"^'Dotted' has no field or attribute '{name}'$"
    ):
        getattr(Dotted(gen_skel=False), name)


WARNING = "dot notation: eggs was not found in structure. Add it as attribute instead"


@pytest.mark.parametrize(
    "place",
    [
        lambda document: document,
        lambda document: document.toto,
        lambda document: document.toto.spam,
    ],
    ids=["top", "nested", "deep"],
)
@pytest.mark.parametrize(
    "document",
    [Warning(), Warning({"toto": {"spam": {"bla": 1}}})],
    ids=["new", "loaded"],
)
def test_warning(caplog: pytest.LogCaptureFixture, document: Any, place: Any) -> None:
    """MK-DOT-102.

    On request a name that is set, and is no field, is named in the log.
    """
    place(document).eggs = 1
    assert caplog.record_tuples == [("mongokit.dotted", logging.WARNING, WARNING)]


@pytest.mark.parametrize(
    "name",
    ["n", "_x", "db", "collection", "versioning_collection", "connection", "fs"],
)
def test_names_without_a_warning(caplog: pytest.LogCaptureFixture, name: str) -> None:
    """MK-DOT-102.

    Fields, private names and those of a document's place are set in silence.
    """
    setattr(Warning(), name, 2)
    assert caplog.record_tuples == []


def test_no_warning_without_request(caplog: pytest.LogCaptureFixture) -> None:
    """MK-DOT-102: Unless it is asked for, nothing is logged."""
    document: Any = Dotted()
    document.eggs = 1
    document.toto.eggs = 1
    assert caplog.record_tuples == []


def test_messages_name_the_dict_of_dots() -> None:
    """A nested dict with dots is called so, with the warning as without."""
    document: Any = Warning()
    document["toto"]["x"] = 1
    with pytest.raises(StructureError, match=r"^unknown fields \['x'\] in DotedDict$"):
        document.validate()


def test_no_dots_without_request() -> None:
    """Unless it is asked for, fields are no attributes."""

    class Plain(SchemaDocument):
        structure = {"n": int, "a": {"b": int}}

    document: Any = Plain()
    assert type(document["a"]) is dict
    with pytest.raises(AttributeError, match=r"'Plain' object has no attribute 'n'"):
        _ = document.n
    document.n = 3
    assert document["n"] is None


def test_dots_may_be_given_up() -> None:
    """A subclass may do without the dots of its base."""

    class Plain(Dotted):
        use_dot_notation = False

    document: Any = Plain({"n": 1, "toto": {}})
    assert type(document["toto"]) is dict
    with pytest.raises(AttributeError, match=r"^'Plain' has no attribute 'n'$"):
        _ = document.n
    document.n = 3
    assert document == {"n": 1, "toto": {}}


def test_own_attribute_methods() -> None:
    """A class with own methods for attributes keeps them."""

    class Own(SchemaDocument):
        structure = {"n": int}
        use_dot_notation = True

        def __getattr__(self, name: str) -> str:
            return f"own {name}"

    document: Any = Own()
    document.n = 3
    assert document == {"n": 3}
    assert document.n == "own n"


def test_declared_field_that_is_not_there() -> None:
    """MK-DOT-103.

    Of a class that takes any field, a declared one that is missing is a field.
    """
    document: Any = Loose({"x": 1})
    document.n = 3
    document.eggs = 4
    document.str = 5
    assert document == {"x": 1, "n": 3}


@pytest.mark.parametrize("place", [{}, {"at": {}}], ids=str)
def test_declared_nested_field_that_is_not_there(place: dict[str, Any]) -> None:
    """MK-DOT-103: So is a declared field of a nested dict, in a copy as well."""
    document: Any = Loose({"place": place})
    document.place.city = "Bern"
    document.place.eggs = 4
    document.place.at = {}
    assert document == {"place": {"city": "Bern", "at": {}}}
    copied = copy.deepcopy(document)
    copied.place.at.zip = "3000"
    back = pickle.loads(pickle.dumps(copied))
    back.place.city = "Biel"
    assert back == {"place": {"city": "Biel", "at": {"zip": "3000"}}}


def test_declared_field_of_a_closed_structure() -> None:
    """Of a class with a closed structure, only a field that is there is one."""
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
    """MK-SCH-101: A class that takes any field takes more, and less, at every depth."""
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
def test_schemaless_checks_what_is_declared(
    declare: Any, fields: dict[str, Any], message: str
) -> None:
    """MK-SCH-101: A declared field that is there has to have its type."""
    made = declare(structure=SCHEMALESS, use_schemaless=True)
    with pytest.raises(SchemaTypeError, match=message):
        made(fields).validate()


def test_schemaless_skeleton(declare: Any) -> None:
    """MK-SCH-101.

    A new document has the declared fields, and starts empty without any.
    """
    assert declare(structure=SCHEMALESS, use_schemaless=True)() == {
        "a": None,
        "b": {"c": None, "d": None},
    }
    assert declare(use_schemaless=True)() == {}


def test_schemaless_without_a_structure(declare: Any) -> None:
    """MK-SCH-101: A class without structure takes everything."""
    made = declare(use_schemaless=True)
    made({"a": {"b": 1}, "c": [object()]}).validate()


def test_schemaless_requires(declare: Any) -> None:
    """MK-SCH-101: A required field has to be there all the same."""
    made = declare(structure=SCHEMALESS, use_schemaless=True, required_fields=["b.c"])
    made({"b": {"c": "x"}}).validate()
    with pytest.raises(RequireFieldError, match=r"^b\.c is required$"):
        made({"x": 1}).validate()


def test_taking_over_fields() -> None:
    """A document takes over the fields that it is given, and no others."""
    given = {"n": 1, "x": [2]}
    document = Loose(given)
    assert document == given
    document["n"] = 2
    assert given["n"] == 1


def test_document_is_a_dict() -> None:
    """MK-STR-101: A document is a dict, and equal to one of its fields."""
    document = Dotted({"n": 1})
    assert isinstance(document, dict)
    assert document == {"n": 1}
    assert not callable(document)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("made", [Dotted, Loose])
def test_copies(made: type[SchemaDocument], duplicate: Any) -> None:
    """A copy is of the class, and has its dots and attributes."""
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
    """A pickled document comes back with its class, dots and attributes."""
    document: Any = Dotted()
    document.note = "kept"
    back: Any = pickle.loads(pickle.dumps(document, protocol))
    assert back == document
    assert back.note == "kept"
    back.toto.spam.bla = 3
    assert type(back) is Dotted


def test_recompiling(declare: Any) -> None:
    """MK-PERF-101.

    A change of a class's declarations takes effect when it is compiled again.
    """
    made = declare(structure={"a": int})
    made.structure["b"] = {"c": str}
    made.required_fields.append("b.c")
    made.recompile()
    assert made._namespaces == ["a", "b", "b.c"]
    document = made()
    assert document == {"a": None, "b": {"c": None}}
    with pytest.raises(RequireFieldError, match=r"^b\.c is required$"):
        document.validate()


def test_structure_is_not_walked_for_documents(declare: Any) -> None:
    """MK-PERF-101.

    Until it is compiled again, a class goes by the structure that it had.
    """
    made = declare(structure={"a": int})
    made.structure["b"] = int
    assert made() == {"a": None}


def test_recompiling_with_an_error(declare: Any) -> None:
    """A change that is wrong is refused, and the class stays as it was."""
    made = declare(structure={"a": int})
    made.structure["b"] = set
    with pytest.raises(StructureError, match=r"^MyDoc: <class 'set'> is not an auth"):
        made.recompile()
    assert made() == {"a": None}


def test_class_that_refers_to_itself() -> None:
    """MK-PERF-101: A class can have itself as the type of a field, once it is made."""

    class Node(SchemaDocument):
        structure = {"n": int}

    assert Node.structure is not None
    Node.structure["parent"] = Node
    Node.recompile()
    assert Node() == {"n": None, "parent": None}
    Node({"n": 1, "parent": Node()}).validate()


def test_overrides_of_validate_are_chained() -> None:
    """MK-INH-104: Each class of a hierarchy may add to validate()."""
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
    """The hook that a class has for its subclasses runs for each declared one."""
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
    """MK-VAL-110.

    Whoever calls validate() wants it, whatever the class skips on saving.
    """
    made = declare(structure={"a": int}, skip_validation=True)
    with pytest.raises(SchemaTypeError, match=r"^a must be an instance of int not str"):
        made({"a": "1"}).validate()


def test_type_field_of_a_schema(declare: Any) -> None:
    """MK-TYF-101.

    The field for the class's name is an ordinary one outside the database.
    """
    assert declare(structure={"_type": str})() == {"_type": None}
    assert declare(Document, structure={"_type": str})() == {"_type": "MyDoc"}
