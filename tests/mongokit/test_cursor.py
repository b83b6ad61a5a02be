"""MongoKit's cursor and the ways to read it."""

import contextlib
import copy
from collections.abc import Callable
from typing import Any

import pytest
from bson import Code
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import CursorType
from pymongo.collation import Collation
from pymongo.database import Database as PlainDatabase
from pymongo.errors import InvalidOperation, OperationFailure

from mongokit import Connection, Cursor, Database, Document

COUNT = 7

PlainDB = PlainDatabase[dict[str, Any]]


class Item(Document):
    """A document class without a constructor of its own."""

    __collection__ = "items"
    structure = {"n": int}


class Counted(Document):
    """A document that counts how often its constructor runs."""

    __collection__ = "items"
    structure = {"n": int}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times_initialised = getattr(self, "times_initialised", 0) + 1


@pytest.fixture(autouse=True)
def stored(connection: Connection, database: PlainDB) -> None:
    """Register the classes and store a few documents."""
    connection.register([Item, Counted])
    database["items"].insert_many([{"_id": n, "n": n} for n in range(COUNT)])


def in_order(db: Database) -> Cursor[Item]:
    """Return a cursor over all documents, in batches of three."""
    cursor: Cursor[Item] = db.Item.find().sort("_id", 1).batch_size(3)
    return cursor


READS: dict[str, Callable[[Cursor[Any]], list[Any]]] = {
    "for": list,
    "next function": lambda cursor: [next(cursor)],
    "next method": lambda cursor: [cursor.next()],
    "index": lambda cursor: [cursor[2]],
    "slice": lambda cursor: list(cursor[1:3]),
    "index of a slice": lambda cursor: [cursor[1:3][0]],
    "open slice": lambda cursor: list(cursor[3:]),
    "to_list": lambda cursor: cursor.to_list(),
    "to_list of some": lambda cursor: cursor.to_list(2),
    "rewind": lambda cursor: list(cursor) and list(cursor.rewind()),
    "clone": lambda cursor: list(cursor.clone()),
    "clone, then next": lambda cursor: [cursor.clone().next()],
    "copy": lambda cursor: list(copy.copy(cursor)),
    "deepcopy": lambda cursor: list(copy.deepcopy(cursor)),
    "sort": lambda cursor: list(cursor.sort("n", -1)),
    "skip and limit": lambda cursor: list(cursor.skip(1).limit(2)),
    "hint": lambda cursor: list(cursor.hint([("_id", 1)])),
    "comment": lambda cursor: list(cursor.comment("why")),
    "collation": lambda cursor: list(cursor.collation(Collation("en"))),
    "max_time_ms": lambda cursor: list(cursor.max_time_ms(60_000)),
    "max and min": lambda cursor: list(
        cursor.hint([("_id", 1)]).min([("_id", 2)]).max([("_id", 5)])
    ),
    "iter": lambda cursor: [next(iter(cursor))],
    "clone of a clone": lambda cursor: list(cursor.clone().clone()),
    "copy of a slice": lambda cursor: list(copy.copy(cursor[2:4])),
    "rewind of a slice": lambda cursor: list(cursor[2:4].rewind()),
    "with": lambda cursor: list(cursor.__enter__()),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_every_way_to_read(
    db: Database, read: Callable[[Cursor[Any]], list[Any]]
) -> None:
    """MK-CUR-101, MK-PERF-104: Cursors of handles yield documents, others dicts."""
    found = read(in_order(db))
    plain = read(db["items"].find().sort("_id", 1).batch_size(3))
    assert plain
    assert found == plain
    assert {type(document) for document in plain} == {dict}
    for document in found:
        assert isinstance(document, Item)
        assert document.collection == db["items"]


def take_in_a_loop(cursor: Cursor[Item]) -> list[Item]:
    """Read at most one document in a loop that ends early."""
    for document in cursor:
        return [document]
    return []


def take_by_next(cursor: Cursor[Item]) -> list[Item]:
    """Read at most one document with ``next()``."""
    return [document for document in [next(cursor, None)] if document is not None]


def take_two_as_a_list(cursor: Cursor[Item]) -> list[Item]:
    """Read at most two documents with ``to_list()``."""
    return cursor.to_list(2)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    takes=st.lists(
        st.sampled_from([take_in_a_loop, take_by_next, take_two_as_a_list]), max_size=9
    )
)
def test_mixed_ways_to_read(
    db: Database, takes: list[Callable[[Cursor[Item]], list[Item]]]
) -> None:
    """MK-CUR-103: However a cursor is read, it yields each document once."""
    cursor = in_order(db)
    found = [document for take in takes for document in take(cursor)]
    found += list(cursor)
    assert [document["n"] for document in found] == list(range(COUNT))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    takes=st.lists(st.sampled_from(["first", "second", "next", "two"]), max_size=9),
    name=st.sampled_from(["Item", "Counted"]),
)
def test_loops_share_a_cursor(db: Database, takes: list[str], name: str) -> None:
    """MK-CUR-103: Several loops over one cursor yield each document once in total."""
    cursor: Cursor[Any] = getattr(db, name).find().sort("_id", 1).batch_size(3)
    loops = {"first": iter(cursor), "second": iter(cursor)}
    found: list[Any] = []
    for take in takes:
        if take == "two":
            found += cursor.to_list(2)
        else:
            found += [d for d in [next(loops.get(take, cursor), None)] if d is not None]
    found += [*loops["second"], *loops["first"]]
    assert [document["n"] for document in found] == list(range(COUNT))


