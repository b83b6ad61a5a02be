"""MongoKit's collection: its options, lookups and full-text search."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.collation import Collation
from pymongo.database import Database as PlainDatabase
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import (
    INDEX_TEXT,
    Collection,
    Connection,
    Cursor,
    Database,
    Document,
    MultipleResultsFound,
)
from standalone import EmbeddedMongod

SECONDARY = "secondaryPreferred"
PlainDB = PlainDatabase[dict[str, Any]]

OPTIONS: dict[str, Any] = {
    "read_preference": SecondaryPreferred(),
    "write_concern": WriteConcern(w=1),
    "read_concern": ReadConcern("local"),
}


def options_of(made: Any) -> dict[str, Any]:
    """Return the options of a collection, by name."""
    return {name: getattr(made, name) for name in OPTIONS}


class Note(Document):
    """The class of the documents in the tested collection."""

    __collection__ = "notes"
    structure = {"text": str}


@pytest.fixture
def notes(connection: Connection, db: Database) -> Collection:
    """Return the notes collection, with ``Note`` registered."""
    connection.register(Note)
    return db["notes"]


def test_sub_collections(db: Database) -> None:
    """MK-CON-108: A sub-collection is a ``Collection`` with its parent's options."""
    parent = db["a"].with_options(**OPTIONS)
    for made in (parent["b"], parent.b):
        assert type(made) is Collection
        assert made.name == "a.b"
        assert options_of(made) == OPTIONS


def test_with_options(db: Database) -> None:
    """MK-CON-108: ``with_options()`` keeps the options that are not given."""
    first = db["a"].with_options(**OPTIONS)
    second = first.with_options(
        codec_options=first.codec_options.with_options(tz_aware=True)
    )
    assert type(second) is Collection
    assert options_of(second) == OPTIONS
    assert second.codec_options.tz_aware
    assert not first.codec_options.tz_aware


def test_private_names(db: Database) -> None:
    """MK-CON-105: A name with a leading underscore requires item access."""
    with pytest.raises(AttributeError, match="_hidden"):
        _ = db["a"]._hidden
    assert db["a"]["_hidden"].name == "a._hidden"


def test_calling_a_sub_collection(db: Database) -> None:
    """MK-CON-105: The error for calling a sub-collection mentions registration."""
    with pytest.raises(
        TypeError,
        match=r"'Collection' object is not callable\..*If 'Note' is a document class, "
        r"it has to be registered first: connection\.register\(\[Note\]\)",
    ):
        db["notes"].Note()


def test_calling_a_similar_name(connection: Connection, db: Database) -> None:
    """MK-CON-105: The error for an unregistered name suggests the nearest class."""

    class Note(Document):
        structure = {"n": int}

    connection.register(Note)
    for target in (db, db["notes"], connection):
        message = "'Nota' is no registered document class: did you mean 'Note'?"
        with pytest.raises(TypeError, match=re.escape(message)):
            target.Nota()


def test_find_as_a_class(notes: Collection) -> None:
    """MK-DOC-112: ``wrap`` makes queries return documents of the given class."""

    class Other(Document):
        structure = {"text": str}

    notes.insert_one({"_id": 1, "text": "a"})
    (found,) = notes.find(wrap=Other)
    assert isinstance(found, Other)
    assert isinstance(notes.find_one(1, wrap=Other), Other)
    assert isinstance(notes.one({"_id": 1}, wrap=Other), Other)
    assert type(notes.find_one()) is dict


WRONG_WRAPS: dict[str, tuple[Callable[[Collection], Any], str]] = {
    "another class": (lambda _: dict, "<class 'dict'>"),
    "a name": (lambda _: "Note", "a str"),
    "a handle": (lambda notes: notes.Note, "a Note"),
}


@pytest.mark.parametrize("wrong", WRONG_WRAPS)
def test_wrap_of_another_kind(notes: Collection, wrong: str) -> None:
    """MK-DOC-112: ``wrap`` accepts only document classes."""
    make, named = WRONG_WRAPS[wrong]
    text = f"wrap takes a document class, not {named}"
    with pytest.raises(TypeError, match=text):
        notes.find(wrap=make(notes))
    with pytest.raises(TypeError, match=text):
        notes.find_one(wrap=make(notes))


def test_get_from_id(notes: Collection) -> None:
    """MK-CON-107: ``get_from_id()`` returns the document with the id, or ``None``."""
    notes.insert_one({"_id": "a", "text": "b"})
    assert notes.get_from_id("a") == {"_id": "a", "text": "b"}
    assert notes.get_from_id("b") is None


def test_one(notes: Collection) -> None:
    """MK-CON-107: ``one()`` returns the only match as a plain dict, or ``None``."""
    assert notes.one() is None
    notes.insert_one({"_id": 1, "text": "a"})
    assert notes.one() == {"_id": 1, "text": "a"}
    assert notes.one({"text": "b"}) is None
    assert type(notes.one({"text": "a"})) is dict


def test_one_of_several(notes: Collection) -> None:
    """MK-CON-107: ``one()`` raises an error if several documents match."""
    notes.insert_many([{"text": "a"} for _ in range(11)])
    with pytest.raises(MultipleResultsFound, match=r"^11 results found$"):
        notes.one()
    with pytest.raises(MultipleResultsFound, match=r"^11 results found$"):
        notes.one(filter={"text": "a"})


