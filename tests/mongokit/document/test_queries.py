"""Query methods that return documents."""

import inspect
from typing import Any

import pytest
from pymongo.cursor import Cursor as PlainCursor
from pymongo.database import Database as PlainDatabase

from mongokit import (
    INDEX_TEXT,
    Connection,
    Cursor,
    Database,
    Document,
    MultipleResultsFound,
)
from mongokit.document.queries import FindOptions
from mongokit.legacy.cursor import OLD_KEYWORDS

PlainDB = PlainDatabase[dict[str, Any]]


class Base(Document):
    """A class whose only field is in every stored document."""

    __collection__ = "all"
    structure = {"n": int}


class Wide(Base):
    """A subclass whose fields are in some of the stored documents."""

    structure = {"text": str, "extra": {"deep": int}}


@pytest.fixture(autouse=True)
def stored(connection: Connection, database: PlainDB) -> None:
    """Store three documents of the base and two of the subclass."""
    connection.register([Base, Wide])
    database["all"].insert_many([{"_id": n, "n": n} for n in range(3)])
    database["all"].insert_many(
        [{"_id": n, "n": n, "text": "a cat", "extra": {"deep": n}} for n in (3, 4)]
    )


def test_find(db: Database) -> None:
    """MK-DOC-104: ``find()`` returns a cursor over documents of the class."""
    cursor = db.Base.find({"n": {"$gt": 2}}, sort=[("n", -1)])
    assert type(cursor) is Cursor
    found = list(cursor)
    assert [document["n"] for document in found] == [4, 3]
    assert all(isinstance(document, Base) for document in found)


def test_find_through_a_document(db: Database) -> None:
    """Calling ``find()`` on a document returns documents of its class."""
    (found,) = db.Base().find({"n": 1})
    assert isinstance(found, Base)


@pytest.mark.parametrize("wanted", [1, {"_id": 1}, {"n": 1}])
def test_find_one(db: Database, wanted: Any) -> None:
    """MK-DOC-104: ``find_one()`` accepts a filter or an id."""
    found = db.Base.find_one(wanted)
    assert isinstance(found, Base)
    assert found == {"_id": 1, "n": 1}
    assert found.collection == db["all"]


def test_find_one_without_a_match(db: Database) -> None:
    """MK-DOC-104: ``find_one()`` returns ``None`` if nothing matches."""
    assert db.Base.find_one({"n": 77}) is None
    assert db["nothing"].Base.find_one() is None


def test_find_as_another_class(db: Database) -> None:
    """MK-DOC-112: Any class can read any collection."""
    db["all"].aggregate([{"$match": {"n": 2}}, {"$out": "out"}])
    found = db["out"].Wide.find_one({"_id": 2})
    assert isinstance(found, Wide)
    assert found == {"_id": 2, "n": 2}


def test_get_from_id(db: Database) -> None:
    """MK-DOC-104: ``get_from_id()`` returns the document with the id, or ``None``."""
    assert isinstance(db.Base.get_from_id(1), Base)
    assert db.Base.get_from_id(77) is None


def test_one(db: Database) -> None:
    """MK-DOC-104: ``one()`` returns the only match, or ``None``.

    Several matches raise an error.
    """
    assert isinstance(db.Base.one({"n": 1}), Base)
    assert db.Base.one({"n": 77}) is None
    with pytest.raises(MultipleResultsFound, match=r"^5 results found$"):
        db.Base.one()


def test_fetch(db: Database) -> None:
    """MK-DOC-105: ``fetch()`` finds documents that have every declared field."""
    assert sorted(document["n"] for document in db.Base.fetch()) == [0, 1, 2, 3, 4]
    found = list(db.Wide.fetch())
    assert sorted(document["n"] for document in found) == [3, 4]
    assert all(isinstance(document, Wide) for document in found)


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [
        ({"n": 3}, [3]),
        ({"n": {"$gt": 3}}, [4]),
        ({"n": {}}, [3, 4]),
        ({"extra": {"deep": 3}}, [3]),
        ({"extra.deep": 4}, [4]),
        ({"n": 1}, []),
    ],
)
def test_fetch_with_conditions(
    db: Database, spec: dict[str, Any], numbers: list[int]
) -> None:
    """MK-DOC-105: ``fetch()`` accepts conditions and does not change them."""
    given = {name: dict(c) if isinstance(c, dict) else c for name, c in spec.items()}
    assert sorted(document["n"] for document in db.Wide.fetch(spec)) == numbers
    assert spec == given


def test_fetch_ignores_id_and_key_types(connection: Connection, db: Database) -> None:
    """MK-DOC-105: ``fetch()`` adds no condition for a declared ``_id`` or key type."""

    class Typed(Document):
        structure = {"_id": int, "n": int, str: int}

    connection.register(Typed)
    assert len(db["all"].Typed.fetch().to_list()) == 5


def test_fetch_without_a_structure(connection: Connection, db: Database) -> None:
    """MK-DOC-105: ``fetch()`` of a class without a structure returns every document."""

    class Free(Document):
        use_schemaless = True

    connection.register(Free)
    assert len(db["all"].Free.fetch().to_list()) == 5


def test_fetch_one(db: Database) -> None:
    """MK-DOC-105: ``fetch_one()`` returns the only match, or ``None``.

    Several matches raise an error.
    """
    assert isinstance(db.Wide.fetch_one({"n": 3}), Wide)
    assert db.Wide.fetch_one({"n": 1}) is None
    with pytest.raises(MultipleResultsFound, match=r"^2 results found$"):
        db.Wide.fetch_one()


