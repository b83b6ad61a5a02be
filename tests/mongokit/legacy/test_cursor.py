"""Tests of pymongo 2's cursor methods and ``find()`` keywords."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from bson import SON
from pymongo.database import Database as PlainDatabase
from pymongo.read_preferences import Nearest, Primary, Secondary, SecondaryPreferred

from mongokit import Connection, Cursor, Database, Document, MultipleResultsFound

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]


class Item(Document):
    """The document class whose handle is queried in these tests."""

    __collection__ = "items"
    structure = {"n": int}


@pytest.fixture(autouse=True)
def stored(connection: Connection, database: PlainDB) -> None:
    """Register ``Item`` and store a few documents."""
    connection.register(Item)
    database["items"].insert_many([{"_id": n, "n": n % 3} for n in range(7)])


@pytest.fixture(params=["collection", "handle"])
def items(request: pytest.FixtureRequest, db: Database) -> Any:
    """Return the collection of items in one run and their handle in the other."""
    return db["items"] if request.param == "collection" else db.Item


def test_count(items: Any, old: Old) -> None:
    """MK-CUR-102: ``count()`` applies limit and skip only on request."""
    assert old("Cursor.count", items.find().count) == 7
    cursor = items.find({"n": 1}).skip(1).limit(5)
    assert old("Cursor.count", cursor.count) == 2
    assert old("Cursor.count", lambda: cursor.count(True)) == 1
    limited = old("Cursor.count", lambda: cursor.count(with_limit_and_skip=True))
    assert limited == 1


def test_count_between_reads(items: Any, old: Old) -> None:
    """MK-CUR-102: ``count()`` can be called before and during iteration."""
    cursor = items.find().sort("_id", 1)
    assert old("Cursor.count", cursor.count) == 7
    assert next(cursor)["_id"] == 0
    assert old("Cursor.count", cursor.count) == 7
    assert [item["_id"] for item in cursor] == [1, 2, 3, 4, 5, 6]


def test_count_of_fetch(db: Database, old: Old) -> None:
    """MK-DOC-105: ``count()`` works on the cursor that ``fetch()`` returns."""
    db["items"].insert_one({"other": 1})
    assert old("Cursor.count", db.Item.fetch().count) == 7
    assert old("Cursor.count", db.Item.find().count) == 8


def test_count_of_javascript(scripting: Connection, old: Old) -> None:
    """MK-CUR-102: ``count()`` supports JavaScript conditions if the server does."""
    numbers: Any = scripting[f"test_{secrets.token_hex(6)}"]["c"]
    numbers.insert_many([{"n": n} for n in range(5)])
    assert old("Cursor.count", numbers.find().where("this.n > 2").count) == 2
    nested = {"$or": [{"$where": "this.n > 3"}, {"n": 0}]}
    assert old("Cursor.count", numbers.find(nested).count) == 2
    scripting.drop_database(numbers.database)


def ids(documents: Any) -> list[Any]:
    """Return the sorted ids of documents."""
    return sorted(document["_id"] for document in documents)


def test_spec(items: Any, old: Old) -> None:
    """``find()``, ``find_one()`` and ``one()`` accept the filter as ``spec``."""
    assert ids(old("find(spec=...)", lambda: items.find(spec={"n": 1}))) == [1, 4]
    assert ids(old("find(spec=...)", lambda: items.find(spec=None))) == [*range(7)]
    assert old("find(spec=...)", lambda: items.find_one(spec={"_id": 3}))["_id"] == 3
    assert old("find(spec=...)", lambda: items.one(spec={"_id": 3}))["_id"] == 3


@pytest.mark.parametrize("spec_or_id", [3, {"_id": 3}])
def test_spec_or_id(items: Any, old: Old, spec_or_id: Any) -> None:
    """``find_one()`` accepts a filter or an id as ``spec_or_id``."""
    found = old("find(spec_or_id=...)", lambda: items.find_one(spec_or_id=spec_or_id))
    assert found["_id"] == 3


def test_two_filters(items: Any) -> None:
    """A positional filter together with ``spec`` raises an error."""
    with (
        pytest.warns(DeprecationWarning, match="spec"),
        pytest.raises(
            TypeError, match=r"find\(\) has a filter already: spec is another"
        ),
    ):
        items.find({"n": 1}, spec={"n": 2})


def test_spec_with_several_results(items: Any) -> None:
    """The error for several results of ``one(spec=...)`` contains their number."""
    with (
        pytest.warns(DeprecationWarning, match="spec"),
        pytest.raises(MultipleResultsFound, match=r"^2 results found$"),
    ):
        items.one(spec={"n": 1})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (["n"], {"_id": 4, "n": 1}),
        ({"_id": 0, "n": 1}, {"n": 1}),
        ([], {"_id": 4}),
        ((), {"_id": 4}),
        (None, {"_id": 4, "n": 1}),
        ({}, {"_id": 4}),
    ],
    ids=str,
)
def test_fields(items: Any, old: Old, fields: Any, expected: dict[str, Any]) -> None:
    """The projection can be given as ``fields``; an empty one selects only the id."""
    found = old("find(fields=...)", lambda: items.find_one(4, fields=fields))
    assert found == expected


def test_mapped(db: Database, old: Old) -> None:
    """With old keywords, a handle still returns documents of its class."""
    (found,) = old(
        "find(spec=...) find(slave_okay=...)",
        lambda: db.Item.find(spec={"_id": 3}, slave_okay=True),
    )
    assert isinstance(found, Item)
    assert found.collection.read_preference == Primary()
    (fetched,) = old(
        "find(fields=...)", lambda: db.Item.fetch({"_id": 3}, fields=["n"])
    )
    assert isinstance(fetched, Item)


OPTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "no timeout": ({"timeout": False}, {"noCursorTimeout": True}),
    "timeout": ({"timeout": True}, {}),
    "tailable": ({"tailable": True}, {"tailable": True}),
    "not tailable": ({"tailable": False}, {}),
    "await_data": (
        {"tailable": True, "await_data": True},
        {"tailable": True, "awaitData": True},
    ),
    "await_data alone": ({"await_data": True}, {}),
    "partial": ({"partial": True}, {"allowPartialResults": True}),
    "exhaust": ({"exhaust": True}, {}),
    "safe": ({"safe": True}, {}),
    "snapshot": ({"snapshot": True}, {}),
    "manipulate": ({"manipulate": False}, {}),
    "compile_re": ({"compile_re": False}, {}),
    "network_timeout": ({"network_timeout": 3}, {}),
    "secondary_acceptable_latency_ms": ({"secondary_acceptable_latency_ms": 15}, {}),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_option(
    database: PlainDB, items: Any, commands: Any, old: Old, option: str
) -> None:
    """An old query option is sent under its current name, or has no effect."""
    options, sent = OPTIONS[option]
    database.drop_collection("items")
    database.create_collection("items", capped=True, size=4096)
    database["items"].insert_one({"_id": 1, "n": 1})
    commands.clear()
    names = " ".join(f"find({name}=...)" for name in options)
    cursor = old(names, lambda: items.find({}, **options))
    assert next(cursor) == {"_id": 1, "n": 1}
    command = commands.started_commands[0][1]
    ours = ("noCursorTimeout", "tailable", "awaitData", "allowPartialResults")
    assert {name: command[name] for name in ours if name in command} == sent
    cursor.close()


PREFERENCES: dict[str, tuple[dict[str, Any], Any]] = {
    "slave_okay": ({"slave_okay": True}, SecondaryPreferred()),
    "no slave_okay": ({"slave_okay": False}, Primary()),
    "read_preference": ({"read_preference": Nearest()}, Nearest()),
    "no read_preference": ({"read_preference": None}, Primary()),
    "both": ({"slave_okay": True, "read_preference": Secondary()}, Secondary()),
    "tag_sets": (
        {"read_preference": Secondary(), "tag_sets": [{"dc": "ny"}, {}]},
        Secondary(tag_sets=[{"dc": "ny"}, {}]),
    ),
    "tag_sets with slave_okay": (
        {"slave_okay": True, "tag_sets": [{"dc": "ny"}]},
        SecondaryPreferred(tag_sets=[{"dc": "ny"}]),
    ),
    "no tag_sets": ({"tag_sets": [{}]}, Primary()),
}


@pytest.mark.parametrize("preference", PREFERENCES)
def test_read_preference(items: Any, old: Old, preference: str) -> None:
    """``find()`` accepts the old options for its read preference."""
    options, expected = PREFERENCES[preference]
    names = " ".join(f"find({name}=...)" for name in options)
    cursor = old(names, lambda: items.find(**options))
    assert cursor.collection.read_preference == expected
    assert cursor.clone().collection.read_preference == expected


def test_tag_sets_of_the_collection(db: Database, old: Old) -> None:
    """Tag sets alone are added to the collection's read preference."""
    spread = db["items"].with_options(read_preference=Nearest())
    cursor = old("find(tag_sets=...)", lambda: spread.find(tag_sets=[{"dc": "ny"}]))
    assert cursor.collection.read_preference == Nearest(tag_sets=[{"dc": "ny"}])


def test_as_class(db: Database, old: Old) -> None:
    """``as_class`` sets the type of a collection's documents, not of a handle's."""
    found = old("find(as_class=...)", lambda: db["items"].find_one(3, as_class=SON))
    assert type(found) is SON
    assert found == {"_id": 3, "n": 0}
    mapped = old("find(as_class=...)", lambda: db.Item.find_one(3, as_class=SON))
    assert isinstance(mapped, Item)
    plain = old("find(as_class=...)", lambda: db["items"].find_one(3, as_class=None))
    assert type(plain) is dict


def test_new_keywords(items: Any) -> None:
    """Current keywords cause no warning and can be mixed with old ones."""
    cursor = items.find(filter={"n": 1}, projection=["n"], no_cursor_timeout=False)
    assert isinstance(cursor, Cursor)
    assert ids(cursor) == [1, 4]
    with pytest.warns(DeprecationWarning, match=r"find\(fields=\.\.\.\)"):
        found = items.find(filter={"n": 1}, fields=["_id"], sort=[("_id", -1)])
    assert list(found) == [{"_id": 4}, {"_id": 1}]


def test_unknown_keyword(items: Any) -> None:
    """An unknown keyword raises a ``TypeError``."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'filed'"):
        items.find(filed=["n"])
