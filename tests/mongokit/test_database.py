"""MongoKit's database: its collections, options and references."""

from typing import Any

import pytest
from bson import DBRef
from pymongo.database import Database as PlainDatabase
from pymongo.errors import CollectionInvalid
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import Collection, Connection, Database, Document, SchemaDocument

PlainDB = PlainDatabase[dict[str, Any]]

OPTIONS: dict[str, Any] = {
    "read_preference": SecondaryPreferred(),
    "write_concern": WriteConcern(w=1),
    "read_concern": ReadConcern("local"),
}


def options_of(made: Any) -> dict[str, Any]:
    """Return the options of a database or collection, by name."""
    return {name: getattr(made, name) for name in OPTIONS}


class Item(Document):
    """A document class that declares its collection."""

    __collection__ = "items"
    structure = {"n": int}


@pytest.mark.parametrize(
    "collection",
    [
        pytest.param(lambda db: db["named"], id="item"),
        pytest.param(lambda db: db.named, id="attribute"),
        pytest.param(lambda db: db.get_collection("named"), id="get_collection"),
        pytest.param(lambda db: db.create_collection("named"), id="create_collection"),
        pytest.param(lambda db: db["named"].with_options(), id="with_options"),
        pytest.param(lambda db: db["named"].find().collection, id="of a cursor"),
    ],
)
def test_every_way_to_a_collection(db: Database, collection: Any) -> None:
    """MK-CON-108: Every way to get a collection returns a MongoKit collection."""
    made = collection(db)
    assert type(made) is Collection
    assert made.name == "named"
    assert made.database == db
    assert type(made.database) is Database


@pytest.mark.parametrize("method", ["get_collection", "create_collection"])
def test_options_of_a_collection(db: Database, method: str) -> None:
    """MK-CON-108: The options passed to a method apply to the collection it returns."""
    options = {**OPTIONS, "codec_options": db.codec_options.with_options(tz_aware=True)}
    made = getattr(db, method)("named", **options)
    assert options_of(made) == OPTIONS
    assert made.codec_options.tz_aware


def test_collection_that_exists(db: Database) -> None:
    """MK-CON-108: Creating an existing collection raises an error."""
    db.create_collection("named", capped=True, size=4096)
    assert db["named"].options() == {"capped": True, "size": 4096}
    with pytest.raises(CollectionInvalid, match="named already exists"):
        db.create_collection("named")


def test_collections_take_the_options_of_their_database(db: Database) -> None:
    """MK-CON-108: A collection inherits the options of its database."""
    changed = db.with_options(**OPTIONS)
    assert type(changed) is Database
    assert changed.client is db.client
    assert options_of(changed) == OPTIONS
    assert options_of(changed["named"]) == OPTIONS
    assert options_of(changed.with_options()) == OPTIONS


def test_read_preference_of_mapped_queries(
    connection: Connection, db: Database
) -> None:
    """MK-CON-117: A handle's queries use the read preference of its database."""
    connection.register(Item)
    changed = db.with_options(read_preference=SecondaryPreferred())
    assert changed.Item.find().collection.read_preference == SecondaryPreferred()
    assert db.Item.find().collection.read_preference == db.read_preference
    assert changed.Item().collection.read_preference == SecondaryPreferred()


def test_connection_of_a_database(connection: Connection, db: Database) -> None:
    """``Database.connection`` is the client."""
    assert db.connection is connection
    assert db["items"].database.connection is connection


def test_private_names(db: Database) -> None:
    """MK-CON-105: A name with a leading underscore requires item access."""
    with pytest.raises(AttributeError, match="_hidden"):
        _ = db._hidden
    assert db["_hidden"].name == "_hidden"


def test_calling_an_unknown_name(db: Database) -> None:
    """MK-CON-105: Calling an unknown name raises pymongo's error."""
    with pytest.raises(
        TypeError,
        match=r"'Collection' object is not callable\. If you meant to call the 'Bla' "
        "method on a 'Database' object it is failing because no such method exists",
    ):
        db.Bla()


def test_dereference(connection: Connection, db: Database) -> None:
    """MK-CON-106: ``dereference()`` returns a dict, or a document of a given class."""
    connection.register(Item)
    item = db.Item({"n": 3})
    item.save()
    plain = db.dereference(item.get_dbref())
    assert type(plain) is dict
    assert plain == item
    mapped = db.dereference(item.get_dbref(), Item)
    assert isinstance(mapped, Item)
    assert mapped == item
    assert mapped.collection == db["items"]
    assert isinstance(db.dereference(item.get_dbref(), model=Item), Item)
    with connection.start_session() as session:
        assert db.dereference(item.get_dbref(), session) == item


def test_dereference_without_a_database(db: Database) -> None:
    """MK-CON-106: A DBRef without a database refers to the current database."""
    db["items"].insert_one({"_id": 1})
    assert db.dereference(DBRef("items", 1)) == {"_id": 1}


def test_dereference_a_missing_document(db: Database) -> None:
    """MK-CON-106: ``dereference()`` of a dangling DBRef returns ``None``."""
    assert db.dereference(DBRef("items", 1)) is None
    assert db.dereference(DBRef("items", 1), Item) is None


def test_dereference_another_type(db: Database) -> None:
    """MK-CON-106: ``dereference()`` accepts only a DBRef."""
    with pytest.raises(TypeError, match="cannot dereference a <class 'int'>"):
        db.dereference(3)  # type: ignore[arg-type]  # the error under test


def test_dereference_into_another_database(db: Database) -> None:
    """MK-CON-106: A DBRef to another database is rejected."""
    with pytest.raises(
        ValueError,
        match="trying to dereference a DBRef that points to another database "
        rf"\('test2' not '{db.name}'\)",
    ):
        db.dereference(DBRef("items", 1, "test2"))


@pytest.mark.parametrize("model", [int, SchemaDocument, 3, Item()])
def test_dereference_as_no_document(db: Database, model: Any) -> None:
    """MK-CON-106: The class given to ``dereference()`` must be a document class."""
    with pytest.raises(TypeError, match="second argument must be a Document"):
        db.dereference(DBRef("items", 1), model)