def test_find_random(db: Database) -> None:
    """MK-DOC-106: ``find_random()`` returns a document, or ``None`` if none exists."""
    found = db.Base.find_random()
    assert isinstance(found, Base)
    assert found["n"] in range(5)
    assert db["nothing"].Base.find_random() is None


def test_find_fulltext(db: Database) -> None:
    """MK-DOC-108: ``find_fulltext()`` returns documents with their scores."""
    db["all"].create_index([("text", INDEX_TEXT)])
    response = db.Wide.find_fulltext("cat", filter={"n": 3})
    (result,) = response["results"]
    assert isinstance(result["obj"], Wide)
    assert result["obj"] == db.Wide.find_one(3)
    assert result["score"] > 0


def test_find_and_modify(db: Database, database: PlainDB) -> None:
    """MK-DOC-107: ``find_and_modify()`` returns the old or the new document."""
    before = db.Base.find_and_modify({"n": 1}, {"$inc": {"n": 10}})
    assert isinstance(before, Base)
    assert before == {"_id": 1, "n": 1}
    after = db.Base.find_and_modify({"n": 11}, {"$inc": {"n": 10}}, new=True)
    assert after == {"_id": 1, "n": 21}
    assert database["all"].find_one(1) == after
    assert db.Base.find_and_modify({"n": 77}, {"$inc": {"n": 10}}) is None


def test_find_and_modify_kinds(db: Database, database: PlainDB) -> None:
    """MK-DOC-107: ``find_and_modify()`` can replace, upsert or remove."""
    assert db.Base.find_and_modify({"_id": 0}, {"n": 5}, new=True) == {"_id": 0, "n": 5}
    pipeline = [{"$set": {"n": {"$add": ["$n", 1]}}}]
    changed = db.Base.find_and_modify({"_id": 0}, pipeline, new=True)
    assert changed == {"_id": 0, "n": 6}
    made = db.Base.find_and_modify({"_id": 9}, {"n": 9}, upsert=True, new=True)
    assert made == {"_id": 9, "n": 9}
    removed = db.Base.find_and_modify({"_id": 9}, remove=True)
    assert isinstance(removed, Base)
    assert database["all"].find_one(9) is None


def test_find_and_modify_order_and_fields(db: Database) -> None:
    """MK-DOC-107: ``find_and_modify()`` accepts a sort order and a projection."""
    changed = db.Wide.find_and_modify(
        update={"$set": {"n": 0}}, sort=[("n", -1)], fields={"text": True}
    )
    assert changed == {"_id": 4, "text": "a cat"}


def test_find_and_modify_full_response(db: Database) -> None:
    """MK-DOC-107: The removed option ``full_response`` raises an explanatory error."""
    with pytest.raises(TypeError, match="full_response is gone"):
        db.Base.find_and_modify({}, {"$set": {"n": 1}}, full_response=True)


def test_find_and_modify_without_an_update(db: Database) -> None:
    """``find_and_modify()`` needs an update or ``remove=True``."""
    with pytest.raises(
        ValueError, match="find_and_modify needs update, or remove=True"
    ):
        db.Base.find_and_modify({"n": 1})


def test_find_one_and_methods(db: Database, database: PlainDB) -> None:
    """MK-DOC-111: The ``find_one_and_*`` methods return documents of the class."""
    updated = db.Base.find_one_and_update({"n": 1}, {"$set": {"n": 8}})
    replaced = db.Base.find_one_and_replace({"n": 2}, {"n": 9})
    deleted = db.Base.find_one_and_delete({"n": 0})
    for found, number in ((updated, 1), (replaced, 2), (deleted, 0)):
        assert isinstance(found, Base)
        assert found == {"_id": number, "n": number}
        assert found.collection == db["all"]
    assert sorted(d["n"] for d in database["all"].find()) == [3, 4, 8, 9]
    assert db.Base.find_one_and_delete({"n": 0}) is None


def test_queries_in_a_session(connection: Connection, db: Database) -> None:
    """Query methods run in the transaction of the given session."""
    with connection.start_session() as session, session.start_transaction():
        db["all"].delete_many({"n": {"$gt": 0}}, session=session)
        only = {"_id": 0, "n": 0}
        assert db.Base.find(session=session).to_list() == [only]
        assert db.Base.find_one(session=session) == only
        assert db.Base.get_from_id(0, session=session) == only
        assert db.Base.one(session=session) == only
        assert db.Base.fetch(session=session).to_list() == [only]
        assert db.Base.fetch_one(session=session) == only
        assert db.Base.find_random(session=session) == only
        assert db.Base.find_and_modify({}, remove=True, session=session) == only
        session.abort_transaction()
    assert db.Base.count_documents({}) == 5


def test_typed_options() -> None:
    """MK-DOC-104: ``FindOptions`` has pymongo's cursor options and the old ones."""
    taken = set(inspect.signature(PlainCursor).parameters) - {"collection"}
    assert set(FindOptions.__annotations__) == taken | set(OLD_KEYWORDS)


@pytest.mark.parametrize("by_name", [False, True])
def test_filter_that_is_an_id(
    connection: Connection, db: Database, *, by_name: bool
) -> None:
    """``find_one()`` treats a non-dict filter as an id, even if passed by keyword."""

    class Numbered(Document):
        structure = {"n": int}

    connection.register(Numbered)
    numbered = db["numbered"].Numbered
    numbered({"_id": 7, "n": 1}).save()
    found = numbered.find_one(filter=7) if by_name else numbered.find_one(7)
    assert found == {"_id": 7, "n": 1}
