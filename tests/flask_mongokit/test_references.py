"""References between documents in an application, which connects after import."""

from typing import Any

from flask import Flask

from flask_mongokit import Document, MongoKit
from mongokit import SchemaDocument
from mongokit.document import R


class Author(Document):
    """A document that others refer to."""

    __collection__ = "authors"
    structure = {"name": str}


def store_and_load(app: Flask, db: MongoKit, book_class: Any) -> Any:
    """Store a book in one context, and return its author as loaded in another."""
    db.register([Author, book_class])
    with app.app_context():
        author = db.Author({"name": "Ann"})
        author.save()
        db.Book({"author": author}).save()
    with app.app_context():
        return db.Book.find_one()["author"]


def test_reference_type(app: Flask, db: MongoKit) -> None:
    """``R`` takes the ``MongoKit`` object, and loads through the current database."""

    class Book(Document):
        __collection__ = "books"
        structure = {"author": R(Author, db)}

    assert store_and_load(app, db, Book)["name"] == "Ann"


def test_automatic_references(app: Flask, db: MongoKit) -> None:
    """``use_autorefs`` needs no connection when the class is declared."""

    class Book(Document):
        __collection__ = "books"
        structure = {"author": Author}
        use_autorefs = True

    assert isinstance(store_and_load(app, db, Book), Author)


def test_class_without_a_collection(app: Flask, db: MongoKit) -> None:
    """``register()`` ignores a class that is only a schema."""

    class Address(SchemaDocument):
        structure = {"city": str}

    assert db.register([Address, Author]) == [Author]
    with app.app_context():
        assert db["addresses"].Address.name == "addresses.Address"
