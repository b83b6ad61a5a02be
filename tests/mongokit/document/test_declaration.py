"""Class declarations, and documents with and without a collection."""

import uuid
from typing import Any

import pytest

from mongokit import (
    ConnectionError,  # noqa: A004  MongoKit's name
    Database,
    Document,
    OptionConflictError,
)


class Item(Document):
    """An unregistered document class."""

    structure = {"n": int}


def test_atomic_save_is_rejected() -> None:
    """Declaring ``atomic_save`` raises an error that names the replacement."""
    with pytest.raises(
        DeprecationWarning, match=r"Old: atomic_save is gone.*update_one"
    ):

        class Old(Document):
            atomic_save = True


def test_migration_needs_a_closed_structure() -> None:
    """MK-SCH-102: A schemaless class cannot have a migration handler."""
    with pytest.raises(
        OptionConflictError,
        match="You cannot set a migration_handler with use_schemaless set to True",
    ):

        class Both(Document):
            use_schemaless = True
            migration_handler = object


def test_obsolete_attributes() -> None:
    """MK-STR-116: Obsolete class attributes are ignored."""

    class Odd(Document):
        structure = {"n": int}
        auto_inheritance = False
        db_name = "a"
        collection_name = "b"

    assert Odd() == {"n": None}


@pytest.mark.parametrize("name", ["collection", "db", "connection"])
def test_unbound_document(name: str) -> None:
    """MK-DOC-101: An unbound document has no collection, database or client."""
    with pytest.raises(ConnectionError, match="No collection found"):
        getattr(Item(), name)


@pytest.mark.parametrize("name", ["collection", "db", "connection"])
def test_class_without_a_handle(name: str) -> None:
    """MK-DOC-101: A class has no collection; the error says that its documents do."""
    with pytest.raises(AttributeError, match=f"Item has no {name}: its documents do"):
        getattr(Item, name)


@pytest.mark.parametrize("method", ["save", "reload", "delete", "find", "one"])
def test_unbound_document_and_the_server(method: str) -> None:
    """MK-DOC-101: An unbound document cannot be saved, deleted or queried."""
    with pytest.raises(ConnectionError, match="No collection found"):
        getattr(Item({"_id": 1, "n": 1}), method)()


def test_bound_by_argument(db: Database) -> None:
    """MK-DOC-101: The constructor of an unregistered class accepts a collection."""
    item = Item(collection=db["items"])
    assert item == {"n": None}
    assert item.collection == db["items"]
    assert item.db == db
    assert item.connection is db.client
    item["n"] = 3
    item.save()
    (found,) = item.find()
    assert isinstance(found, Item)
    assert found == item


def test_bound_by_argument_with_dots(db: Database) -> None:
    """The ``collection`` argument does not become a field, even with dot notation."""

    class Dotted(Document):
        structure = {"n": int}
        use_dot_notation = True

    item: Any = Dotted({"n": 1}, collection=db["items"])
    item.n = 2
    item.save()
    assert item.collection == db["items"]
    assert db["items"].one() == {"_id": item["_id"], "n": 2}


def test_document_is_a_dict() -> None:
    """MK-DOC-102: A document is a dict that keeps the order of its fields."""
    item = Item({"n": 1, "_id": 2})
    assert item == {"_id": 2, "n": 1}
    assert list(item) == ["n", "_id"]
    assert isinstance(item, dict)
    assert not callable(item)


def test_hash() -> None:
    """MK-DOC-110: The hash of a document is the hash of its id."""
    key = uuid.uuid4()
    assert hash(Item({"_id": key, "n": 1})) == hash(key)
    assert {Item({"_id": 1, "n": 1}), Item({"_id": 1, "n": 1})} == {
        Item({"_id": 1, "n": 1})
    }


@pytest.mark.parametrize("item", [Item(), Item({"_id": None, "n": 1})])
def test_hash_before_saving(item: Item) -> None:
    """MK-DOC-110: A document without an id has no hash."""
    with pytest.raises(TypeError, match="Item has no hash before it is saved"):
        hash(item)
