"""Tests of ``R``, MongoKit's custom type for references."""

from typing import Any

import pytest
from bson import DBRef
from pymongo.database import Database as PlainDatabase

from mongokit import (
    AutoReferenceError,
    Connection,
    Database,
    Document,
    RequireFieldError,
    SchemaTypeError,
)
from mongokit.document import R

PlainDB = PlainDatabase[dict[str, Any]]


class User(Document):
    """A document that posts reference."""

    __collection__ = "users"
    structure = {"name": str}


@pytest.fixture
def posts(connection: Connection, db: Database) -> Any:
    """Return the handle of a class whose documents reference users."""

    class Post(Document):
        __collection__ = "posts"
        structure = {"author": R(User, connection), "readers": [R(User, connection)]}

    connection.register([User, Post])
    return db.Post


@pytest.fixture
def user(posts: Any, db: Database) -> Any:
    """Return a saved user."""
    del posts
    made = db.User({"_id": 1, "name": "a"})
    made.save()
    return made


def test_stored_and_loaded(posts: Any, user: Any, database: PlainDB) -> None:
    """MK-REF-101: A reference is stored as a DBRef and loaded as a document."""
    post = posts({"author": user, "readers": [user, None]})
    post.save()
    dbref = DBRef("users", 1, database.name)
    stored = database["posts"].find_one({}, {"_id": False})
    assert stored == {"author": dbref, "readers": [dbref, None]}
    loaded = posts.one()
    assert loaded == post
    assert isinstance(loaded["author"], User)
    assert loaded["author"].collection == user.collection
    loaded.save()


def test_database_as_the_connection(db: Database, connection: Connection) -> None:
    """``R`` takes a database as well, and loads through its client."""

    class Note(Document):
        structure = {"author": R(User, db)}

    connection.register([User, Note])
    user = db.User({"name": "a"})
    user.save()
    db["notes"].Note({"author": user}).save()
    assert db["notes"].Note.find_one()["author"] == user


def test_valid_and_invalid_values(posts: Any, user: Any) -> None:
    """MK-REF-102: Only ``None`` and documents of the class are valid."""
    posts({"author": None, "readers": []}).validate()
    for wrong in (3, {"name": "a"}, posts()):
        post = posts({"author": user, "readers": []})
        post["author"] = wrong
        with pytest.raises(
            SchemaTypeError, match=r"^author must be an instance of User"
        ):
            post.validate()


def test_stored_value_that_is_not_a_dbref(
    posts: Any, user: Any, database: PlainDB
) -> None:
    """MK-VAL-106: A stored value that is not a DBRef is loaded unchanged."""
    database["posts"].insert_one({"author": user["_id"], "readers": []})
    assert posts.one()["author"] == 1


def test_dangling_references(posts: Any, user: Any, database: PlainDB) -> None:
    """MK-REF-106: A reference to an unsaved or deleted document raises an error."""
    unsaved = user.__class__({"name": "b"})
    with pytest.raises(AutoReferenceError, match="must be saved before") as caught:
        posts({"author": unsaved, "readers": []}).save()
    assert caught.value.__notes__ == ["in the field author"]
    posts({"author": user, "readers": []}).save()
    database["users"].delete_many({})
    with pytest.raises(
        AutoReferenceError,
        match=rf"^there is no User with the _id 1 in {database.name}",
    ):
        posts.one()


def test_without_a_database(
    posts: Any, user: Any, connection: Connection, database: PlainDB
) -> None:
    """MK-REF-108: A DBRef without a database uses the one given to ``R``, if any."""

    class Late(Document):
        structure = {"author": R(User, connection, database.name)}

    connection.register(Late)
    database["posts"].insert_one({"author": DBRef("users", 1), "readers": []})
    assert posts.collection.Late.one()["author"] == user
    with pytest.raises(
        RuntimeError, match=r"names no database, and R\(User\) has none"
    ):
        posts.one()


def test_required(connection: Connection, user: Any) -> None:
    """MK-REF-109: A reference can be required."""

    class Has(Document):
        structure = {"author": R(User, connection)}
        required_fields = ["author"]

    with pytest.raises(RequireFieldError, match="author is required"):
        Has().validate()
    Has({"author": user}).validate()


@pytest.mark.parametrize("wrong", [int, 3, "User", dict])
def test_no_document_class(wrong: Any) -> None:
    """``R`` accepts only document classes."""
    with pytest.raises(TypeError, match="R takes a document class, not"):
        R(wrong, None)
