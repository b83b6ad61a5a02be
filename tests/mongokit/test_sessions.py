"""Calls in sessions and transactions."""

from collections.abc import Callable
from typing import Any

import pytest
from bson import DBRef
from pymongo import InsertOne
from pymongo.client_session import ClientSession
from pymongo.database import Database as PlainDatabase
from pymongo.errors import DuplicateKeyError

from mongokit import INDEX_TEXT, Connection, Database, Document

PlainDB = PlainDatabase[dict[str, Any]]


class Account(Document):
    """A document with an amount of money and an index."""

    __collection__ = "accounts"
    structure = {"name": str, "money": int}
    indexes = [{"fields": "money"}]


@pytest.fixture
def accounts(connection: Connection, db: Database, database: PlainDB) -> Any:
    """Return the handle of a collection with two accounts."""
    connection.register(Account)
    database["accounts"].create_index([("name", INDEX_TEXT)])
    database["accounts"].insert_many(
        [
            {"_id": 1, "name": "ann", "money": 70},
            {"_id": 2, "name": "ben", "money": 30},
        ]
    )
    return db.Account


def save_new(accounts: Any, session: ClientSession) -> None:
    """Save a new document in the session."""
    accounts({"name": "cid", "money": 0}).save(session=session)


def save_changed(accounts: Any, session: ClientSession) -> None:
    """Save a stored document in the session."""
    accounts({"_id": 1, "name": "ann", "money": 71}).save(session=session)


def reload(accounts: Any, session: ClientSession) -> None:
    """Reload a document in the session."""
    accounts({"_id": 1}).reload(session=session)


def delete(accounts: Any, session: ClientSession) -> None:
    """Delete a document in the session."""
    accounts({"_id": 1}).delete(session=session)


NEW = {"name": "cid", "money": 0}
CHANGE = {"$inc": {"money": 1}}

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "save": save_new,
    "save what is stored": save_changed,
    "reload": reload,
    "delete": delete,
    "find": lambda a, s: list(a.find({}, session=s)),
    "find, in batches": lambda a, s: list(a.find({}, session=s, batch_size=1)),
    "next": lambda a, s: next(a.find({}, session=s)),
    "index of a cursor": lambda a, s: a.find({}, session=s)[1],
    "copy of a cursor": lambda a, s: list(a.find({}, session=s).clone()),
    "explain": lambda a, s: a.find({}, session=s).explain(),
    "find_one": lambda a, s: a.find_one({}, session=s),
    "get_from_id": lambda a, s: a.get_from_id(1, session=s),
    "one": lambda a, s: a.one({"_id": 1}, session=s),
    "fetch": lambda a, s: list(a.fetch({}, session=s)),
    "fetch_one": lambda a, s: a.fetch_one({"_id": 1}, session=s),
    "find_random": lambda a, s: a.find_random(session=s),
    "find_fulltext": lambda a, s: a.find_fulltext("ann", session=s),
    "find_and_modify": lambda a, s: a.find_and_modify({}, CHANGE, session=s),
    "find_and_modify, removing": lambda a, s: a.find_and_modify(remove=True, session=s),
    "find_one_and_update": lambda a, s: a.find_one_and_update({}, CHANGE, session=s),
    "find_one_and_replace": lambda a, s: a.find_one_and_replace({}, NEW, session=s),
    "find_one_and_delete": lambda a, s: a.find_one_and_delete({}, session=s),
    "generate_index": lambda a, s: a.generate_index(a.collection, session=s),
    "insert_one": lambda a, s: a.insert_one(a({"name": "c", "money": 0}), session=s),
    "insert_many": lambda a, s: a.insert_many([dict(NEW)], session=s),
    "bulk_write": lambda a, s: a.bulk_write([InsertOne(dict(NEW))], session=s),
    "update_one": lambda a, s: a.update_one({}, CHANGE, session=s),
    "count_documents": lambda a, s: a.count_documents({}, session=s),
    "distinct": lambda a, s: a.distinct("money", session=s),
    "aggregate": lambda a, s: list(a.aggregate([], session=s)),
    "find of the collection": lambda a, s: list(a.collection.find({}, session=s)),
    "get_from_id of the collection": lambda a, s: a.collection.get_from_id(
        1, session=s
    ),
    "one of the collection": lambda a, s: a.collection.one({"_id": 1}, session=s),
    "find_random of the collection": lambda a, s: a.collection.find_random(session=s),
    "find_fulltext of the collection": lambda a, s: a.collection.find_fulltext(
        "ann", session=s
    ),
    "dereference": lambda a, s: a.db.dereference(DBRef("accounts", 1), session=s),
    "dereference as a class": lambda a, s: a.db.dereference(
        DBRef("accounts", 1), model=Account, session=s
    ),
    "create_collection": lambda a, s: a.db.create_collection(
        "other", session=s, check_exists=False
    ),
}
OUTSIDE_TRANSACTIONS = {"explain", "generate_index"}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_takes_a_session(
    connection: Connection, accounts: Any, commands: Any, call: str
) -> None:
    """MK-DOC-103: Every command that a call sends uses the given session."""
    commands.clear()
    with connection.start_session() as session:
        CALLS[call](accounts, session)
        sent = [command["lsid"] for _, command in commands.started_commands]
        assert sent
        assert sent == [session.session_id] * len(sent)


