"""Documents that are saved, loaded and saved again."""

import datetime
import re
import uuid
from typing import Any

import pytest
from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document

PlainDB = PlainDatabase[dict[str, Any]]

KEY = ObjectId("65f0c0ffee65f0c0ffee65f0")
PATTERN = re.compile("a+", re.IGNORECASE)

VALUES: dict[type, Any] = {
    type(None): None,
    bool: True,
    int: 2**40,
    float: 1.5,
    str: "Grüße",
    bytes: b"\0x",
    list: [1, [2], {"a": None}],
    dict: {"a": {"b": [1.5]}},
    datetime.datetime: datetime.datetime(2026, 11, 24, 12, 30, 1, 5000),  # noqa: DTZ001  naive, as loaded
    Binary: Binary(b"\0x", 128),
    Int64: Int64(3),
    ObjectId: KEY,
    DBRef: DBRef("c", KEY, "d"),
    Code: Code("f()"),
    uuid.UUID: uuid.UUID(int=7),
    re.Pattern: PATTERN,
    Regex: Regex.from_native(PATTERN),
    Decimal128: Decimal128("1.50"),
    Timestamp: Timestamp(5, 1),
}


def stored_twice(connection: Connection, db: Database, structure: Any, foo: Any) -> Any:
    """Save a document, load it, save it again and return the value of ``foo``."""

    class Item(Document):
        __collection__ = "items"

    Item.structure = structure
    connection.register(Item)
    db.Item({"foo": foo}).save()
    loaded = db.Item.one()
    loaded.save()
    assert db.Item.one() == loaded
    assert db["items"].one() == loaded
    return loaded["foo"]


@pytest.mark.parametrize("declared", VALUES)
def test_every_type(connection: Connection, db: Database, declared: type) -> None:
    """MK-STR-106: A value of each type can be saved, loaded and saved again."""
    value = VALUES[declared]
    loaded = stored_twice(connection, db, {"foo": declared}, value)
    expected = Regex.from_native(value) if declared is re.Pattern else value
    assert loaded == expected
    if declared is not re.Pattern:
        assert isinstance(loaded, declared)


@pytest.mark.parametrize(
    ("structure", "value", "loaded"),
    [
        (Binary, Binary(b"x"), b"x"),
        (bytes, Binary(b"x", 0), b"x"),
        (int, 3, 3),
        (int, -(2**63), Int64(-(2**63))),
        ((int, str), (1, "a"), [1, "a"]),
        ([(int, str)], [(1, "a"), [2, None]], [[1, "a"], [2, None]]),
        ([str], ("a", "b"), ["a", "b"]),
        ({str: {"n": int}}, {"x": {"n": 1}}, {"x": {"n": 1}}),
        (None, {"a": [b"x"]}, {"a": [b"x"]}),
    ],
    ids=str,
)
def test_values_of_other_types(
    connection: Connection, db: Database, structure: Any, value: Any, loaded: Any
) -> None:
    """MK-STR-113: A value can be saved again even if it is loaded as another type."""
    assert stored_twice(connection, db, {"foo": structure}, value) == loaded


@pytest.mark.parametrize(
    ("aware", "zone"), [(False, None), (True, datetime.UTC)], ids=["naive", "aware"]
)
def test_times(
    connection: Connection, db: Database, *, aware: bool, zone: datetime.tzinfo | None
) -> None:
    """A time is loaded in UTC, naive or aware depending on the codec options."""

    class Event(Document):
        structure = {"at": datetime.datetime}

    connection.register(Event)
    options = db.codec_options.with_options(tz_aware=aware)
    events = db["events"].with_options(codec_options=options)
    zurich = datetime.timezone(datetime.timedelta(hours=1))
    events.Event({"at": datetime.datetime(2026, 11, 24, 13, tzinfo=zurich)}).save()
    loaded = events.Event.one()
    assert loaded["at"] == datetime.datetime(2026, 11, 24, 12, tzinfo=zone)
    loaded.save()
    assert events.Event.one() == loaded


def test_neither_skeleton_nor_defaults(connection: Connection, db: Database) -> None:
    """MK-DEF-101: A loaded document has only the stored fields."""

    class Item(Document):
        structure = {"a": int, "b": {"c": int}}
        default_values = {"a": 3}

    connection.register(Item)
    db["items"].insert_one({"_id": 1})
    assert db["items"].Item.one() == {"_id": 1}
    assert db["items"].Item.find().to_list() == [{"_id": 1}]


class Loose(Document):
    """A schemaless document that supports dot notation."""

    __collection__ = "loose"
    structure = {"foo": str, "n": int, "place": {"city": str}}
    use_schemaless = True
    use_dot_notation = True


def test_schemaless(connection: Connection, db: Database, database: PlainDB) -> None:
    """MK-SCH-101: A schemaless class stores exactly the fields of the document."""
    connection.register(Loose)
    document = db.Loose({"_id": 1, "foo": "bla"})
    document.save()
    assert database["loose"].find_one() == {"_id": 1, "foo": "bla"}
    document["more"] = [1]
    document.pop("foo")
    document.save()
    assert database["loose"].find_one() == {"_id": 1, "more": [1]}


def test_missing_declared_fields(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """MK-DOT-103: Dot notation can set a declared field that is missing."""
    connection.register(Loose)
    database["loose"].insert_one({"_id": 1, "extra": 1, "place": {}})
    document = db.Loose.find_one()
    document.n = 3
    document.extra = 2
    document.place.city = "Bern"
    document.unknown = "not stored"
    document.save()
    assert database["loose"].find_one() == {
        "_id": 1,
        "extra": 2,
        "place": {"city": "Bern"},
        "n": 3,
    }
