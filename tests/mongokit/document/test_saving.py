"""Saving, reloading and deleting documents."""

import re
from typing import Any

import pytest
from bson import DBRef, ObjectId
from bson.errors import InvalidDocument
from pymongo.database import Database as PlainDatabase
from pymongo.errors import DuplicateKeyError, WriteError

from mongokit import (
    Connection,
    Database,
    Document,
    OperationFailure,
    SchemaTypeError,
    StructureError,
)

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """A document with a unique number."""

    __collection__ = "items"
    structure = {"n": int, "in": {"place": str}}
    indexes = [{"fields": "n", "unique": True}]


class Keyed(Document):
    """A document with a declared ``_id``."""

    __collection__ = "items"
    structure = {"_id": ObjectId, "n": int}


@pytest.fixture
def items(connection: Connection, db: Database) -> Any:
    """Create the unique index of ``Item`` and return its handle."""
    connection.register([Item, Keyed])
    Item.generate_index(db["items"])
    return db.Item


def test_insert(items: Any, database: PlainDB, commands: Any) -> None:
    """MK-DOC-103: Saving a document without an id inserts it and sets its id."""
    item = items()
    item["n"] = 3
    commands.clear()
    assert item.save() is None
    assert commands.names == ["insert"]
    assert isinstance(item["_id"], ObjectId)
    assert database["items"].find_one() == item


def test_replace(items: Any, database: PlainDB, commands: Any) -> None:
    """MK-DOC-103: Saving a document with an id replaces the stored one."""
    item = items({"n": 3, "in": {"place": "a"}})
    item.save()
    item["in"]["place"] = "b"
    commands.clear()
    item.save()
    assert commands.names == ["update"]
    assert list(database["items"].find()) == [item]
    assert item["in"] == {"place": "b"}


def test_own_id(items: Any, database: PlainDB) -> None:
    """MK-DOC-103: A document keeps an id that the caller has set."""
    items({"_id": "mine", "n": 1, "in": {"place": None}}).save()
    stored = {"_id": "mine", "n": 1, "in": {"place": None}}
    assert database["items"].find_one() == stored


def test_uuid_as_id(items: Any, database: PlainDB) -> None:
    """MK-DOC-103: ``uuid=True`` builds a missing id from the class name and a UUID."""
    item = items()
    item.save(uuid=True)
    assert re.fullmatch("Item-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", item["_id"])
    known = item["_id"]
    item.save(uuid=True)
    assert item["_id"] == known
    assert database["items"].count_documents({}) == 1


def test_declared_id(db: Database, items: Any, database: PlainDB) -> None:
    """MK-STR-109: A declared id without a value is generated, not stored as null."""
    assert items() is not None
    item = db.Keyed()
    assert item == {"_id": None, "n": None}
    item.save()
    assert isinstance(item["_id"], ObjectId)
    assert database["items"].find_one() == item


def test_duplicate(items: Any, database: PlainDB) -> None:
    """MK-DOC-103: A document whose insert failed has no id and can be saved again."""
    items({"n": 1, "in": {"place": None}}).save()
    second = items({"n": 1, "in": {"place": None}})
    with pytest.raises(DuplicateKeyError, match="E11000 duplicate key") as caught:
        second.save()
    assert isinstance(caught.value, OperationFailure)
    assert second == {"n": 1, "in": {"place": None}}
    second["n"] = 2
    second.save()
    assert database["items"].count_documents({}) == 2


def test_duplicate_with_declared_id(db: Database, items: Any) -> None:
    """MK-DOC-103: After a failed insert, a declared id is still ``None``."""
    items({"n": 1, "in": {"place": None}}).save()
    second = db.Keyed({"_id": None, "n": 1})
    with pytest.raises(DuplicateKeyError, match="E11000 duplicate key"):
        second.save()
    assert second == {"_id": None, "n": 1}


def test_failed_replacement(items: Any, database: PlainDB) -> None:
    """MK-DOC-103: A failed replacement leaves the stored document unchanged."""
    items({"_id": 1, "n": 1, "in": {"place": None}}).save()
    second = items({"_id": 2, "n": 2, "in": {"place": None}})
    second.save()
    second["n"] = 1
    with pytest.raises(DuplicateKeyError, match="E11000 duplicate key"):
        second.save()
    assert second == {"_id": 2, "n": 1, "in": {"place": None}}
    stored = database["items"].find_one(2)
    assert stored is not None
    assert stored["n"] == 2