@pytest.mark.parametrize("call", sorted(set(CALLS) - OUTSIDE_TRANSACTIONS))
def test_every_call_can_be_undone(
    connection: Connection, accounts: Any, database: PlainDB, call: str
) -> None:
    """A call in an aborted transaction changes nothing."""
    stored = list(database["accounts"].find())
    with connection.start_session() as session, session.start_transaction():
        CALLS[call](accounts, session)
        session.abort_transaction()
    assert list(database["accounts"].find()) == stored
    assert database.list_collection_names() == ["accounts"]


READS: dict[str, Callable[[Any, Any], Any]] = {
    "find": lambda a, s: a.find({"_id": 3}, session=s).to_list(),
    "find_one": lambda a, s: a.find_one(3, session=s),
    "get_from_id": lambda a, s: a.get_from_id(3, session=s),
    "one": lambda a, s: a.one({"_id": 3}, session=s),
    "fetch_one": lambda a, s: a.fetch_one({"_id": 3}, session=s),
    "dereference": lambda a, s: a.db.dereference(DBRef("accounts", 3), session=s),
    "aggregate": lambda a, s: a.aggregate(
        [{"$match": {"_id": 3}}], session=s
    ).to_list(),
    "count_documents": lambda a, s: a.count_documents({"_id": 3}, session=s),
}


@pytest.mark.parametrize("read", READS)
def test_reads_in_a_transaction(
    connection: Connection, accounts: Any, read: str
) -> None:
    """Only reads in a transaction return its uncommitted changes."""
    with connection.start_session() as session, session.start_transaction():
        accounts({"_id": 3, "name": "cid", "money": 0}).save(session=session)
        assert READS[read](accounts, session)
        assert not READS[read](accounts, None)
    assert READS[read](accounts, None)


def move(accounts: Any, amount: int, session: ClientSession) -> None:
    """Move money from Ann's account to Ben's.

    :raises ValueError: if Ann's account would be overdrawn.
    """
    ann, ben = (accounts.find_one(n, session=session) for n in (1, 2))
    ben["money"] += amount
    ben.save(session=session)
    ann["money"] -= amount
    if ann["money"] < 0:
        raise ValueError("there is not enough money")
    ann.save(session=session)


def money(database: PlainDB) -> list[int]:
    """Return the amount of money in each account."""
    return [account["money"] for account in database["accounts"].find().sort("_id")]


def test_documents_commit_as_one(
    connection: Connection, accounts: Any, database: PlainDB
) -> None:
    """All documents of a transaction become visible when it is committed."""
    with connection.start_session() as session, session.start_transaction():
        move(accounts, 50, session)
        assert money(database) == [70, 30]
    assert money(database) == [20, 80]


def test_documents_roll_back_as_one(
    connection: Connection, accounts: Any, database: PlainDB
) -> None:
    """An exception in a transaction undoes all its changes."""
    with (
        pytest.raises(ValueError, match="there is not enough money"),
        connection.start_session() as session,
        session.start_transaction(),
    ):
        move(accounts, 100, session)
    assert money(database) == [70, 30]


def test_transaction_as_a_callback(
    connection: Connection, accounts: Any, database: PlainDB
) -> None:
    """A function can run in a transaction as a callback of ``with_transaction()``."""
    with connection.start_session() as session:
        session.with_transaction(lambda s: move(accounts, 50, s))
    assert money(database) == [20, 80]


