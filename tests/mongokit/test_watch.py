"""Change streams of handles, databases and clients."""

from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure

from mongokit import Connection, Database, Document

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """A document class whose documents are watched for changes."""

    __collection__ = "items"
    structure = {"n": int}


@pytest.fixture
def items(connection: Connection, db: Database) -> Any:
    """Return the handle of the registered ``Item`` class."""
    connection.register(Item)
    return db.Item


def write(items: Any) -> None:
    """Insert, update, replace and delete a document."""
    item = items({"_id": 1, "n": 1})
    items.insert_one(item)
    items.update_one({"_id": 1}, {"$set": {"n": 2}})
    item["n"] = 3
    item.save()
    item.delete()


def changes(stream: Any) -> list[dict[str, Any]]:
    """Return the relevant fields of the next four changes."""
    ours = ("operationType", "documentKey", "fullDocument", "updateDescription")
    return [
        {name: change[name] for name in ours if name in change}
        for change in (stream.next() for _ in range(4))
    ]


def test_changes(items: Any, database: PlainDB) -> None:
    """A handle's change stream yields the same plain dicts as pymongo's."""
    with items.watch() as ours, database["items"].watch() as plain:
        write(items)
        found = changes(ours)
        assert found == changes(plain)
    kinds = [change["operationType"] for change in found]
    assert kinds == ["insert", "update", "replace", "delete"]
    assert type(found[0]["fullDocument"]) is dict
    assert found[0]["fullDocument"] == {"_id": 1, "n": 1}


def test_pipeline_and_options(items: Any) -> None:
    """A handle's change stream accepts a pipeline and pymongo's options."""
    pipeline = [{"$match": {"operationType": "update"}}]
    with items.watch(pipeline, full_document="updateLookup") as stream:
        items({"_id": 1, "n": 1}).save()
        items.update_one({"_id": 1}, {"$set": {"n": 2}})
        assert stream.next()["fullDocument"] == {"_id": 1, "n": 2}
        assert stream.try_next() is None


def test_resuming(items: Any) -> None:
    """A change stream resumes after the change that a token identifies."""
    with items.watch() as stream:
        items.insert_many([{"_id": n, "n": n} for n in range(3)])
        token = stream.next()["_id"]
    with items.watch(resume_after=token) as stream:
        assert [stream.next()["documentKey"]["_id"] for _ in range(2)] == [1, 2]


def test_session(connection: Connection, items: Any, commands: Any) -> None:
    """A change stream can be opened in a session."""
    commands.clear()
    with (
        connection.start_session() as session,
        items.watch(session=session),
    ):
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id


def test_wrong_pipeline(items: Any) -> None:
    """An invalid pipeline raises the server's error."""
    with pytest.raises(OperationFailure, match="nonsense"):
        items.watch([{"$nonsense": {}}])


@pytest.mark.parametrize("owner", ["connection", "db"])
def test_streams_of_database_and_client(
    connection: Connection, db: Database, items: Any, owner: str
) -> None:
    """Change streams of a database or client include changes to its collections."""
    whole = connection if owner == "connection" else db
    pipeline = [{"$match": {"ns.db": db.name}}]
    with whole.watch(pipeline) as stream:
        items({"_id": 1, "n": 1}).save()
        assert stream.next()["ns"] == {"db": db.name, "coll": "items"}