def test_next_inside_a_loop(db: Database) -> None:
    """MK-CUR-103: A loop skips the documents that ``next()`` returns inside it."""
    cursor = in_order(db)
    pairs = [(document["n"], next(cursor, {"n": None})["n"]) for document in cursor]
    assert pairs == [(0, 1), (2, 3), (4, 5), (6, None)]


def test_rewind_inside_a_loop(db: Database) -> None:
    """MK-CUR-103: Rewinding a cursor inside a loop restarts the loop."""
    cursor = in_order(db)
    seen = []
    for document in cursor:
        seen.append(document["n"])
        if seen == [0, 1]:
            assert cursor.rewind() is cursor
    assert seen == [0, 1, *range(COUNT)]


def test_end_of_a_cursor(db: Database) -> None:
    """An exhausted cursor yields nothing more."""
    cursor = in_order(db)
    assert len(list(cursor)) == COUNT
    assert list(cursor) == []
    with pytest.raises(StopIteration):
        next(cursor)


def test_empty_slice(db: Database) -> None:
    """MK-CUR-101: An empty slice yields no documents."""
    cursor = in_order(db)[2:2]
    assert isinstance(cursor, Cursor)
    assert list(cursor) == []
    assert cursor.to_list() == []
    with pytest.raises(StopIteration):
        cursor.next()


def test_index_past_the_end(db: Database) -> None:
    """MK-CUR-101: An index past the end raises an ``IndexError``."""
    with pytest.raises(IndexError, match="no such item"):
        in_order(db)[COUNT]


def test_where_is_sent(db: Database, commands: Any) -> None:
    """MK-CUR-103: A clone sends the original cursor's JavaScript condition."""
    commands.clear()
    cursor = in_order(db).where("this.n > 3").clone()
    with contextlib.suppress(OperationFailure):  # the test server has no JavaScript
        next(cursor)
    ((_, command),) = commands.started_commands
    assert command["filter"] == {"$where": Code("this.n > 3")}


def test_exhaust_cursor(db: Database) -> None:
    """An exhaust cursor yields documents."""
    found = list(db.Item.find(cursor_type=CursorType.EXHAUST, batch_size=2))
    assert sorted(document["n"] for document in found) == list(range(COUNT))
    assert all(isinstance(document, Item) for document in found)