def test_documents_of_two_classes(
    connection: Connection, accounts: Any, db: Database, database: PlainDB
) -> None:
    """A failed insert undoes the changes in all collections of a transaction."""

    class Entry(Document):
        __collection__ = "journal"
        structure = {"text": str}

    def move_and_log(accounts: Any, session: ClientSession) -> None:
        move(accounts, 50, session)
        db.Entry.insert_one({"_id": 1, "text": "moved"}, session=session)

    connection.register(Entry)
    db.Entry({"_id": 1, "text": "opened"}).save()
    with (
        pytest.raises(DuplicateKeyError, match="E11000"),
        connection.start_session() as session,
        session.start_transaction(),
    ):
        move_and_log(accounts, session)
    assert money(database) == [70, 30]
    assert database["journal"].find_one(1) == {"_id": 1, "text": "opened"}


def test_document_of_an_aborted_transaction(
    connection: Connection, accounts: Any, database: PlainDB
) -> None:
    """A document can be saved again after its transaction was aborted."""
    account = accounts({"name": "cid", "money": 5})
    with connection.start_session() as session, session.start_transaction():
        account.save(session=session)
        session.abort_transaction()
    assert database["accounts"].count_documents({}) == 2
    account.save()
    assert database["accounts"].find_one({"name": "cid"}) == account


class Owner(Document):
    """A document with a reference to an account."""

    __collection__ = "owners"
    use_autorefs = True
    structure = {"account": Account}


@pytest.fixture
def owners(connection: Connection, accounts: Any, database: PlainDB) -> Any:
    """Create the owners' collection and return its handle."""
    connection.register(Owner)
    database.create_collection("owners")
    return accounts.db.Owner


OWNERS: dict[str, Callable[[Any, Any], Any]] = {
    "find": lambda o, s: o.find({}, session=s).to_list()[0],
    "loop over find": lambda o, s: next(iter(o.find({}, session=s))),
    "find_one": lambda o, s: o.find_one({}, session=s),
    "one": lambda o, s: o.one({}, session=s),
    "fetch_one": lambda o, s: o.fetch_one({}, session=s),
    "find_random": lambda o, s: o.find_random(session=s),
    "find_and_modify": lambda o, s: o.find_and_modify(
        {}, {"$set": {"x": 1}}, session=s
    ),
    "find_one_and_delete": lambda o, s: o.find_one_and_delete({}, session=s),
    "dereference": lambda o, s: o.db.dereference(
        DBRef("owners", 1), model=Owner, session=s
    ),
    "from_json": lambda o, s: o.from_json(
        o.find_one({}, session=s).to_json(), session=s
    ),
    "from_extended_json": lambda o, s: o.from_extended_json(
        o.find_one({}, session=s).to_extended_json(), session=s
    ),
}


@pytest.mark.parametrize("read", OWNERS)
def test_references_of_a_transaction(
    connection: Connection, owners: Any, accounts: Any, read: str
) -> None:
    """MK-REF-101: A reference to a document saved in the same transaction is loaded."""
    with connection.start_session() as session, session.start_transaction():
        account = accounts({"_id": 3, "name": "cid", "money": 0})
        account.save(session=session)
        owners({"_id": 1, "account": account}).save(session=session)
        loaded = OWNERS[read](owners, session)
        assert isinstance(loaded["account"], Account)
        assert loaded["account"] == account


def test_assigned_reference_in_a_transaction(
    connection: Connection, owners: Any, accounts: Any, database: PlainDB
) -> None:
    """MK-REF-106: A DBRef can refer to a document saved in the same transaction."""
    with connection.start_session() as session, session.start_transaction():
        accounts({"_id": 3, "name": "cid", "money": 0}).save(session=session)
        owner = owners({"_id": 1})
        owner["account"] = DBRef("accounts", 3, database.name)
        owner.save(session=session)
        assert owner["account"]["name"] == "cid"
    stored = {"_id": 1, "account": DBRef("accounts", 3, database.name)}
    assert database["owners"].find_one() == stored


def test_changed_reference_in_a_transaction(
    connection: Connection, owners: Any, accounts: Any, database: PlainDB
) -> None:
    """MK-REF-105: Saving in a transaction saves modified referenced documents in it."""
    owner = owners({"_id": 1, "account": accounts.find_one(1)})
    with connection.start_session() as session, session.start_transaction():
        owner["account"]["money"] = 0
        owner.save(session=session)
        assert money(database) == [70, 30]
        session.abort_transaction()
    assert money(database) == [70, 30]
    assert database["owners"].find_one() is None