def test_invalid_document_is_not_saved(items: Any, commands: Any) -> None:
    """MK-DOC-103: Saving an invalid document sets no id and sends no command."""
    item = items({"n": "3", "in": {"place": None}})
    commands.clear()
    with pytest.raises(SchemaTypeError, match="n must be an instance of int not str"):
        item.save()
    assert item == {"n": "3", "in": {"place": None}}
    assert commands.names == []


def test_saving_unchecked(items: Any, database: PlainDB) -> None:
    """MK-VAL-110: ``validate=False`` stores an invalid document."""
    items({"_id": 1, "n": "three"}).save(validate=False)
    assert database["items"].find_one() == {"_id": 1, "n": "three"}


def test_skip_validation(connection: Connection, db: Database) -> None:
    """MK-VAL-110: ``save()`` obeys ``skip_validation`` unless ``validate`` is given."""

    class Loose(Document):
        structure = {"n": int}

    connection.register(Loose)
    loose = db["loose"].Loose({"n": "3"})
    Loose.skip_validation = True
    loose.save()
    with pytest.raises(SchemaTypeError, match="n must be an instance of int not str"):
        loose.save(validate=True)
    with pytest.raises(SchemaTypeError, match="n must be an instance of int not str"):
        loose.validate()
    Loose.skip_validation = False
    with pytest.raises(SchemaTypeError, match="n must be an instance of int not str"):
        loose.save()


@pytest.mark.parametrize("inserted", [True, False])
def test_unacknowledged(items: Any, commands: Any, *, inserted: bool) -> None:
    """MK-DOC-103: ``safe=False`` sends an unacknowledged write."""
    item = items({"n": 3, "in": {"place": None}})
    if not inserted:
        item["_id"] = 1
    commands.clear()
    item.save(safe=False)
    ((_, command),) = commands.started_commands
    assert command["writeConcern"] == {"w": 0}
    assert item["_id"]
    item.save()


OLD_OPTIONS: dict[str, tuple[dict[str, Any], Any, list[str]]] = {
    "w": ({"w": 1}, {"w": 1}, ["w"]),
    "j": ({"w": 1, "j": True}, {"w": 1, "j": True}, ["j", "w"]),
    "wtimeout": ({"w": 1, "wtimeout": 9}, {"w": 1, "wtimeout": 9}, ["w", "wtimeout"]),
    "fsync": ({"fsync": True}, {"fsync": True}, ["fsync"]),
    "w before safe": ({"safe": False, "w": 1}, {"w": 1}, ["w"]),
    "manipulate": ({"manipulate": True}, None, ["manipulate"]),
}


@pytest.mark.parametrize("inserted", [True, False])
@pytest.mark.parametrize("case", OLD_OPTIONS)
def test_old_options(items: Any, commands: Any, case: str, *, inserted: bool) -> None:
    """MK-DOC-103: ``save()`` accepts the write options of pymongo 2, with a warning."""
    options, concern, warned = OLD_OPTIONS[case]
    item = items({"n": 3, "in": {"place": None}})
    if not inserted:
        item["_id"] = 1
    commands.clear()
    with pytest.warns(DeprecationWarning, match=r"^save\(") as caught:
        item.save(**options)
    assert [str(warning.message).split("=")[0] for warning in caught] == [
        f"save({name}" for name in warned
    ]
    assert {warning.filename for warning in caught} == {__file__}
    ((_, command),) = commands.started_commands
    assert command.get("writeConcern") == concern


def test_driver_options(items: Any, commands: Any) -> None:
    """MK-DOC-103: ``save()`` passes other options to the driver."""
    item = items({"n": 3, "in": {"place": None}})
    commands.clear()
    item.save(comment="first")
    item.save(comment="second")
    assert [c["comment"] for _, c in commands.started_commands] == ["first", "second"]


def test_transaction(connection: Connection, items: Any, database: PlainDB) -> None:
    """MK-DOC-103: An aborted transaction undoes saves and deletions."""
    kept = items({"n": 1, "in": {"place": None}})
    kept.save()
    with connection.start_session() as session:
        session.start_transaction()
        items({"n": 2, "in": {"place": None}}).save(session=session)
        kept["n"] = 5
        kept.save(session=session)
        kept.reload(session=session)
        assert kept["n"] == 5
        kept.delete(session=session)
        session.abort_transaction()
    assert [item["n"] for item in database["items"].find()] == [1]


def test_reload(items: Any, database: PlainDB) -> None:
    """MK-DOC-109: A reloaded document has exactly the stored fields."""
    item = items({"n": 1, "in": {"place": "a"}})
    item.save()
    database["items"].update_one({}, {"$set": {"more": 1}, "$unset": {"in": True}})
    item["n"] = 2
    item["unsaved"] = True
    item.reload()
    assert item == {"_id": item["_id"], "n": 1, "more": 1}
    assert item.collection.name == "items"