def test_tailable_cursor(db: Database) -> None:
    """A tailable cursor yields documents that are stored later."""
    db.create_collection("log", capped=True, size=4096)
    db["log"].insert_many([{"_id": n, "n": n} for n in range(3)])
    with db["log"].Item.find(cursor_type=CursorType.TAILABLE) as cursor:
        assert [document["n"] for document in cursor] == [0, 1, 2]
        assert cursor.alive
        db["log"].insert_one({"_id": 3, "n": 3})
        (document,) = cursor
        assert isinstance(document, Item)
        assert document["n"] == 3


def test_used_cursor(db: Database) -> None:
    """A cursor that has been read cannot be indexed, sorted or sliced."""
    cursor = in_order(db)
    next(cursor)
    for use in (lambda: cursor[0], lambda: cursor.sort("n"), lambda: cursor[1:]):
        with pytest.raises(InvalidOperation, match="cannot set options after"):
            use()


def test_wrong_indexes(db: Database) -> None:
    """Negative indexes, slice steps and string indexes are rejected."""
    with pytest.raises(IndexError, match="negative indices"):
        in_order(db)[-1]
    with pytest.raises(IndexError, match="slice steps"):
        in_order(db)[::2]
    with pytest.raises(TypeError, match="cannot be applied to Cursor"):
        in_order(db)["n"]  # type: ignore[call-overload]  # the error under test


def test_raw_batches_are_raw(db: Database) -> None:
    """``find_raw_batches()`` of a handle yields bytes."""
    (batch,) = db.Item.find_raw_batches()
    assert isinstance(batch, bytes)


def test_explain_is_raw(db: Database) -> None:
    """MK-CUR-101: ``explain()`` returns the server's response as a plain dict."""
    explained: Any = in_order(db).explain()
    assert type(explained) is dict
    assert "queryPlanner" in explained


def test_loop_over_an_explanation(db: Database) -> None:
    """MK-CUR-103: A cursor set to explain yields the server's response as a dict."""
    cursor = in_order(db).limit(-1)
    cursor._explain = True
    (explained,) = [type(explained) for explained in cursor]
    assert explained is dict


def test_distinct_is_raw(db: Database) -> None:
    """MK-CUR-101: ``distinct()`` returns the stored values, not documents."""
    assert sorted(in_order(db).distinct("n")) == list(range(COUNT))


def test_projection(db: Database) -> None:
    """A document loaded with a projection has only the selected fields."""
    assert db.Item.find_one({"n": 3}, {"_id": True}) == {"_id": 3}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_class_with_an_initialiser(
    db: Database, read: Callable[[Cursor[Any]], list[Any]]
) -> None:
    """MK-CUR-101: A class's own constructor runs once for each loaded document."""
    found = read(db.Counted.find().sort("_id", 1).batch_size(3))
    assert found
    for document in found:
        assert document.times_initialised == 1
        assert document == {"_id": document["n"], "n": document["n"]}
        assert document.collection == db["items"]


def test_stop_iteration_in_an_initialiser(connection: Connection, db: Database) -> None:
    """MK-CUR-103: A ``StopIteration`` in a constructor becomes a ``RuntimeError``."""

    class Stopping(Document):
        __collection__ = "items"
        structure = {"n": int}

        def __init__(self, doc: Any = None, *args: Any, **kwargs: Any) -> None:
            super().__init__(doc, *args, **kwargs)
            if doc and doc["n"] == 2:
                next(iter(()))

    connection.register(Stopping)
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(db.Stopping.find())


def test_batch_that_cannot_be_fetched(db: Database, database: PlainDB) -> None:
    """If the server drops the cursor, reading fails after the current batch."""
    cursor = in_order(db)
    seen = [next(cursor)["n"]]
    database.command("killCursors", "items", cursors=[cursor.cursor_id])
    documents = iter(cursor)
    seen += [next(documents)["n"], next(documents)["n"]]
    assert seen == [0, 1, 2]
    with pytest.raises(OperationFailure, match="cursor id"):
        next(documents)


def test_cursor_in_a_session(connection: Connection, db: Database) -> None:
    """MK-CUR-103: A clone of a cursor keeps its explicit session."""
    with connection.start_session() as session:
        cursor = db.Item.find(session=session)
        assert cursor.clone().session is session
        assert len(list(cursor)) == COUNT
