"""Tests of the pymongo 2 methods of a collection."""

import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId
from bson.errors import InvalidDocument
from pymongo.command_cursor import CommandCursor
from pymongo.database import Database as PlainDatabase
from pymongo.errors import (
    BulkWriteError,
    DuplicateKeyError,
    InvalidOperation,
    OperationFailure,
)
from pymongo.write_concern import WriteConcern

from mongokit import Connection, Database, Document
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]

INSERT = r"Collection\.insert is deprecated: use insert_one or insert_many"


class Item(Document):
    """The document class of the handles in these tests."""

    structure = {"n": int}


def insert(collection: Any, *args: Any, **kwargs: Any) -> Any:
    """Call ``insert()`` and check its warning."""
    with pytest.warns(DeprecationWarning, match=INSERT) as caught:
        made = collection.insert(*args, **kwargs)
    assert [warning.filename for warning in caught] == [__file__]
    return made


def test_one_document(db: Database, database: PlainDB) -> None:
    """``insert()`` of a dict stores it, adds an id to it and returns the id."""
    document: dict[str, Any] = {"x": 5}
    made = insert(db["c"], document)
    assert isinstance(made, ObjectId)
    assert document == {"_id": made, "x": 5}
    assert list(database["c"].find()) == [document]


def test_own_id(db: Database) -> None:
    """``insert()`` keeps the id of a document that has one."""
    assert insert(db["c"], {"_id": 3}) == 3


@pytest.mark.parametrize("kind", [list, tuple, iter])
def test_several_documents(db: Database, database: PlainDB, kind: Any) -> None:
    """``insert()`` of several dicts returns a list of their ids."""
    documents: list[dict[str, Any]] = [{"_id": 1}, {"x": 2}]
    first, second = insert(db["c"], kind(documents))
    assert first == 1
    assert documents == [{"_id": 1}, {"_id": second, "x": 2}]
    assert list(database["c"].find()) == documents


def test_mapped_document(connection: Connection, db: Database) -> None:
    """``insert()`` accepts instances of a document class."""
    connection.register(Item)
    item = db["c"].Item({"n": 1})
    assert insert(db["c"], item) == item["_id"]
    assert insert(db["c"].Item, {"n": 2}) is not None
    assert sorted(found["n"] for found in db["c"].find()) == [1, 2]


def test_duplicate(db: Database) -> None:
    """``insert()`` raises an error for an id that already exists."""
    insert(db["c"], {"_id": 1})
    with pytest.raises(DuplicateKeyError, match="E11000"):
        insert(db["c"], {"_id": 1})


@pytest.mark.parametrize(("continues", "stored"), [(False, [1]), (True, [1, 2])])
def test_continue_on_error(
    db: Database, database: PlainDB, stored: list[int], *, continues: bool
) -> None:
    """With ``continue_on_error``, documents after a rejected one are inserted."""
    documents = [{"_id": n} for n in (1, 1, 2)]
    with pytest.raises(DuplicateKeyError, match=r"^E11000") as caught:
        insert(db["c"], documents, continue_on_error=continues)
    assert caught.value.details is not None
    assert caught.value.details["index"] == 1
    assert [document["_id"] for document in database["c"].find()] == stored


def test_document_that_the_server_rejects(db: Database, database: PlainDB) -> None:
    """If the server rejects a document in a list, ``OperationFailure`` is raised."""
    database.create_collection("c", validator={"n": {"$gt": 0}})
    documents = [{"n": 1}, {"n": 0}]
    with pytest.raises(OperationFailure, match="Document failed validation") as caught:
        insert(db["c"], documents)
    assert type(caught.value) is OperationFailure
    assert caught.value.code == 121
    assert database["c"].count_documents({}) == 1


def test_write_concern_that_is_not_met(db: Database) -> None:
    """For several documents, an unmet write concern raises ``BulkWriteError``."""
    with pytest.raises(BulkWriteError, match="batch op errors occurred"):
        insert(db["c"], [{"n": 1}, {"n": 2}], w=7)


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
    """The old options of ``insert()`` set its write concern or are ignored."""
    insert(db["c"], {"x": 1}, **options)
    ((_, command),) = commands.started_commands
    assert command.get("writeConcern") == concern


def test_session(connection: Connection, db: Database, database: PlainDB) -> None:
    """``insert()`` can be part of a transaction."""
    with connection.start_session() as session, session.start_transaction():
        insert(db["c"], {"x": 1}, session=session)
        session.abort_transaction()
    assert database["c"].count_documents({}) == 0


