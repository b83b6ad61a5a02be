"""``Document.apply_validator()``: the structure as a server-side validator."""

from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document, OperationFailure

PlainDB = PlainDatabase[dict[str, Any]]

VALIDATION_FAILURE = "Document failed validation"


class Item(Document):
    """A document with a required number."""

    structure = {"n": int, "in": {"place": str}}
    required_fields = ["n"]


class Wide(Item):
    """A subclass with another field, which changes the validator."""

    structure = {"text": str}


def fields(**changes: Any) -> dict[str, Any]:
    """Return the fields of a valid ``Item``, with these changes."""
    return {"n": 1, "in": {"place": "a"}, **changes}


@pytest.mark.parametrize("exists", [True, False])
def test_writes_without_the_mapper(
    db: Database, database: PlainDB, *, exists: bool
) -> None:
    """The server rejects invalid documents that the plain driver writes."""
    if exists:
        database.create_collection("c")
    Item.apply_validator(db["c"])
    database["c"].insert_one(fields())
    for wrong in (fields(n="1"), fields(more=1), {"n": 1}):
        with pytest.raises(OperationFailure, match=VALIDATION_FAILURE):
            database["c"].insert_one(wrong)
    with pytest.raises(OperationFailure, match=VALIDATION_FAILURE):
        database["c"].update_one({}, {"$set": {"n": None}})
    assert database["c"].count_documents({}) == 1


def test_documents_of_the_class(connection: Connection, db: Database) -> None:
    """The server rejects an invalid document that is saved without validation."""
    connection.register(Item)
    handle = db["c"].Item
    handle.apply_validator(db["c"])
    item = handle(fields())
    item.save()
    item["n"] = "two"
    with pytest.raises(OperationFailure, match=VALIDATION_FAILURE):
        item.save(validate=False)
    assert handle.one()["n"] == 1


def test_applying_again(db: Database, database: PlainDB) -> None:
    """A second call replaces the collection's validator."""
    Item.apply_validator(db["c"])
    Wide.apply_validator(db["c"])
    database["c"].insert_one(fields(text="x"))
    with pytest.raises(OperationFailure, match=VALIDATION_FAILURE):
        database["c"].insert_one(fields())


def test_existing_documents_stay(db: Database, database: PlainDB) -> None:
    """Existing documents are kept, even if they are invalid."""
    database["c"].insert_one({"_id": 1, "old": True})
    Item.apply_validator(db["c"])
    assert database["c"].find_one() == {"_id": 1, "old": True}


@pytest.mark.parametrize(
    ("level", "updated", "inserted"),
    [("strict", False, False), ("moderate", True, False), ("off", True, True)],
)
def test_levels(
    db: Database, database: PlainDB, *, level: str, updated: bool, inserted: bool
) -> None:
    """The level decides whether inserting or updating an invalid document fails."""
    database["c"].insert_one({"_id": 1, "old": True})
    Item.apply_validator(db["c"], level=level)

    def succeeds(write: Any, *arguments: Any) -> bool:
        try:
            write(*arguments)
        except OperationFailure:
            return False
        return True

    update = {"$set": {"old": False}}
    assert succeeds(database["c"].update_one, {"_id": 1}, update) == updated
    assert succeeds(database["c"].insert_one, {"n": "1"}) == inserted


def test_action_warn(db: Database, database: PlainDB) -> None:
    """With ``action="warn"``, the server accepts invalid documents."""
    Item.apply_validator(db["c"], action="warn")
    database["c"].insert_one({"n": "1"})
    [found] = database.list_collections(filter={"name": "c"})
    assert found["options"]["validationAction"] == "warn"


def test_installed_schema(db: Database, database: PlainDB) -> None:
    """The collection's validator is the class's JSON schema."""
    Item.apply_validator(db["c"])
    [found] = database.list_collections(filter={"name": "c"})
    assert found["options"]["validator"] == {"$jsonSchema": Item.json_schema()}


def test_session(connection: Connection, db: Database, commands: Any) -> None:
    """``apply_validator()`` runs its commands in the given session."""
    with connection.start_session() as session:
        Item.apply_validator(db["c"], session=session)
        sent = [command["lsid"] for _, command in commands.started_commands]
        assert sent == [session.session_id] * 2
    assert commands.names == ["collMod", "create"]


def test_invalid_level(db: Database) -> None:
    """``apply_validator()`` raises the server's error for an invalid level."""
    db["c"].insert_one({})
    with pytest.raises(OperationFailure, match=r"collMod\.validationLevel"):
        Item.apply_validator(db["c"], level="lax")


def test_a_class_without_a_structure(db: Database, database: PlainDB) -> None:
    """A schemaless class without a structure accepts every document."""

    class Free(Document):
        use_schemaless = True

    Free.apply_validator(db["c"])
    database["c"].insert_one({"a": {"b": [1, None]}})
    assert database["c"].count_documents({}) == 1
