"""Whether something may be stored of what a context has sent."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from flask_mongokit import MongoKit, may_have_written

ONE = ObjectId()
OTHER = ObjectId()
UNKNOWN_CONCERN = {"w": "no such concern"}

Act = Callable[[Any], object]


def reject(db: Any, command: str, **fields: Any) -> None:
    """Send a command that the server rejects because of a field."""
    db.command(command, "posts", **fields, nonsense=1)


STORED: dict[str, Act] = {
    "insert": lambda db: db.posts.insert_one({}),
    "update": lambda db: db.posts.update_one({"_id": ONE}, {"$set": {"a": 1}}),
    "update without effect": lambda db: db.posts.update_one(
        {"_id": ONE}, {"$unset": {"a": 1}}
    ),
    "delete": lambda db: db.posts.delete_one({"_id": ONE}),
    "find and modify": lambda db: db.posts.find_one_and_delete({"_id": ONE}),
    "unconfirmed": lambda db: db.command(
        "insert", "posts", documents=[{}], writeConcern=UNKNOWN_CONCERN
    ),
    "partly rejected": lambda db: db.posts.insert_many([{}, {"_id": ONE}]),
    "many, rejected": lambda db: reject(db, "insert", documents=[{}, {}]),
    "update of many, rejected": lambda db: reject(
        db, "update", updates=[{"q": {}, "u": [{"$set": {"a": 1}}], "multi": True}]
    ),
    "delete of many, rejected": lambda db: reject(
        db, "delete", deletes=[{"q": {}, "limit": 0}]
    ),
    "stored, then rejected": lambda db: reject(
        db, "insert", documents=[{"_id": db.posts.insert_one({}).inserted_id}]
    ),
}
NOT_STORED: dict[str, Act] = {
    "nothing": lambda _: None,
    "read": lambda db: db.posts.find_one(),
    "duplicate": lambda db: db.posts.insert_one({"_id": ONE}),
    "update of nothing": lambda db: db.posts.update_one(
        {"_id": OTHER}, {"$set": {"a": 1}}
    ),
    "delete of nothing": lambda db: db.posts.delete_one({"_id": OTHER}),
    "insert, rejected": lambda db: reject(db, "insert", documents=[{}]),
    "update, rejected": lambda db: reject(
        db, "update", updates=[{"q": {}, "u": [{"$set": {"a": 1}}]}]
    ),
    "delete, rejected": lambda db: reject(
        db, "delete", deletes=[{"q": {}, "limit": 1}]
    ),
    "find and modify, rejected": lambda db: reject(
        db, "findAndModify", query={}, remove=True
    ),
    "bulk of nothing": lambda db: db.posts.bulk_write(
        [UpdateOne({"_id": OTHER}, {"$set": {"a": 1}})]
    ),
}


def outcome(app: Flask, db: MongoKit, act: Act) -> bool:
    """Return what a context says after an act, whose errors are ignored."""
    with app.app_context():
        db.posts.insert_one({"_id": ONE})
    with app.app_context():
        with suppress(PyMongoError):
            act(db)
        return may_have_written()


@pytest.mark.parametrize("name", STORED)
def test_something_may_be_stored(app: Flask, db: MongoKit, name: str) -> None:
    """What the server has not rejected as a whole may be stored."""
    assert outcome(app, db, STORED[name])


@pytest.mark.parametrize("name", NOT_STORED)
def test_nothing_is_stored(app: Flask, db: MongoKit, name: str) -> None:
    """What the server has rejected, or has found nothing to change for, is not."""
    assert not outcome(app, db, NOT_STORED[name])


def test_other_contexts(app: Flask, db: MongoKit) -> None:
    """A context only knows what it has sent itself; without one, nothing is known."""
    with app.app_context():
        client = db.client
        posts = db.posts
        posts.insert_one({})
        assert may_have_written()
    with app.app_context():
        assert not may_have_written()
    posts.insert_one({})
    posts.update_one({"_id": OTHER}, {"$set": {"a": 1}})
    with pytest.raises(PyMongoError):
        client.admin.command("insert", "posts", documents=[])
    assert not may_have_written()