@pytest.fixture
def stored(database: PlainDB) -> PlainDB:
    """Store three documents and return the pymongo database."""
    database["c"].insert_many([{"_id": n, "n": n} for n in range(3)])
    return database


def numbers(database: PlainDB) -> list[Any]:
    """Return the stored numbers, ordered by id."""
    return [document.get("n") for document in database["c"].find().sort("_id")]


def test_save_of_a_new_document(db: Database, database: PlainDB, old: Old) -> None:
    """``save()`` of a dict without an id inserts it and sets its id."""
    document: dict[str, Any] = {"x": 5}
    made = old("Collection.save", lambda: db["c"].save(document))
    assert isinstance(made, ObjectId)
    assert document == {"_id": made, "x": 5}
    assert list(database["c"].find()) == [document]


@pytest.mark.parametrize("key", [1, 77])
def test_save_with_an_id(db: Database, stored: PlainDB, old: Old, key: int) -> None:
    """``save()`` of a dict with an id replaces or inserts it."""
    saved = old("Collection.save", lambda: db["c"].save({"_id": key, "n": "new"}))
    assert saved == key
    assert stored["c"].find_one(key) == {"_id": key, "n": "new"}


UPDATES: dict[str, tuple[Any, Any, dict[str, Any], dict[str, Any], list[Any]]] = {
    "one": ({}, {"$inc": {"n": 9}}, {}, {"n": 1, "nModified": 1}, [9, 1, 2]),
    "many": (
        {"n": {"$gt": 0}},
        {"$inc": {"n": 9}},
        {"multi": True},
        {"n": 2, "nModified": 2},
        [0, 10, 11],
    ),
    "pipeline": (
        {"n": 2},
        [{"$set": {"n": {"$add": ["$n", 1]}}}],
        {},
        {"n": 1, "nModified": 1},
        [0, 1, 3],
    ),
    "replacement": ({"n": 1}, {"n": "x"}, {}, {"n": 1, "nModified": 1}, [0, "x", 2]),
    "empty replacement": ({"n": 1}, {}, {}, {"n": 1, "nModified": 1}, [0, None, 2]),
    "no change": (
        {"n": 1},
        {"$set": {"n": 1}},
        {},
        {"n": 1, "nModified": 0},
        [0, 1, 2],
    ),
    "nothing": (
        {"n": 7},
        {"$set": {"n": 1}},
        {},
        {"n": 0, "nModified": 0, "updatedExisting": False},
        [0, 1, 2],
    ),
    "upsert": (
        {"_id": 7},
        {"$set": {"n": 7}},
        {"upsert": True},
        {"n": 1, "nModified": 0, "updatedExisting": False, "upserted": 7},
        [0, 1, 2, 7],
    ),
    "upsert of many": (
        {"_id": 7},
        {"$set": {"n": 7}},
        {"upsert": True, "multi": True},
        {"n": 1, "nModified": 0, "updatedExisting": False, "upserted": 7},
        [0, 1, 2, 7],
    ),
    "upsert of a document": (
        {"_id": 7},
        {"n": 7},
        {"upsert": True},
        {"n": 1, "nModified": 0, "updatedExisting": False, "upserted": 7},
        [0, 1, 2, 7],
    ),
}


@pytest.mark.parametrize("update", UPDATES)
def test_update(db: Database, stored: PlainDB, old: Old, update: str) -> None:
    """``update()`` changes or replaces documents and returns pymongo 2's result."""
    spec, document, options, result, expected = UPDATES[update]
    returned = old(
        "Collection.update", lambda: db["c"].update(spec, document, **options)
    )
    assert returned == {"ok": 1.0, "updatedExisting": True} | result
    assert numbers(stored) == expected


def test_update_by_position(db: Database, stored: PlainDB, old: Old) -> None:
    """``update()`` accepts positional arguments in the old order."""
    update = {"$inc": {"n": 9}}
    arguments: list[Any] = [{}, update, False, False, True, True, True]
    old("Collection.update", lambda: db["c"].update(*arguments))
    assert numbers(stored) == [9, 10, 11]


def test_update_of_many_without_operators(
    db: Database, stored: PlainDB, old: Old
) -> None:
    """``update()`` with ``multi=True`` rejects a document without operators."""
    with pytest.raises(OperationFailure, match="multi=True needs operators") as caught:
        old("Collection.update", lambda: db["c"].update({}, {"n": 1}, multi=True))
    assert caught.value.code == 9
    assert numbers(stored) == [0, 1, 2]