def test_reload_with_dots(connection: Connection, db: Database) -> None:
    """MK-DOC-109: Dot notation works at every depth after a reload."""

    class Dotted(Document):
        structure = {"a": {"b": {"c": int}}}
        use_dot_notation = True

    connection.register(Dotted)
    made = db["dotted"].Dotted({"a": {"b": {"c": 1}}})
    made.save()
    made.a.b.c = 2
    made.reload()
    made.a.b.c += 6
    made.save()
    assert db["dotted"].Dotted.one().a.b.c == 7


@pytest.mark.parametrize("document", [{"n": 1}, {"n": 1, "_id": None}])
@pytest.mark.parametrize("method", ["reload", "delete"])
def test_without_an_id(items: Any, document: dict[str, Any], method: str) -> None:
    """MK-DOC-109, MK-DOC-110: Reloading and deleting a document require an id."""
    with pytest.raises(KeyError, match="_id") as caught:
        getattr(items(document), method)()
    assert caught.value.__notes__ == ["This Item has no _id: it is not stored."]


def test_reload_of_an_unsaved_document(items: Any) -> None:
    """MK-DOC-109: The error for reloading an unsaved document names its id."""
    item = items({"_id": "x", "n": 1})
    with pytest.raises(
        OperationFailure,
        match=r"Can not reload an unsaved document\. x is not found in the database",
    ):
        item.reload()
    assert item == {"_id": "x", "n": 1}


def test_delete(items: Any, database: PlainDB) -> None:
    """MK-DOC-110: ``delete()`` removes only the document itself from the collection."""
    first = items({"n": 1, "in": {"place": None}})
    second = items({"n": 2, "in": {"place": None}})
    first.save()
    second.save()
    first.delete()
    assert list(database["items"].find()) == [second]


def test_reference(items: Any, db: Database) -> None:
    """MK-DOC-110: A document's DBRef contains its collection, id and database."""
    item = items({"_id": 5, "n": 1})
    assert item.get_dbref() == DBRef("items", 5, db.name)


@pytest.mark.parametrize("document", [{"n": 1}, {"n": 1, "_id": None}])
def test_reference_without_an_id(items: Any, document: dict[str, Any]) -> None:
    """MK-DOC-110: A document without an id has no DBRef."""
    with pytest.raises(
        AssertionError, match="You must specify an '_id' for using this"
    ):
        items(document).get_dbref()


def test_outdated_document(items: Any, database: PlainDB) -> None:
    """MK-VAL-106: Outdated documents can be loaded, but not saved with validation."""
    database["items"].insert_one({"_id": 1, "n": 1, "old": True})
    item = items.find_one()
    with pytest.raises(StructureError, match=r"missed fields \['in'\] in Item"):
        item.save()
    item.save(validate=False)
    item["in"] = {"place": None}
    with pytest.raises(StructureError, match=r"unknown fields \['old'\] in Item"):
        item.save()
    del item["old"]
    item.save()
    assert database["items"].find_one() == {"_id": 1, "n": 1, "in": {"place": None}}


def test_server_error(items: Any) -> None:
    """``save()`` raises the server's write error."""
    with pytest.raises(WriteError, match=r"'_id' was found to be an array"):
        items({"_id": [1], "n": 1}).save(validate=False)


def test_override_that_normalises(connection: Connection, db: Database) -> None:
    """MK-VAL-111: Changes that an overridden ``validate()`` makes are stored."""

    class Tidy(Document):
        structure = {"n": int}

        def validate(self, *args: Any, **kwargs: Any) -> None:
            self["n"] = int(self["n"])
            super().validate(*args, **kwargs)

    connection.register(Tidy)
    tidy = db["tidy"].Tidy({"n": "12"})
    tidy.save()
    assert tidy["n"] == 12
    assert db["tidy"].Tidy.one() == tidy


@pytest.mark.parametrize("skip_validation", [True, False])
def test_keys_like_operators(
    connection: Connection, db: Database, declare: Any, *, skip_validation: bool
) -> None:
    """MK-DOC-103: ``save()`` refuses keys that look like operators, unless allowed."""
    attributes = {"structure": {"free": dict}, "skip_validation": skip_validation}
    connection.register(declare(Document, **attributes))
    document = db["c"].MyDoc({"free": {"a": [{"b.c": 1}]}})
    with pytest.raises(InvalidDocument, match=r"^free.a.b.c: the key 'b.c' must not"):
        document.save()
    assert db["c"].count_documents({}) == 0
    assert "_id" not in document
    document.save(check_keys=False)
    assert db["c"].find_one() == document
