"""The old names of a collection."""

import subprocess
import sys
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase
from pymongo.errors import BulkWriteError, DuplicateKeyError

from mongokit import Connection, Database, Document
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]

WARNING = r"Collection\.insert is deprecated: use insert_one or insert_many"


class Item(Document):
    """Something with a number."""

    structure = {"n": int}


def insert(collection: Any, *args: Any, **kwargs: Any) -> Any:
    """Insert by the old name, and check its warning."""
    with pytest.warns(DeprecationWarning, match=WARNING) as caught:
        made = collection.insert(*args, **kwargs)
    assert [warning.filename for warning in caught] == [__file__]
    return made


def test_one_document(db: Database, database: PlainDB) -> None:
    """Inserting a dict returns its id, and puts that into the dict."""
    document: dict[str, Any] = {"x": 5}
    made = insert(db["c"], document)
    assert isinstance(made, ObjectId)
    assert document == {"_id": made, "x": 5}
    assert list(database["c"].find()) == [document]


def test_own_id(db: Database) -> None:
    """An id that is there is kept, and returned."""
    assert insert(db["c"], {"_id": 3}) == 3


@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_several_documents(db: Database, database: PlainDB, kind: Any) -> None:
    """Inserting several returns the list of their ids."""
    documents: list[dict[str, Any]] = [{"_id": 1}, {"x": 2}]
    first, second = insert(db["c"], kind(documents))
    assert first == 1
    assert documents == [{"_id": 1}, {"_id": second, "x": 2}]
    assert list(database["c"].find()) == documents


def test_mapped_document(connection: Connection, db: Database) -> None:
    """A document of a class is one document."""
    connection.register(Item)
    item = db["c"].Item({"n": 1})
    assert insert(db["c"], item) == item["_id"]
    assert insert(db["c"].Item, {"n": 2}) is not None
    assert sorted(found["n"] for found in db["c"].find()) == [1, 2]


def test_duplicate(db: Database) -> None:
    """An id that is taken is an error."""
    insert(db["c"], {"_id": 1})
    with pytest.raises(DuplicateKeyError, match="E11000"):
        insert(db["c"], {"_id": 1})


@pytest.mark.parametrize(("goes_on", "stored"), [(False, [1]), (True, [1, 2])])
def test_continue_on_error(
    db: Database, database: PlainDB, stored: list[int], *, goes_on: bool
) -> None:
    """On request the documents behind a refused one are inserted all the same."""
    documents = [{"_id": n} for n in (1, 1, 2)]
    with pytest.raises(BulkWriteError, match="E11000"):
        insert(db["c"], documents, continue_on_error=goes_on)
    assert [document["_id"] for document in database["c"].find()] == stored


@pytest.mark.parametrize(
    ("options", "concern"),
    [
        ({}, None),
        ({"manipulate": True, "check_keys": False}, None),
        ({"safe": True}, {"w": 1}),
        ({"safe": False}, {"w": 0}),
        ({"w": 1, "j": True}, {"w": 1, "j": True}),
        ({"safe": False, "w": 1}, {"w": 1}),
        ({"w": 1, "wtimeout": 500}, {"w": 1, "wtimeout": 500}),
    ],
    ids=str,
)
def test_options(
    db: Database, commands: Any, options: dict[str, Any], concern: dict[str, Any] | None
) -> None:
    """Old options become the write concern of this one call."""
    insert(db["c"], {"x": 1}, **options)
    ((_, command),) = commands.started_commands
    assert command.get("writeConcern") == concern


def test_session(connection: Connection, db: Database, database: PlainDB) -> None:
    """An old call can be part of a transaction."""
    with connection.start_session() as session, session.start_transaction():
        insert(db["c"], {"x": 1}, session=session)
        session.abort_transaction()
    assert database["c"].count_documents({}) == 0


SCRIPT = """
import sys
from mongokit import Connection

with Connection(sys.argv[1]) as connection:
    collection = connection[sys.argv[2]]["c"]
    for n in range(3):
        collection.insert({"n": n})
    collection.insert({"n": 3})
"""


def test_each_call_site_warns_once(mongod: EmbeddedMongod, database: PlainDB) -> None:
    """However often a line runs, Python shows its warning once."""
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", SCRIPT, mongod.uri, database.name],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in run.stderr.splitlines() if "insert is deprecated" in line]
    assert [line.partition(": ")[0] for line in lines] == ["<string>:8", "<string>:9"]
    assert database["c"].count_documents({}) == 4