REMOVALS: dict[str, tuple[list[Any], dict[str, Any], int, list[int]]] = {
    "query": ([{"n": {"$gt": 0}}], {}, 2, [0]),
    "one of several": ([{"n": {"$gt": 0}}], {"multi": False}, 1, [0, 2]),
    "id": ([1], {}, 1, [0, 2]),
    "id that is falsy": ([0], {}, 1, [1, 2]),
    "id by name": ([], {"spec_or_id": 1}, 1, [0, 2]),
    "all": ([], {}, 3, []),
    "nothing": ([{"n": 7}], {}, 0, [0, 1, 2]),
}


@pytest.mark.parametrize("removal", REMOVALS)
def test_remove(db: Database, stored: PlainDB, old: Old, removal: str) -> None:
    """``remove()`` accepts a query or an id and returns pymongo 2's result."""
    args, options, count, left = REMOVALS[removal]
    result = old("Collection.remove", lambda: db["c"].remove(*args, **options))
    assert result == {"ok": 1.0, "n": count}
    assert numbers(stored) == left


WRITES: dict[str, Callable[..., Any]] = {
    "insert": lambda c, **options: c.insert({"x": 1}, **options),
    "insert of several": lambda c, **options: c.insert([{"x": 1}], **options),
    "save": lambda c, **options: c.save({"x": 1}, **options),
    "save with an id": lambda c, **options: c.save({"_id": 1}, **options),
    "update": lambda c, **options: c.update({}, {"$set": {"x": 1}}, **options),
    "update of many": lambda c, **options: c.update(
        {}, {"$set": {"x": 1}}, multi=True, **options
    ),
    "replacement": lambda c, **options: c.update({}, {"x": 1}, **options),
    "remove": lambda c, **options: c.remove({"x": 1}, **options),
    "remove of one": lambda c, **options: c.remove({"x": 1}, multi=False, **options),
}


@pytest.mark.filterwarnings("ignore:Collection:DeprecationWarning")
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(
    ("options", "concern"),
    [
        ({}, None),
        ({"safe": False}, {"w": 0}),
        ({"w": 1, "j": True}, {"w": 1, "j": True}),
    ],
    ids=str,
)
def test_write_concern(
    db: Database,
    commands: Any,
    write: str,
    options: dict[str, Any],
    concern: dict[str, Any] | None,
) -> None:
    """Each old write method accepts a write concern."""
    WRITES[write](db["c"], **options)
    ((_, command),) = commands.started_commands
    assert command.get("writeConcern") == concern


@pytest.mark.filterwarnings("ignore:Collection:DeprecationWarning")
@pytest.mark.parametrize("write", WRITES)
def test_write_concern_of_the_collection(
    db: Database, commands: Any, write: str
) -> None:
    """The old write methods use the collection's write concern by default."""
    WRITES[write](db["c"].with_options(write_concern=WriteConcern(w=1, j=True)))
    ((_, command),) = commands.started_commands
    assert command["writeConcern"] == {"w": 1, "j": True}


@pytest.mark.parametrize("write", ["update", "remove"])
def test_unacknowledged_write(db: Database, old: Old, write: str) -> None:
    """An unacknowledged ``update()`` or ``remove()`` returns ``None``."""
    call = WRITES[write]
    assert old(f"Collection.{write}", lambda: call(db["c"], safe=False)) is None


@pytest.mark.filterwarnings("ignore:Collection:DeprecationWarning")
@pytest.mark.parametrize("write", WRITES)
def test_write_in_a_transaction(
    connection: Connection, db: Database, stored: PlainDB, write: str
) -> None:
    """Each old write method can be part of a transaction."""
    with connection.start_session() as session, session.start_transaction():
        WRITES[write](db["c"], session=session)
        session.abort_transaction()
    assert numbers(stored) == [0, 1, 2]
    assert stored["c"].find_one(1) == {"_id": 1, "n": 1}


def test_count(connection: Connection, db: Database, stored: PlainDB, old: Old) -> None:
    """``count()`` counts all documents or those that match, also in a session."""
    assert old("Collection.count", db["c"].count) == 3
    query = {"n": {"$gt": 0}}
    assert old("Collection.count", lambda: db["c"].count(query)) == 2
    assert old("Collection.count", db["other"].count) == 0
    with connection.start_session() as session, session.start_transaction():
        stored["c"].delete_one({"_id": 0})
        counted = old("Collection.count", lambda: db["c"].count(session=session))
    assert counted == 2


