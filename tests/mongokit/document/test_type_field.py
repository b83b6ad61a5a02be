"""The type field, which stores the class name of each document."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import DBRef
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document
from mongokit.document import DocumentProperties

PlainDB = PlainDatabase[dict[str, Any]]


class A(Document):
    """A base class with a type field."""

    __collection__ = "all"
    structure = {"_type": str, "n": int}


class B(A):
    """A subclass with another field."""

    structure = {"m": int}


class C(B):
    """A subclass of the subclass, with its own constructor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initialised = True


class Other(Document):
    """An unrelated class with a type field."""

    structure = {"_type": str, "n": int}


class Untyped(Document):
    """A class without a type field."""

    structure = {"n": int}


class Derived(Untyped):
    """A subclass that adds the type field."""

    structure = {"_type": str}


@pytest.fixture(autouse=True)
def registered(connection: Connection) -> None:
    """Register the classes of this module."""
    connection.register([A, B, C, Other, Untyped, Derived])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({}, {"_type": "MyDoc", "_t": None}),
        ({"type_field": "_t"}, {"_type": None, "_t": "MyDoc"}),
        ({"type_field": None}, {"_type": None, "_t": None}),
        ({"type_field": "other"}, {"_type": None, "_t": None}),
        ({"default_values": {"_type": "x"}}, {"_type": "MyDoc", "_t": None}),
    ],
    ids=str,
)
def test_new_document(
    declare: Any, attributes: dict[str, Any], expected: dict[str, Any]
) -> None:
    """MK-TYF-101: The type field of a new document contains the name of its class."""
    made = declare(Document, structure={"_type": str, "_t": str}, **attributes)
    assert made() == expected


def test_new_documents_of_a_hierarchy(db: Database) -> None:
    """MK-TYF-101: Each class of a hierarchy stores its own name."""
    assert [A()["_type"], B()["_type"], C()["_type"]] == ["A", "B", "C"]
    assert db.B() == {"_type": "B", "n": None, "m": None}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(Untyped, id="undeclared"),
        pytest.param(lambda: A({"n": 1}), id="given fields"),
        pytest.param(lambda: A(gen_skel=False), id="no skeleton"),
    ],
)
def test_type_field_is_not_added(document: Callable[[], Document]) -> None:
    """MK-TYF-101: Without a skeleton or a declared type field, ``_type`` is not set."""
    assert "_type" not in document()


READS: dict[str, Callable[[Any], Any]] = {
    "find_one": lambda handle: handle.find_one(),
    "one": lambda handle: handle.one(),
    "get_from_id": lambda handle: handle.get_from_id(1),
    "next": lambda handle: handle.find().next(),
    "index": lambda handle: handle.find()[0],
    "loop": lambda handle: [*handle.find()][0],  # noqa: RUF015  the loop is the test
    "to_list": lambda handle: handle.find().to_list()[0],
    "fetch": lambda handle: handle.fetch().next(),
    "find_random": lambda handle: handle.find_random(),
    "find_and_modify": lambda handle: handle.find_and_modify({}, {"$set": {"n": 5}}),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("document_class", [A, B, C])
def test_reading_through_the_base(
    db: Database, read: Callable[[Any], Any], document_class: type[Document]
) -> None:
    """MK-TYF-102: The handle of a base returns documents of the stored class."""
    db["all"].insert_one({"_id": 1, "_type": document_class.__name__, "n": 1, "m": 2})
    found = read(db.A)
    assert found.__class__ is document_class
    assert found == {"_id": 1, "_type": document_class.__name__, "n": 1, "m": 2}
    assert found.collection == db["all"]
    assert getattr(found, "initialised", False) == (document_class is C)


def test_reading_in_another_collection(db: Database) -> None:
    """MK-TYF-102: The stored class name determines the class in every collection."""
    db["elsewhere"].B({"_type": "B", "n": 1, "m": 2}).save()
    found = db["elsewhere"].A.one()
    assert found.__class__ is B
    assert found.collection == db["elsewhere"]


@pytest.mark.parametrize("name", [None, "A", "Other", "Unknown", "Document", "", 3])
def test_unknown_type_names(db: Database, database: PlainDB, name: Any) -> None:
    """MK-TYF-102: The handle's class is used if no subclass has the stored name."""
    db["all"].insert_one({"_id": 1, "_type": name, "n": 1})
    found: Any = db.A.find_one()
    assert found.__class__ is A
    assert found["_type"] == name
    found.save(validate=False)
    stored = database["all"].find_one()
    assert stored is not None
    assert stored["_type"] == name


def test_name_of_a_base(db: Database) -> None:
    """MK-TYF-102: The handle of a subclass ignores the stored name of its base."""
    db["all"].insert_one({"_type": "A"})
    found: Any = db.B.find_one()
    assert found.__class__ is B


def test_missing_type_name(db: Database) -> None:
    """MK-TYF-102: Without a stored class name, the handle's class is used."""
    db["all"].insert_one({"n": 1})
    found: Any = db.B.find_one()
    assert found.__class__ is B


def test_structure_without_the_field(db: Database) -> None:
    """MK-TYF-102: A class without the type field ignores stored class names."""
    db["all"].insert_one({"_type": "Derived", "n": 1})
    found: Any = db["all"].Untyped.find_one()
    assert found.__class__ is Untyped


def test_own_name_of_the_field(connection: Connection, db: Database) -> None:
    """MK-TYF-101, MK-TYF-102: ``type_field`` sets the name of the type field."""

    class Root(Document):
        type_field = "_t"
        structure = {"_t": str, "_type": str}

    class Leaf(Root):
        pass

    connection.register([Root, Leaf])
    leaf = db["c"].Leaf()
    leaf.save()
    assert leaf == {"_id": leaf["_id"], "_t": "Leaf", "_type": None}
    found: Any = db["c"].Root.one()
    assert found.__class__ is Leaf


def test_replaced_subclass(connection: Connection, db: Database) -> None:
    """MK-TYF-102, MK-STR-116: A new subclass replaces one of the same name."""
    db["all"].insert_one({"_type": "B"})
    handle = db.A
    assert handle.one().__class__ is B
    replacement: Any = DocumentProperties("B", (A,), {})
    connection.register(replacement)
    assert handle.one().__class__ is replacement


def test_dereferencing(db: Database) -> None:
    """MK-TYF-102: Dereferencing with a base returns a document of the stored class."""
    db["all"].insert_one({"_id": 1, "_type": "B"})
    assert db.dereference(DBRef("all", 1), A).__class__ is B


def test_each_class_validates_by_its_own_structure(db: Database) -> None:
    """A document loaded through its base's handle is validated as its own class."""
    db.B({"_type": "B", "n": 1, "m": 2}).save()
    found: Any = db.A.find_one()
    found["m"] = 3
    found.save()
    assert db["all"].one() == found
