"""Types that type checkers infer for the mapper; never executed."""

from collections.abc import Iterator
from typing import Any, assert_type

from pymongo import CursorType, ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collation import Collation
from pymongo.command_cursor import CommandCursor
from pymongo.results import InsertOneResult, UpdateResult

from mongokit import Connection, Cursor, Database, Document, VersionedDocument
from mongokit.collection import Collection
from mongokit.handle import Handle


class Item(Document):
    """A document with a number."""

    __collection__ = "items"
    structure = {"n": int}
    validators = {"n": [bool, lambda n: n < 7]}


class Special(Item):
    """A subclass with a method."""

    def twice(self) -> int:
        """Return twice the number."""
        return 2 * int(self["n"])


class Page(VersionedDocument):
    """A versioned document."""

    __collection__ = "pages"


def creating(collection: Collection) -> None:
    """Check the types of a new document, its values and its methods."""
    item = Item({"n": 1}, collection=collection)
    assert_type(item, Item)
    assert_type(Item(), Item)
    assert_type(item["n"], Any)
    assert_type(item.save(), Any)
    assert_type(item.validate(), None)
    assert_type(item.get_size(), int)
    assert_type(item.validation_errors, dict[str | None, list[Exception]])
    assert_type(Item.validators, dict[str, Any])
    assert_type(Item.json_schema(), dict[str, Any])


def querying(item: Item) -> None:
    """Check that queries return a document of the class, or ``None``."""
    assert_type(item.find_one(), Item | None)
    assert_type(item.find_one({"n": 1}), Item | None)
    assert_type(item.get_from_id(1), Item | None)
    assert_type(item.one(), Item | None)
    assert_type(item.find_random(), Item | None)
    assert_type(item.fetch_one(), Item | None)
    assert_type(item.find_and_modify({}, remove=True), Item | None)
    assert_type(item.find_one_and_delete({}), Item | None)


def options(item: Item, session: ClientSession) -> None:
    """Check that queries accept only the options of pymongo 4 and pymongo 2."""
    item.find(
        filter={"n": 1},
        projection=["n"],
        skip=1,
        limit=2,
        no_cursor_timeout=True,
        cursor_type=CursorType.TAILABLE,
        sort=[("n", -1)],
        allow_partial_results=True,
        oplog_replay=False,
        batch_size=3,
        collation={"locale": "en"},
        hint="_id_",
        max_time_ms=4,
        max=[("n", 5)],
        min={"n": 0},
        return_key=True,
        show_record_id=True,
        comment="why",
        session=session,
        allow_disk_use=True,
        let={"x": 1},
    )
    item.find_one({"n": 1}, ["n"], sort="n", collation=Collation("en"), session=None)
    item.one({"n": 1}, hint=[("n", 1)], projection={"n": True})
    item.get_from_id(1, projection=["n"], session=session)
    item.fetch({"n": 1}, sort={"n": 1}).limit(1)
    item.fetch_one(spec={"n": 1}, batch_size=2)
    item.find(spec={"n": 1}, fields=["n"], timeout=False, slave_okay=True)
    item.find(filtre={})  # type: ignore[call-arg]  # no such option
    item.find_one(limits=1)  # type: ignore[call-arg]  # no such option
    item.fetch({}, limit="1")  # type: ignore[arg-type]  # not a number


def iterating(item: Item) -> None:
    """Check that every way to read a cursor returns documents of the class."""
    cursor = item.find({"n": 1})
    assert_type(cursor, Cursor[Item])
    assert_type(item.fetch(), Cursor[Item])
    assert_type(iter(cursor), Iterator[Item])
    assert_type(next(cursor), Item)
    assert_type(cursor.next(), Item)
    assert_type(cursor[0], Item)
    assert_type(cursor.to_list(), list[Item])
    assert_type(list(cursor.rewind()), list[Item])
    for found in cursor:
        assert_type(found, Item)