@pytest.mark.parametrize("owner", ["collection", "handle"])
def test_aggregate(
    connection: Connection, db: Database, stored: PlainDB, old: Old, owner: str
) -> None:
    """``aggregate()`` returns a cursor that can be read like the old result dict."""
    connection.register(Item)
    target: Any = db["c"] if owner == "collection" else db["c"].Item
    pipeline = [{"$match": {"n": {"$gt": 0}}}, {"$sort": {"n": 1}}]
    response = target.aggregate(pipeline)
    assert old("aggregate(...)['ok']", lambda: response["ok"]) == 1.0
    result = old("aggregate(...)['result']", lambda: response["result"])
    assert result == [{"_id": 1, "n": 1}, {"_id": 2, "n": 2}]
    assert old("aggregate(...)['result']", lambda: response["result"]) is result
    assert old("'ok' in aggregate(...)", lambda: "ok" in response)
    assert old("aggregate(...).get", lambda: response.get("result")) is result
    assert old("aggregate(...).keys", lambda: set(response.keys())) == {"ok", "result"}
    with pytest.raises(KeyError, match="cursor"):
        old("aggregate(...)['cursor']", lambda: response["cursor"])
    assert list(response) == result
    cursor = target.aggregate(pipeline, batchSize=1)
    assert isinstance(cursor, CommandCursor)
    assert result[1] in cursor
    assert numbers(stored) == [0, 1, 2]


@pytest.mark.parametrize("read", [1, 2, 3])
@pytest.mark.usefixtures("stored")
def test_aggregate_that_is_partly_read(db: Database, old: Old, read: int) -> None:
    """Results already read by iteration cannot be read as a dict: the error says so."""
    response: Any = db["c"].aggregate([], batchSize=2)
    for _ in range(read):
        response.next()
    with pytest.raises(InvalidOperation, match=r"keep list\(cursor\) instead"):
        old("aggregate(...)['result']", lambda: response["result"])


@pytest.mark.usefixtures("stored")
def test_old_arguments_of_aggregate(db: Database, commands: Any, old: Old) -> None:
    """``aggregate()`` accepts a single stage, and passes ``cursor`` on silently."""
    stage = {"$match": {"n": 1}}
    single: Any = db["c"].aggregate
    assert old("aggregate({...})", lambda: list(single(stage))) == [{"_id": 1, "n": 1}]
    commands.clear()
    assert len(db["c"].aggregate([], cursor={"batchSize": 1}).to_list()) == 3
    assert commands.started_commands[0][1]["cursor"] == {"batchSize": 1}


@pytest.mark.parametrize("key", ["a.b", "$x"])
@pytest.mark.parametrize(
    "nest", [lambda x: x, lambda x: {"in": [1, [x]]}], ids=["flat", "nested"]
)
def test_keys_like_operators(db: Database, key: str, nest: Any) -> None:
    """Keys with a dot or a leading ``$`` are refused at any depth, unless allowed."""
    document = nest({key: 1})
    message = rf"{re.escape(key)}: the key '{re.escape(key)}' must not"
    collection: Any = db["c"]
    calls: list[tuple[Any, Any]] = [
        (collection.insert, dict(document)),
        (collection.insert, [{"n": 1}, dict(document)]),
        (collection.save, dict(document)),
        (collection.save, {"_id": 1, **document}),
    ]
    for write, given in calls:
        with (
            warnings.catch_warnings(action="ignore"),
            pytest.raises(InvalidDocument, match=message),
        ):
            write(given)
    assert collection.count_documents({}) == 0
    insert(db["c"], nest({"a.b": 1}), check_keys=False)
    assert db["c"].count_documents({}) == 1


def test_nothing_to_insert(db: Database) -> None:
    """An empty list is an error, as it was in pymongo 2."""
    with pytest.raises(InvalidOperation, match="empty bulk insert"):
        insert(db["c"], [])


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
    """Python shows each line's deprecation warning once."""
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", SCRIPT, mongod.uri, database.name],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in run.stderr.splitlines() if "insert is deprecated" in line]
    assert [line.partition(": ")[0] for line in lines] == ["<string>:8", "<string>:9"]
    assert database["c"].count_documents({}) == 4
