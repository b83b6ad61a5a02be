"""Tests of finding the declared indexes that a database lacks."""

from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

import mongokit
from flask_mongokit import Document, MongoKit, create_indexes, missing_indexes

PlainDB = PlainDatabase[dict[str, Any]]


class Article(Document):
    """A document class with a collection and several kinds of indexes."""

    __collection__ = "articles"
    structure = {"title": str, "year": int, "text": str}
    indexes = [
        {"fields": "title", "unique": True},
        {"fields": [("year", -1), "title"]},
        {"fields": [("text", "text")]},
        {"fields": "year", "name": "by_year"},
    ]


class Note(mongokit.Document):
    """A document class with an index but no ``__collection__``."""

    structure = {"text": str}
    indexes = [{"fields": "text"}]


NAMES = ["title_1", "year_-1_title_1", "text_text", "by_year"]


@pytest.fixture
def articles(app: Flask, db: MongoKit) -> MongoKit:
    """Return a MongoKit object with both classes registered."""
    assert db in app.extensions.values()
    db.register([Article, Note])
    return db


def test_all_are_missing(app: Flask, articles: MongoKit, database: PlainDB) -> None:
    """``missing_indexes()`` lists all indexes of an empty database and creates none."""
    with app.app_context():
        assert missing_indexes(articles) == [("articles", name) for name in NAMES]
    assert database.list_collection_names() == []


def test_none_is_missing(app: Flask, articles: MongoKit) -> None:
    """After ``create_indexes()``, no index is missing."""
    with app.app_context():
        create_indexes(articles)
        assert missing_indexes(articles) == []


def test_some_are_missing(app: Flask, articles: MongoKit, database: PlainDB) -> None:
    """A declared index counts as missing unless one with its name exists."""
    database["articles"].create_index("title")
    database["articles"].create_index("year")
    with app.app_context():
        names = [name for _, name in missing_indexes(articles)]
    assert names == NAMES[1:]


def test_without_documents(app: Flask, db: MongoKit) -> None:
    """If no class declares an index, none is missing."""
    with app.app_context():
        assert missing_indexes(db) == []
