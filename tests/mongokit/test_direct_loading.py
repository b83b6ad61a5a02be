"""Loading documents of a flat class, which are decoded without a dict in between."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bson import SON, DBRef, ObjectId
from bson.codec_options import CodecOptions
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document

PlainDB = PlainDatabase[dict[str, Any]]

MANY = 400
DAY = datetime.datetime(2026, 7, 1)  # noqa: DTZ001  MongoDB stores no time zone


class Flat(Document):
    """A document without nested dicts."""

    __collection__ = "flat"
    structure = {"n": int, "text": str, "day": datetime.datetime, "tags": [str]}


def fields(n: int) -> dict[str, Any]:
    """Return the fields of a document that is large enough for many to be decoded."""
    return {"_id": n, "n": n, "text": "x" * 100, "day": DAY, "tags": ["a", "b"]}


@pytest.fixture
def flat(connection: Connection, db: Database, database: PlainDB) -> Any:
    """Return the handle of a collection with many documents."""
    connection.register(Flat)
    database["flat"].insert_many([fields(n) for n in range(MANY)])
    return db.Flat


READERS: dict[str, Callable[[Any], list[Any]]] = {
    "list": list,
    "to_list": lambda cursor: cursor.to_list(),
    "to_list in parts": lambda cursor: cursor.to_list(150) + cursor.to_list(),
    "next": lambda cursor: [next(cursor) for _ in range(MANY)],
    "clone": lambda cursor: list(cursor.clone()),
    "slice": lambda cursor: list(cursor[:MANY]),
    "rewind": lambda cursor: [next(cursor), *list(cursor.rewind())][1:],
    "one batch": lambda cursor: list(cursor.batch_size(1000)),
    "small batches": lambda cursor: list(cursor.batch_size(7)),
}


@pytest.mark.parametrize("read", READERS)
def test_documents(flat: Any, read: str) -> None:
    """MK-PERF-102: Each way to read yields documents of the class with their fields."""
    found = READERS[read](flat.find().sort("_id", 1))
    assert found == [fields(n) for n in range(MANY)]
    assert {each.__class__ for each in found} == {Flat}
    assert len({type(each) for each in found}) == 1
    found[0].validate()
    found[0]["n"] = 7
    found[0].save()
    assert flat.find_one({"_id": 0}) == {**fields(0), "n": 7}


UNDECLARED = {
    "a dict": {"a": 1},
    "an empty dict": {},
    "a dict in a list": [1, {"a": 1}],
    "dicts in dicts": {"a": {"b": [{"c": {}}]}},
    "a reference": DBRef("other", ObjectId(), extra={"a": {}}),
}


def classes_in(value: Any) -> set[type]:
    """Return the classes of all dicts and lists in a value."""
    if isinstance(value, DBRef):
        return classes_in(value.as_doc()["extra"])
    values = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return set()
    return {type(value)}.union(*map(classes_in, values))


@pytest.mark.parametrize("position", [0, MANY - 1])
@pytest.mark.parametrize("value", UNDECLARED.values(), ids=UNDECLARED)
def test_undeclared_values(
    flat: Any, database: PlainDB, value: Any, position: int
) -> None:
    """Nested dicts that the structure does not declare are loaded as plain dicts."""
    database["flat"].update_one({"_id": position}, {"$set": {"text": value}})
    found = flat.find().sort("_id", 1).to_list()
    assert found[position]["text"] == value
    assert classes_in(found[position]["text"]) <= {dict, list}
    assert {each.__class__ for each in found} == {Flat}


def test_missing_key(flat: Any) -> None:
    """A key that a document does not have raises a KeyError, as in any dict."""
    found = flat.find().to_list()[0]
    for key in ("other", "$ref", 1):
        with pytest.raises(KeyError) as caught:
            found[key]
        assert caught.value.args == (key,)
    assert found.get("other") is None


def test_own_methods(connection: Connection, db: Database, flat: Any) -> None:
    """A class can define what happens with missing keys, and when a field is set."""

    class Own(Document):
        __collection__ = "flat"
        structure = Flat.structure

        def __missing__(self, key: str) -> str:
            return f"no {key}"

    class Upper(Document):
        __collection__ = "flat"
        structure = Flat.structure

        def __setitem__(self, key: str, value: Any) -> None:
            super().__setitem__(key.upper(), value)

    connection.register([Own, Upper])
    assert flat.find_one() is not None
    assert db.Own.find().to_list()[0]["other"] == "no other"
    assert db.Upper.find().to_list()[0] == fields(0)


def test_options_of_the_collection(flat: Any) -> None:
    """The collection's options apply: time zones, and another class for raw dicts."""
    aware: CodecOptions[Any] = CodecOptions(tz_aware=True, tzinfo=datetime.UTC)
    found = flat.collection.with_options(aware).Flat.find().to_list()
    assert found[0]["day"] == DAY.replace(tzinfo=datetime.UTC)
    ordered = flat.collection.with_options(CodecOptions(document_class=SON))
    found = ordered.Flat.find().to_list()
    assert (found[0], found[0].__class__) == (fields(0), Flat)


def test_explaining(flat: Any) -> None:
    """A query that loads documents can be explained."""
    explained = flat.find().explain()
    assert type(explained) is dict
    assert type(explained["queryPlanner"]) is dict
