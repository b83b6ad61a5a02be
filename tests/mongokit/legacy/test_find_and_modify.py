"""Tests of ``Collection.find_and_modify()``, a method of pymongo 2."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]


class Item(Document):
    """The document class that is passed as ``wrap``."""

    structure = {"n": int}


@pytest.fixture
def stored(database: PlainDB) -> PlainDB:
    """Store three documents and return the pymongo database."""
    database["c"].insert_many([{"_id": n, "n": n} for n in range(3)])
    return database


def numbers(database: PlainDB) -> list[Any]:
    """Return the stored numbers, ordered by id."""
    return [document.get("n") for document in database["c"].find().sort("_id")]


FIND_AND_MODIFY: dict[str, tuple[dict[str, Any], Any, list[Any]]] = {
    "before": ({"update": {"$inc": {"n": 9}}}, {"_id": 0, "n": 0}, [9, 1, 2]),
    "after": (
        {"update": {"$inc": {"n": 9}}, "new": True},
        {"_id": 0, "n": 9},
        [9, 1, 2],
    ),
    "replacement": (
        {"query": {"n": 1}, "update": {"n": "x"}, "new": True},
        {"_id": 1, "n": "x"},
        [0, "x", 2],
    ),
    "removal": ({"query": {"n": 1}, "remove": True}, {"_id": 1, "n": 1}, [0, 2]),
    "order": (
        {"remove": True, "sort": [("n", -1)]},
        {"_id": 2, "n": 2},
        [0, 1],
    ),
    "order as a dict": (
        {"remove": True, "sort": {"n": -1}},
        {"_id": 2, "n": 2},
        [0, 1],
    ),
    "fields": (
        {"query": {"n": 1}, "remove": True, "fields": ["_id"]},
        {"_id": 1},
        [0, 2],
    ),
    "nothing": ({"query": {"n": 7}, "remove": True}, None, [0, 1, 2]),
    "upsert": (
        {"query": {"_id": 7}, "update": {"n": 7}, "upsert": True},
        None,
        [0, 1, 2, 7],
    ),
}


@pytest.mark.parametrize("case", FIND_AND_MODIFY)
def test_find_and_modify(db: Database, stored: PlainDB, old: Old, case: str) -> None:
    """A document is changed or removed and returned in its old or new state."""
    options, expected, left = FIND_AND_MODIFY[case]
    found = old(
        "Collection.find_and_modify", lambda: db["c"].find_and_modify(**options)
    )
    assert found == expected
    assert found is None or type(found) is dict
    assert numbers(stored) == left


def test_find_and_modify_as_a_class(db: Database, stored: PlainDB, old: Old) -> None:
    """MK-DOC-107: With ``wrap``, the result is a document of that class."""
    found = old(
        "Collection.find_and_modify",
        lambda: db["c"].find_and_modify({"n": 1}, {"$inc": {"n": 9}}, wrap=Item),
    )
    assert isinstance(found, Item)
    assert found == {"_id": 1, "n": 1}
    assert found.collection == db["c"]
    missing = old(
        "Collection.find_and_modify",
        lambda: db["c"].find_and_modify({"n": 77}, {"$inc": {"n": 9}}, wrap=Item),
    )
    assert missing is None
    assert numbers(stored) == [0, 10, 2]


class Owner(Document):
    """A document class with a reference, passed as ``wrap``."""

    use_autorefs = True
    structure = {"item": Item}


def test_find_and_modify_as_a_class_with_references(
    connection: Connection, db: Database, stored: PlainDB, old: Old
) -> None:
    """MK-DOC-107: References of the result are loaded in the session of the call."""
    connection.register([Item, Owner])
    stored.create_collection("owners")
    with connection.start_session() as session, session.start_transaction():
        stored_owner = db["owners"].Owner({"_id": 1, "item": db["c"].Item({"n": 9})})
        stored_owner["item"].save(session=session)
        stored_owner.save(session=session)
        found = old(
            "Collection.find_and_modify",
            lambda: db["owners"].find_and_modify(
                {}, {"$set": {"x": 1}}, new=True, wrap=Owner, session=session
            ),
        )
    assert isinstance(found["item"], Item)
    assert found["item"]["n"] == 9


def test_find_and_modify_write_concern(db: Database, commands: Any, old: Old) -> None:
    """``find_and_modify()`` accepts a write concern."""
    old(
        "Collection.find_and_modify",
        lambda: db["c"].find_and_modify({}, remove=True, w=1, j=True),
    )
    ((_, command),) = commands.started_commands
    assert command["writeConcern"] == {"w": 1, "j": True}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({}, ValueError("find_and_modify needs update, or remove=True")),
        ({"update": {}}, ValueError("find_and_modify needs update, or remove=True")),
        (
            {"update": {"n": 1}, "remove": True},
            ValueError("find_and_modify takes update or remove=True, not both"),
        ),
        (
            {"remove": True, "full_response": True},
            TypeError("full_response is gone: the document itself is returned"),
        ),
    ],
)
def test_find_and_modify_invalid_arguments(
    db: Database,
    stored: PlainDB,
    old: Old,
    options: dict[str, Any],
    error: Exception,
) -> None:
    """Invalid or obsolete arguments raise an error and change nothing."""
    with pytest.raises(type(error), match=str(error)):
        old("Collection.find_and_modify", lambda: db["c"].find_and_modify(**options))
    assert numbers(stored) == [0, 1, 2]


def test_find_and_modify_of_a_handle_does_not_warn(
    connection: Connection, db: Database, stored: PlainDB
) -> None:
    """``find_and_modify()`` of a handle causes no warning."""
    connection.register(Item)
    found = db["c"].Item.find_and_modify({"n": 1}, {"$inc": {"n": 9}}, new=True)
    assert isinstance(found, Item)
    assert found == {"_id": 1, "n": 10}
    assert numbers(stored) == [0, 10, 2]
