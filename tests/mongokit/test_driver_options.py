"""Driver options, passed to a call or set on the collection."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bson import DBRef
from bson.codec_options import CodecOptions
from pymongo import InsertOne
from pymongo.collation import Collation
from pymongo.database import Database as PlainDatabase
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import Nearest
from pymongo.write_concern import WriteConcern

from mongokit import INDEX_TEXT, Connection, Document
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]
Call = Callable[..., Any]

WHEN = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


NEW = {"text": None, "at": None}


class Note(Document):
    """A document with a time, which codec options affect, and a searchable text."""

    __collection__ = "notes"
    structure = {"text": str, "at": datetime.datetime}
    indexes = [{"fields": "at"}]


@pytest.fixture
def notes(mongod: EmbeddedMongod, database: PlainDB, commands: Any) -> Iterator[Any]:
    """Return a handle whose collection has options of every kind."""
    database["notes"].create_index([("text", INDEX_TEXT)])
    database["notes"].insert_one({"_id": 1, "text": "word", "at": WHEN})
    with Connection(
        mongod.uri.partition("?")[0],
        replicaSet=database.command("hello")["setName"],
        event_listeners=[commands],
    ) as connection:
        connection.register(Note)
        chosen = connection[database.name].with_options(
            codec_options=CodecOptions(tz_aware=True),
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern(w=1, j=True),
            read_preference=Nearest(),
        )
        yield chosen.Note


def reload(notes: Any) -> Any:
    """Reload a stored document and return it."""
    note = notes({"_id": 1})
    note.reload()
    return note


ONE: dict[str, Call] = {
    "find": lambda n, **o: n.find({"_id": 1}, **o).to_list()[0],
    "loop over find": lambda n, **o: next(iter(n.find({"_id": 1}, **o))),
    "next": lambda n, **o: n.find({"_id": 1}, **o).next(),
    "index of a cursor": lambda n, **o: n.find({"_id": 1}, **o)[0],
    "copy of a cursor": lambda n, **o: n.find({"_id": 1}, **o).clone().next(),
    "find_one": lambda n, **o: n.find_one(1, **o),
    "get_from_id": lambda n, **o: n.get_from_id(1, **o),
    "one": lambda n, **o: n.one({"_id": 1}, **o),
    "fetch": lambda n, **o: n.fetch({"_id": 1}, **o).next(),
    "fetch_one": lambda n, **o: n.fetch_one({"_id": 1}, **o),
    "find_random": lambda n, **o: n.find_random(**o),
    "find_fulltext": lambda n, **o: n.find_fulltext("word", **o)["results"][0]["obj"],
    "dereference": lambda n, **o: n.db.dereference(DBRef("notes", 1), model=Note, **o),
    "aggregate": lambda n, **o: n.aggregate([], **o).next(),
    "find of the collection": lambda n, **o: n.collection.find({"_id": 1}, **o).next(),
    "one of the collection": lambda n, **o: n.collection.one({"_id": 1}, **o),
}
CHANGE = {"$set": {"text": "b"}}
CHANGES: dict[str, Call] = {
    "find_and_modify": lambda n, **o: n.find_and_modify({}, CHANGE, **o),
    "find_one_and_update": lambda n, **o: n.find_one_and_update({}, CHANGE, **o),
    "find_one_and_replace": lambda n, **o: n.find_one_and_replace({}, dict(NEW), **o),
    "find_one_and_delete": lambda n, **o: n.find_one_and_delete({}, **o),
}
WRITES: dict[str, Call] = {
    "save": lambda n, **o: n({"text": "b", "at": WHEN}).save(**o),
    "save what is stored": lambda n, **o: n({"_id": 1, "text": "b", "at": WHEN}).save(
        **o
    ),
    "insert_one": lambda n, **o: n.insert_one(dict(NEW), **o),
    "insert_many": lambda n, **o: n.insert_many([dict(NEW)], **o),
    "bulk_write": lambda n, **o: n.bulk_write([InsertOne(dict(NEW))], **o),
    "update_one": lambda n, **o: n.update_one({}, CHANGE, **o),
    "delete_many": lambda n, **o: n.delete_many({}, **o),
}
PLAIN_READS: dict[str, Call] = {
    "reload": reload,
    "count_documents": lambda n, **o: n.count_documents({}, **o),
    "distinct": lambda n, **o: n.distinct("at", **o),
    "distinct of a cursor": lambda n, **o: n.find({}, **o).distinct("at"),
}
PLAIN_WRITES: dict[str, Call] = {
    "delete": lambda n: n({"_id": 1}).delete(),
    "generate_index": lambda n: n.generate_index(n.collection),
}


@pytest.mark.parametrize("read", [*ONE, *PLAIN_READS])
def test_reads(notes: Any, commands: Any, read: str) -> None:
    """A read uses the read concern and preference of the handle's collection."""
    commands.clear()
    (ONE | PLAIN_READS)[read](notes)
    sent = [
        (command["readConcern"], command["$readPreference"])
        for _, command in commands.started_commands
    ]
    assert sent == [({"level": "majority"}, {"mode": "nearest"})]


@pytest.mark.parametrize("write", [*CHANGES, *WRITES, *PLAIN_WRITES])
def test_writes(notes: Any, commands: Any, write: str) -> None:
    """A write uses the write concern of the handle's collection."""
    commands.clear()
    (CHANGES | WRITES | PLAIN_WRITES)[write](notes)
    ((_, command),) = commands.started_commands
    assert command["writeConcern"] == {"w": 1, "j": True}


@pytest.mark.parametrize("call", [*ONE, *CHANGES, "reload"])
def test_codec_options(notes: Any, call: str) -> None:
    """Documents are decoded with the codec options of the handle's collection."""
    found = (ONE | CHANGES | PLAIN_READS)[call](notes)
    assert found["at"] == WHEN


@pytest.mark.parametrize("call", [*ONE, *CHANGES, *WRITES])
def test_comment(notes: Any, commands: Any, call: str) -> None:
    """Every call passes its ``comment`` to the server."""
    commands.clear()
    (ONE | CHANGES | WRITES)[call](notes, comment="why")
    sent = [command.get("comment") for _, command in commands.started_commands]
    assert sent == ["why"]


COLLATED = sorted(set(ONE) - {"find_fulltext"})


@pytest.mark.parametrize("call", [*COLLATED, *CHANGES])
def test_collation_and_hint(notes: Any, commands: Any, call: str) -> None:
    """Every call that supports a collation and a hint passes them to the server."""
    commands.clear()
    (ONE | CHANGES)[call](notes, collation=Collation("en", strength=1), hint="_id_")
    ((_, command),) = commands.started_commands
    assert command["collation"]["strength"] == 1
    assert command["hint"] == "_id_"


def test_collation_of_a_write(notes: Any, commands: Any) -> None:
    """``save()`` passes its collation to the server."""
    commands.clear()
    notes({"_id": 1, "text": "b", "at": WHEN}).save(collation=Collation("en"))
    ((_, command),) = commands.started_commands
    assert command["updates"][0]["collation"]["locale"] == "en"


def test_options_of_a_document(notes: Any, commands: Any) -> None:
    """A document keeps the options of the handle that loaded it."""
    note = notes.find_one(1)
    commands.clear()
    note["text"] = "b"
    note.save()
    note.reload()
    (_, replaced), (_, reloaded) = commands.started_commands
    assert replaced["writeConcern"] == {"w": 1, "j": True}
    assert reloaded["readConcern"] == {"level": "majority"}
    assert note["at"] == WHEN