@pytest.mark.parametrize(
    "options",
    [
        {"collation": Collation("en", strength=1)},
        {"collation": {"locale": "en", "strength": 1}},
    ],
    ids=["Collation", "dict"],
)
def test_one_counts_with_the_collation(
    notes: Collection, options: dict[str, Any]
) -> None:
    """``one()`` counts the matches with the query's collation."""
    notes.insert_many([{"text": text} for text in ("a", "A", "á", "b")])
    with pytest.raises(MultipleResultsFound, match=r"^3 results found$"):
        notes.one({"text": "a"}, **options)


def test_one_counts_uuids(notes: Collection) -> None:
    """``one()`` counts the matches of a query that contains a UUID."""
    key = uuid.uuid4()
    notes.insert_many([{"key": key}, {"key": key}])
    with pytest.raises(MultipleResultsFound, match=r"^2 results found$"):
        notes.one({"key": key})


def test_one_counts_with_variables(notes: Collection) -> None:
    """``one()`` counts the matches with the query's ``let`` variables."""
    notes.insert_many([{"text": text} for text in ("a", "a", "b")])
    query = {"$expr": {"$eq": ["$text", "$$wanted"]}}
    with pytest.raises(MultipleResultsFound, match=r"^2 results found$"):
        notes.one(query, let={"wanted": "a"})


def test_one_counts_with_the_read_preference(
    mongod: EmbeddedMongod, database: PlainDB, commands: Any
) -> None:
    """``one()`` counts the matches with the client's read preference."""
    database["notes"].insert_many([{"text": "a"}, {"text": "a"}])
    replica_set = database.command("hello")["setName"]
    address = mongod.uri.partition("?")[0]
    options: dict[str, Any] = {"readPreference": SECONDARY}
    with Connection(
        address, replicaSet=replica_set, event_listeners=[commands], **options
    ) as spread:
        with pytest.raises(MultipleResultsFound, match=r"^2 results found$"):
            spread[database.name]["notes"].one()
        preferences = {
            name: command["$readPreference"]
            for name, command in commands.started_commands
        }
    assert preferences == {name: {"mode": SECONDARY} for name in ("find", "count")}


def test_one_in_a_transaction(connection: Connection, notes: Collection) -> None:
    """``one()`` sees uncommitted documents only in their transaction."""
    notes.database.create_collection("notes")
    with connection.start_session() as session, session.start_transaction():
        notes.insert_many([{"text": "a"}, {"text": "a"}], session=session)
        assert notes.one() is None
        with pytest.raises(MultipleResultsFound, match=r"^2 results found$"):
            notes.one(session=session)


def test_one_loads_two_documents_at_most(notes: Collection, commands: Any) -> None:
    """``one()`` loads at most two documents, however many match."""
    notes.insert_many([{"text": "a"} for _ in range(500)])
    commands.clear()
    with pytest.raises(MultipleResultsFound, match=r"^500 results found$"):
        notes.one()
    assert commands.names == ["find", "count"]
    assert commands.started_commands[0][1]["limit"] == 2


def test_find_random(notes: Collection) -> None:
    """MK-CON-107: ``find_random()`` returns a document, or ``None`` if none exist."""
    assert notes.find_random() is None
    notes.insert_many([{"_id": n} for n in range(3)])
    found = notes.find_random()
    assert type(found) is dict
    assert found["_id"] in range(3)


@pytest.fixture
def searchable(notes: Collection) -> Collection:
    """Return the notes collection with a text index and some notes."""
    notes.create_index([("text", INDEX_TEXT)])
    texts = ["the cat", "cat cat cat", "the dog", "die Katze und ihre Katzen"]
    notes.insert_many([{"_id": n, "text": text} for n, text in enumerate(texts)])
    return notes


def test_find_fulltext(searchable: Collection) -> None:
    """MK-CON-107: ``find_fulltext()`` returns matches with scores, best first."""
    answer = searchable.find_fulltext("cat")
    assert answer["ok"] == 1.0
    assert [result["obj"] for result in answer["results"]] == [
        {"_id": 1, "text": "cat cat cat"},
        {"_id": 0, "text": "the cat"},
    ]
    scores = [result["score"] for result in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    assert all(isinstance(score, float) for score in scores)
    assert {type(result["obj"]) for result in answer["results"]} == {dict}


def test_find_fulltext_options(searchable: Collection) -> None:
    """MK-CON-107: ``find_fulltext()`` accepts filter, limit, project and language."""

    def ids(search: str, **options: Any) -> list[Any]:
        answer = searchable.find_fulltext(search, **options)
        return [result["obj"]["_id"] for result in answer["results"]]

    assert ids("cat", filter={"_id": 0}) == [0]
    assert ids("cat", limit=1) == [1]
    assert ids("Katzen", language="german") == [3]
    assert ids("nothing") == []
    (result,) = searchable.find_fulltext("dog", project={"_id": True})["results"]
    assert result["obj"] == {"_id": 2}


def test_cursor_of_a_collection(notes: Collection) -> None:
    """MK-CON-108: ``find()`` returns a MongoKit cursor over this collection."""
    cursor = notes.find()
    assert type(cursor) is Cursor
    assert cursor.collection is notes
