"""Collections whose server checks what every program writes."""

from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document, OperationFailure

PlainDB = PlainDatabase[dict[str, Any]]

REFUSED = "Document failed validation"


class Item(Document):
    """Something with a number."""

    structure = {"n": int, "in": {"place": str}}
    required_fields = ["n"]


class Wide(Item):
    """Something with another field."""

    structure = {"text": str}


def fields(**changes: Any) -> dict[str, Any]:
    """Return fields that fit, with some changes."""
    return {"n": 1, "in": {"place": "a"}, **changes}


@pytest.mark.parametrize("exists", [True, False])
def test_other_programs(db: Database, database: PlainDB, *, exists: bool) -> None:
    """What does not fit is refused, whoever writes it, in a collection new or old."""
    if exists:
        database.create_collection("c")
    Item.apply_validator(db["c"])
    database["c"].insert_one(fields())
    for wrong in (fields(n="1"), fields(more=1), {"n": 1}):
        with pytest.raises(OperationFailure, match=REFUSED):
            database["c"].insert_one(wrong)
    with pytest.raises(OperationFailure, match=REFUSED):
        database["c"].update_one({}, {"$set": {"n": None}})
    assert database["c"].count_documents({}) == 1


def test_documents_of_the_class(connection: Connection, db: Database) -> None:
    """Documents of the class are stored as ever, unchecked ones are the server's."""
    connection.register(Item)
    handle = db["c"].Item
    handle.apply_validator(db["c"])
    item = handle(fields())
    item.save()
    item["n"] = "two"
    with pytest.raises(OperationFailure, match=REFUSED):
        item.save(validate=False)
    assert handle.one()["n"] == 1


def test_applying_again(db: Database, database: PlainDB) -> None:
    """What is applied last holds, as when a structure has changed."""
    Item.apply_validator(db["c"])
    Wide.apply_validator(db["c"])
    database["c"].insert_one(fields(text="x"))
    with pytest.raises(OperationFailure, match=REFUSED):
        database["c"].insert_one(fields())


def test_documents_that_are_there(db: Database, database: PlainDB) -> None:
    """Documents that are there stay, though they do not fit."""
    database["c"].insert_one({"_id": 1, "old": True})
    Item.apply_validator(db["c"])
    assert database["c"].find_one() == {"_id": 1, "old": True}


@pytest.mark.parametrize(
    ("level", "mended", "inserted"),
    [("strict", False, False), ("moderate", True, False), ("off", True, True)],
)
def test_levels(
    db: Database, database: PlainDB, *, level: str, mended: bool, inserted: bool
) -> None:
    """A level says whether old documents may be changed, and wrong ones inserted."""
    database["c"].insert_one({"_id": 1, "old": True})
    Item.apply_validator(db["c"], level=level)

    def is_taken(write: Any, *arguments: Any) -> bool:
        try:
            write(*arguments)
        except OperationFailure:
            return False
        return True

    update = {"$set": {"old": False}}
    assert is_taken(database["c"].update_one, {"_id": 1}, update) == mended
    assert is_taken(database["c"].insert_one, {"n": "1"}) == inserted


def test_warning(db: Database, database: PlainDB) -> None:
    """On request the server takes what is wrong, and logs it."""
    Item.apply_validator(db["c"], action="warn")
    database["c"].insert_one({"n": "1"})
    [found] = database.list_collections(filter={"name": "c"})
    assert found["options"]["validationAction"] == "warn"


def test_what_the_server_is_told(db: Database, database: PlainDB) -> None:
    """The collection has the schema that the class says."""
    Item.apply_validator(db["c"])
    [found] = database.list_collections(filter={"name": "c"})
    assert found["options"]["validator"] == {"$jsonSchema": Item.json_schema()}


def test_session(connection: Connection, db: Database, commands: Any) -> None:
    """A validator is applied in the session that is given."""
    with connection.start_session() as session:
        Item.apply_validator(db["c"], session=session)
        sent = [command["lsid"] for _, command in commands.started_commands]
        assert sent == [session.session_id] * 2
    assert commands.names == ["collMod", "create"]


def test_what_the_server_refuses(db: Database) -> None:
    """An error of the server comes through as it is."""
    db["c"].insert_one({})
    with pytest.raises(OperationFailure, match=r"collMod\.validationLevel"):
        Item.apply_validator(db["c"], level="lax")


def test_a_class_without_a_structure(db: Database, database: PlainDB) -> None:
    """A class that declares nothing takes everything."""

    class Free(Document):
        use_schemaless = True

    Free.apply_validator(db["c"])
    database["c"].insert_one({"a": {"b": [1, None]}})
    assert database["c"].count_documents({}) == 1
