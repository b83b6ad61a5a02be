"""Tests of the pymongo 2 methods of a collection, called on a handle."""

import copy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, CustomType, Database, Document, RequireFieldError
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]

INSERT = "Collection.insert"


class Price(CustomType):
    """A number stored as a string."""

    mongo_type = str
    python_type = float

    def to_bson(self, value: float) -> str:
        """Return the price as a string."""
        return str(value)

    def to_python(self, value: str) -> float:
        """Return the price as a number."""
        return float(value)


class Ware(Document):
    """A document class with a custom type and a required field."""

    structure = {"price": Price()}
    required_fields = ["price"]


@pytest.fixture
def wares(connection: Connection, db: Database) -> Any:
    """Register ``Ware`` and return its handle."""
    connection.register(Ware)
    return db["c"].Ware


def test_insert_through_a_handle(wares: Any, database: PlainDB, old: Old) -> None:
    """``insert()`` encodes documents before storing them."""
    ware = wares({"price": 9.5})
    assert old(INSERT, lambda: wares.insert(ware)) == ware["_id"]
    others = [wares({"price": 1.5}), {"price": "2.5"}]
    ids = old(INSERT, lambda: wares.insert(iter(others)))
    assert ids == [other["_id"] for other in others]
    found = [document["price"] for document in database["c"].find()]
    assert found == ["9.5", "1.5", "2.5"]
    assert ware["price"] == 9.5


def test_insert_of_an_invalid_document(wares: Any, database: PlainDB) -> None:
    """``insert()`` rejects invalid documents."""
    with pytest.raises(RequireFieldError, match="price is required"):
        wares.insert([wares({"price": 9.5}), wares()])
    assert database["c"].count_documents({}) == 0


@pytest.mark.parametrize("by_name", [False, True])
def test_update_through_a_handle(
    wares: Any, database: PlainDB, old: Old, *, by_name: bool
) -> None:
    """``update()`` applies operators, or validates and stores a replacement."""

    def update(spec: Any, document: Any, **options: Any) -> Any:
        if by_name:
            return wares.update(spec=spec, document=document, **options)
        return wares.update(spec, document, **options)

    database["c"].insert_one({"_id": 1, "price": "1.5"})
    changes = {"$set": {"price": "2.5"}}
    result = old("Collection.update", lambda: update({"_id": 1}, changes))
    assert result == {"ok": 1.0, "n": 1, "nModified": 1, "updatedExisting": True}
    assert wares.find_one(1)["price"] == 2.5
    old("Collection.update", lambda: update({"_id": 1}, wares({"price": 3.5})))
    assert database["c"].find_one(1) == {"_id": 1, "price": "3.5"}
    with pytest.raises(RequireFieldError, match="price is required"):
        update({"_id": 1}, wares())


def test_dict_update_of_a_handle(wares: Any) -> None:
    """``update()`` without an update document behaves like ``dict.update()``."""
    wares.update({"price": 1.5})
    wares.update(other=3)
    assert dict(wares) == {"price": 1.5, "other": 3}


def test_copy_of_a_handle(wares: Any) -> None:
    """Calling a copy of a handle creates a document in the same collection."""
    assert copy.copy(wares)({"price": 1.5}).collection == wares.collection


def test_overridden_old_methods(connection: Connection, db: Database) -> None:
    """A document class can have methods of its own with the old names."""

    class Own(Document):
        structure = {"n": int}

        def insert(self, *args: Any) -> Any:
            return ("insert", *args)

        def update(self, *args: Any) -> Any:  # type: ignore[override]  # deliberate
            return ("update", *args)

    connection.register(Own)
    assert db["c"].Own.insert(1) == ("insert", 1)
    assert db["c"].Own.update(1, 2) == ("update", 1, 2)


def test_old_names_through_a_handle(wares: Any, database: PlainDB, old: Old) -> None:
    """A handle also has the other old methods of its collection."""
    database["c"].insert_many([{"_id": n} for n in range(3)])
    assert old("Collection.count", wares.count) == 3
    removed = old("Collection.remove", lambda: wares.remove({"_id": {"$gt": -1}}))
    assert removed == {"ok": 1.0, "n": 3}
    made = old("Collection.ensure_index", lambda: wares.ensure_index("price"))
    assert made == "price_1"
    made = old("Collection.map_reduce", lambda: wares.map_reduce("", "", "out"))
    assert made == database["out"]


SCRIPT = """
import sys
from mongokit import Connection, Document

class Item(Document):
    structure = {"n": int}

with Connection(sys.argv[1], max_pool_size=3) as connection:
    connection.register(Item)
    items = connection[sys.argv[2]]["c"].Item
    for n in range(3):
        items.insert({"n": n})
        items.update({"n": n}, {"$inc": {"n": 1}})
        items.find_one(spec={"n": n})
        items.find({}).count()
        items.one(fields=["n"], spec={"n": -1})
    items.remove()
"""


def test_each_call_site_warns_once(mongod: EmbeddedMongod, database: PlainDB) -> None:
    """Python shows each line's deprecation warning once, also for handles."""
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", SCRIPT, mongod.uri, database.name],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in run.stderr.splitlines() if "is deprecated" in line]
    assert [line.partition(" is deprecated")[0] for line in lines] == [
        "<string>:8: DeprecationWarning: Connection(max_pool_size=...)",
        "<string>:12: DeprecationWarning: Collection.insert",
        "<string>:13: DeprecationWarning: Collection.update",
        "<string>:14: DeprecationWarning: find(spec=...)",
        "<string>:15: DeprecationWarning: Cursor.count",
        "<string>:16: DeprecationWarning: find(spec=...)",
        "<string>:16: DeprecationWarning: find(fields=...)",
        "<string>:17: DeprecationWarning: Collection.remove",
    ]
