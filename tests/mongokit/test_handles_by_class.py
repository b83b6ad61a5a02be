"""Handles looked up by class: ``db[Item]``, typed for checkers."""

from typing import Any

import pytest

from mongokit import Connection, Database, Document, SchemaDocument, VersionedDocument
from mongokit.document import DocumentProperties
from mongokit.handle import Handle


class Item(Document):
    """A class with a collection."""

    __collection__ = "items"
    structure = {"n": int}


class Loose(Document):
    """A class without a collection."""

    structure = {"n": int}


class Housed(Item):
    """A class with a database of its own."""

    __database__ = "house"
    __collection__ = "housed"


@pytest.fixture(autouse=True)
def registered(connection: Connection) -> None:
    """Register the classes."""
    connection.register([Item, Loose, Housed])


def test_same_handle(connection: Connection, db: Database) -> None:
    """Look-ups by class and by name return the same handles, on every level."""
    house = connection["house"]
    assert db[Item] is db.Item
    assert db["other"][Item] is db["other"].Item
    assert db["loose"][Loose] is db["loose"].Loose
    assert connection[Housed] is connection.Housed is house[Housed]
    assert db[Housed].collection == db["housed"]
    assert db["loose"].with_options()[Loose].collection == db["loose"]


def test_handle_is_of_both_classes(db: Database) -> None:
    """A handle is an instance of its document class and of ``Handle``."""
    assert all(isinstance(db[Item], each) for each in (Handle, Item))


def test_using_the_handle(db: Database) -> None:
    """The handle creates, stores and finds documents of the class."""
    item = db[Item]({"n": 1})
    item.save()
    db[Item].insert_one({"n": 2})
    assert [type(found["n"]) for found in db[Item].find().sort("n")] == [int, int]
    assert isinstance(db[Item].find_one({"n": 2}), Item)
    assert db[Item].get_from_id(item["_id"]) == item
    assert db[Item].count_documents({}) == 2


def test_generated_classes(db: Database) -> None:
    """The class of a new document leads to the handle of the declared class."""
    assert db[type(db[Item]())] is db[Item]


def test_names_give_collections(connection: Connection, db: Database) -> None:
    """Names give collections and databases, even those of registered classes."""
    assert db["Item"].name == "Item"
    assert db["a"]["Item"].name == "a.Item"
    assert connection["Housed"].name == "Housed"


def test_unregistered_class(connection: Connection, db: Database) -> None:
    """A class is only found if it is registered itself, like its name."""

    class Sub(Item):
        pass

    message = r"'.*\.Sub'> is not registered: call connection.register\(\[Sub\]\)"
    for parent in (connection, db, db["items"]):
        with pytest.raises(TypeError, match=message):
            parent[Sub]


def test_class_replaced_by_another_of_its_name(
    connection: Connection, db: Database
) -> None:
    """A class whose name another one has now gives an error that names both."""
    before, old = db[Item], Item
    new: Any = DocumentProperties("Item", (Document,), {"__collection__": "items"})
    connection.register(new)
    assert db[new] is db.Item
    assert before.__class__ is new
    message = r"test_handles_by_class\.Item'> is not registered: .* is the name of"
    with pytest.raises(TypeError, match=message):
        db[old]


def test_missing_declarations(connection: Connection, db: Database) -> None:
    """The errors for missing attributes are those of look-ups by name."""
    with pytest.raises(AttributeError, match="Loose: __collection__ attribute not"):
        db[Loose]
    with pytest.raises(AttributeError, match="Item: __database__ attribute not found"):
        connection[Item]


@pytest.mark.parametrize("wrong", [int, SchemaDocument, type])
def test_other_classes(db: Database, wrong: Any) -> None:
    """A class that is no document class gives an error that says so."""
    with pytest.raises(TypeError, match="is neither a name nor a document class"):
        db[wrong]


def test_classes_with_taken_names(connection: Connection, db: Database) -> None:
    """A class named like an attribute of databases, or with ``_``, has a handle."""
    for name in ("client", "_name", "find_one"):
        made: Any = DocumentProperties(name, (Document,), {"__collection__": "made"})
        connection.register(made)
        assert isinstance(db[made](), made)
        assert db[made].collection.name == "made"
        assert db[made].find_one() is None


def test_versioned_documents(connection: Connection, db: Database) -> None:
    """The handle of a versioned class stores revisions."""

    class Page(VersionedDocument):
        __collection__ = "pages"
        structure = {"n": int}

    connection.register(Page)
    page = db[Page]({"n": 1})
    page.save()
    assert db[Page].get_from_id(page["_id"]) == {**page, "_revision": 1}
    assert db["versioned_pages"].count_documents({}) == 1
