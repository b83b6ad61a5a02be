"""Counts of the documents that match a cursor's query."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import Code
from pymongo.collation import Collation
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern

from mongokit import Connection, Cursor, Database, Document, MultipleResultsFound

COUNT = 7

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """A document with fields for every kind of query."""

    __collection__ = "items"
    structure = {"n": int, "name": str, "at": [float]}


@pytest.fixture(autouse=True)
def stored(connection: Connection, database: PlainDB) -> None:
    """Register the class and store the documents to count."""
    connection.register(Item)
    database["items"].create_index([("at", "2d")])
    database["items"].insert_many(
        [{"_id": n, "n": n, "name": "aA"[n % 2], "at": [n, 0.0]} for n in range(COUNT)]
    )


QUERIES: dict[str, tuple[Callable[[Any], Cursor[Any]], int]] = {
    "everything": (lambda items: items.find(), 7),
    "a filter": (lambda items: items.find({"n": {"$gt": 4}}), 2),
    "nothing": (lambda items: items.find({"n": 77}), 0),
    "$near": (lambda items: items.find({"at": {"$near": [0, 0]}}), 7),
    "hint": (lambda items: items.find({"n": 1}).hint("_id_"), 1),
    "hint of keys": (lambda items: items.find({"n": 1}).hint([("_id", 1)]), 1),
    "collation": (
        lambda items: items.find({"name": "a"}).collation(Collation("en", strength=2)),
        7,
    ),
    "max time": (lambda items: items.find().max_time_ms(60_000), 7),
    "comment": (lambda items: items.find().comment("why"), 7),
    "a sorted query": (lambda items: items.find().sort("n", -1), 7),
    "a projection": (lambda items: items.find({}, {"n": 1}), 7),
    "bounds": (
        lambda items: (
            items.find().hint([("_id", 1)]).min([("_id", 2)]).max([("_id", 5)])
        ),
        3,
    ),
    "a lower bound": (
        lambda items: items.find().hint([("_id", 1)]).min([("_id", 2)]),
        5,
    ),
    "an upper bound": (
        lambda items: items.find().hint([("_id", 1)]).max([("_id", 2)]),
        2,
    ),
    "variables": (
        lambda items: items.find(
            {"$expr": {"$gt": ["$n", "$$least"]}}, let={"least": 4}
        ),
        2,
    ),
}


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_can_be_counted(db: Database, query: str) -> None:
    """MK-CUR-102: Any query can be counted, even one with ``$near``."""
    make, expected = QUERIES[query]
    assert make(db.Item)._count_matches() == expected


@pytest.mark.parametrize("query", sorted(set(QUERIES) - {"$near"}))
def test_counting_in_a_transaction(
    connection: Connection, db: Database, query: str
) -> None:
    """MK-CUR-102: A count sees the uncommitted changes of its transaction."""
    make, expected = QUERIES[query]
    with connection.start_session() as session, session.start_transaction():
        assert make(db.Item)._count_matches(session=session) == expected
        db["items"].delete_many({}, session=session)
        assert make(db.Item)._count_matches(session=session) == 0


def test_session_of_the_cursor(connection: Connection, db: Database) -> None:
    """MK-CUR-102: A count uses the session of the cursor."""
    with connection.start_session() as session, session.start_transaction():
        db["items"].delete_one({"_id": 0}, session=session)
        every = {"n": {"$gte": 0}}
        assert db.Item.find(every, session=session)._count_matches() == 6
        assert db.Item.find(every)._count_matches() == 7


def limited(items: Any) -> Cursor[Any]:
    """Return a cursor that matches six documents and yields three of them."""
    cursor: Cursor[Any] = items.find({"n": {"$lt": 6}}).skip(2).limit(3)
    return cursor


def test_limit_and_skip_are_ignored(db: Database) -> None:
    """MK-CUR-102: A count ignores limit and skip by default."""
    assert limited(db.Item)._count_matches() == 6


def test_limit_and_skip_on_request(db: Database) -> None:
    """MK-CUR-102: A count applies limit and skip on request."""
    assert limited(db.Item)._count_matches(with_limit_and_skip=True) == 3
    assert db.Item.find().skip(5)._count_matches(with_limit_and_skip=True) == 2
    assert db.Item.find().limit(-2)._count_matches(with_limit_and_skip=True) == 2
    assert db.Item.find()[2:2]._count_matches(with_limit_and_skip=True) == 0


def test_limit_and_skip_in_a_transaction(connection: Connection, db: Database) -> None:
    """MK-CUR-102: In a transaction, too, limit and skip are applied only on request."""
    with connection.start_session() as session, session.start_transaction():
        cursor = limited(db.Item)
        assert cursor._count_matches(session=session) == 6
        counted = cursor._count_matches(with_limit_and_skip=True, session=session)
        assert counted == 3


def test_counting_leaves_the_cursor_alone(db: Database) -> None:
    """MK-CUR-102: Counting does not change what the cursor yields."""
    cursor = limited(db.Item).sort("n", 1)
    cursor._count_matches()
    assert [item["n"] for item in cursor] == [2, 3, 4]
    assert cursor._count_matches() == 6


def test_options_of_the_count_command(db: Database, commands: Any) -> None:
    """MK-CUR-102: The count command contains the cursor's options."""
    cursor = db.Item.find({"n": 1}).hint("_id_").max_time_ms(60_000)
    cursor.collation(Collation("en")).comment("why")
    commands.clear()
    cursor._count_matches()
    [(name, sent)] = commands.started_commands
    assert name == "count"
    assert sent["query"] == {"n": 1}
    assert sent["hint"] == "_id_"
    assert sent["maxTimeMS"] == 60_000
    assert sent["collation"]["locale"] == "en"
    assert sent["comment"] == "why"


def test_read_concern(db: Database, commands: Any) -> None:
    """MK-CUR-102: A count uses the collection's read concern."""
    majority = db["items"].with_options(read_concern=ReadConcern("majority"))
    commands.clear()
    assert majority.Item.find()._count_matches() == COUNT
    assert commands.started_commands[0][1]["readConcern"]["level"] == "majority"


def test_a_wrong_hint(db: Database) -> None:
    """MK-CUR-102: Counting with a hint that names a missing index raises an error."""
    with pytest.raises(OperationFailure, match="hint"):
        db.Item.find().hint("missing_1")._count_matches()


def test_where(db: Database, commands: Any) -> None:
    """MK-CUR-102: A query with ``$where`` is counted by the ``count`` command."""
    commands.clear()
    # The test server cannot run JavaScript, but only count gets as far as parsing it.
    with pytest.raises(OperationFailure, match=r"in \$where parsing"):
        db.Item.find({"n": {"$lt": 4}}).where("this.n > 1")._count_matches()
    [(name, sent)] = commands.started_commands
    assert name == "count"
    assert sent["query"] == {"n": {"$lt": 4}, "$where": Code("this.n > 1")}


def test_one_counts_with_collation_and_hint(db: Database) -> None:
    """MK-DOC-104: ``one()`` counts the matches with the query's collation and hint."""
    collation = Collation("en", strength=2)
    with pytest.raises(MultipleResultsFound, match=r"^7 results found$"):
        db.Item.one({"name": "a"}, collation=collation, hint="_id_")
