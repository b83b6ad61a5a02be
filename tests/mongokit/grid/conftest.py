"""Fixtures: documents with files, and the files as GridFS stores them."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document


class Article(Document):
    """A document class that declares files and containers."""

    __collection__ = "articles"
    structure = {"title": str}
    gridfs = {"files": ["source", "cover"], "containers": ["images", "attachments"]}


@pytest.fixture
def articles(connection: Connection, db: Database) -> Any:
    """Register ``Article`` and return its handle."""
    connection.register(Article)
    return db.Article


@pytest.fixture
def article(articles: Any) -> Any:
    """Return a saved article."""
    made = articles({"title": "one"})
    made.save()
    return made


@pytest.fixture
def other(articles: Any) -> Any:
    """Return another saved article."""
    made = articles({"title": "two"})
    made.save()
    return made


@pytest.fixture
def stored(
    database: PlainDatabase[dict[str, Any]],
) -> Callable[[], tuple[list[dict[str, Any]], int]]:
    """Return a function that returns the stored files and the number of chunks."""

    def list_files() -> tuple[list[dict[str, Any]], int]:
        files = list(database["fs.files"].find().sort("_id", 1))
        return files, database["fs.chunks"].count_documents({})

    return list_files
