"""Documents that have files, and what is stored of those."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, Document


class Article(Document):
    """A text with files."""

    __collection__ = "articles"
    structure = {"title": str}
    gridfs = {"files": ["source", "cover"], "containers": ["images", "attachments"]}


@pytest.fixture
def articles(connection: Connection, db: Database) -> Any:
    """Give the handle of the articles."""
    connection.register(Article)
    return db.Article


@pytest.fixture
def article(articles: Any) -> Any:
    """Give an article that is saved."""
    made = articles({"title": "one"})
    made.save()
    return made


@pytest.fixture
def other(articles: Any) -> Any:
    """Give another one."""
    made = articles({"title": "two"})
    made.save()
    return made


@pytest.fixture
def stored(
    database: PlainDatabase[dict[str, Any]],
) -> Callable[[], tuple[list[dict[str, Any]], int]]:
    """Give what returns the documents of all files, and how many chunks there are."""

    def look() -> tuple[list[dict[str, Any]], int]:
        files = list(database["fs.files"].find().sort("_id", 1))
        return files, database["fs.chunks"].count_documents({})

    return look