def registering(connection: Connection) -> None:
    """Check the types that ``register()`` returns for a class and for a list."""
    assert_type(connection.register(Item), type[Item])
    assert_type(connection.register([Item]), None)

    @connection.register
    class Decorated(Document):
        pass

    assert_type(Decorated(), Decorated)


def looking_up(connection: Connection, db: Database, collection: Collection) -> None:
    """Check that classes give their handles, and names what they always gave."""
    assert_type(db[Item], Handle[Item])
    assert_type(collection[Item], Handle[Item])
    assert_type(connection[Item], Handle[Item])
    assert_type(db["items"], Collection)
    assert_type(collection["sub"], Collection)
    assert_type(connection["name"], Database)
    assert_type(connection["name"]["items"][Special], Handle[Special])
    assert_type(db.Item, Any)
    db[int]  # type: ignore[type-var]  # no document class
    db[1]  # type: ignore[call-overload]  # no name


def creating_through_handles(db: Database) -> None:
    """Check the types of documents that a handle makes."""
    assert_type(db[Item](), Item)
    assert_type(db[Item]({"n": 1}), Item)
    assert_type(db[Item](gen_skel=False, lang="fr"), Item)
    assert_type(db[Special]().twice(), int)
    assert_type(db[Page]().save(), Page)
    assert_type(db[Item].collection, Collection)
    assert_type(db[Item].db, Database)
    assert_type(db[Item].from_json("{}"), Item)
    assert_type(db[Item].from_extended_json("{}"), Item)
    db[Item](n=1)  # type: ignore[call-arg]  # fields are a dict


def finding_through_handles(db: Database) -> None:
    """Check that queries of a handle return documents of its class."""
    items = db[Item]
    assert_type(items.find_one(), Item | None)
    assert_type(items.find_one({"n": 1}, sort="n"), Item | None)
    assert_type(items.get_from_id(1), Item | None)
    assert_type(items.one(), Item | None)
    assert_type(items.fetch_one(), Item | None)
    assert_type(items.find_random(), Item | None)
    assert_type(items.fetch({"n": 1}), Cursor[Item])
    cursor = items.find({"n": 1}, limit=2)
    assert_type(cursor, Cursor[Item])
    assert_type(cursor.sort("n").limit(3), Cursor[Item])
    assert_type(iter(cursor), Iterator[Item])
    assert_type(next(cursor), Item)
    assert_type(cursor.next(), Item)
    assert_type(cursor[0], Item)
    assert_type(cursor[1:2].to_list(), list[Item])
    assert_type(cursor.to_list(), list[Item])
    assert_type(list(cursor.rewind()), list[Item])
    for found in items.find():
        assert_type(found, Item)
    items.find(filtre={})  # type: ignore[call-arg]  # no such option


def changing_through_handles(db: Database) -> None:
    """Check the types of the results of writes, and of the collection's attributes."""
    items = db[Item]
    after = ReturnDocument.AFTER
    assert_type(items.find_one_and_delete({}), Item | None)
    assert_type(items.find_one_and_replace({}, {"n": 1}), Item | None)
    assert_type(
        items.find_one_and_update({}, {"$inc": {"n": 1}}, return_document=after),
        Item | None,
    )
    assert_type(items.insert_one({"n": 1}), InsertOneResult)
    assert_type(items.update_many({}, {"$inc": {"n": 1}}), UpdateResult)
    assert_type(items.count_documents({}), int)
    assert_type(items.estimated_document_count(), int)
    assert_type(items.aggregate([]), CommandCursor[dict[str, Any]])
    assert_type(items.distinct("n"), list[Any])
    assert_type(items.create_index("n"), str)
    assert_type(items.delete_many({}).deleted_count, int)
    assert_type(items.full_name, str)
    assert_type(db[Special].twice(), Any)
    items.count_documents()  # type: ignore[call-arg]  # no filter
