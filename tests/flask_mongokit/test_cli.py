"""Tests of ``create_indexes()`` and of ``flask mongokit create-indexes``."""

from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

import mongokit
from flask_mongokit import Document, MongoKit, create_indexes

COMMAND = ["mongokit", "create-indexes"]


class BlogPost(Document):
    """A document class with a collection and two indexes."""

    __collection__ = "posts"
    structure = {"title": str, "year": int}
    indexes = [
        {"fields": "title", "unique": True},
        {"fields": [("year", -1), "title"], "name": "by_year"},
    ]


class Comment(mongokit.Document):
    """A document class with an index but no ``__collection__``."""

    structure = {"text": str}
    indexes = [{"fields": "text"}]


CREATED = [("posts", "title_1"), ("posts", "by_year")]


def test_indexes_of_all_documents(
    app: Flask, db: MongoKit, database: PlainDatabase[dict[str, Any]]
) -> None:
    """``create_indexes()`` creates the indexes of classes with a collection."""
    db.register([BlogPost, Comment])
    with app.app_context():
        assert create_indexes(db) == create_indexes(db) == CREATED
    indexes = database["posts"].index_information()
    assert set(indexes) == {"_id_", "title_1", "by_year"}
    assert indexes["title_1"]["unique"]
    assert database.list_collection_names() == ["posts"]


def test_the_command_names_what_it_created(app: Flask, db: MongoKit) -> None:
    """The command prints a line with the collection and name of each index."""
    db.register(BlogPost)
    result = app.test_cli_runner().invoke(args=COMMAND)
    assert (result.exit_code, result.output) == (0, "posts: title_1\nposts: by_year\n")


def test_nothing_to_create(app: Flask, db: MongoKit) -> None:
    """If no class declares an index, the command says so."""
    assert db.registered_documents == []
    result = app.test_cli_runner().invoke(args=COMMAND)
    assert result.exit_code == 0
    assert result.output == "No registered document declares an index.\n"


class Draft(mongokit.Document):
    """A document class with neither indexes nor a ``__collection__``."""

    structure = {"text": str}


@pytest.mark.parametrize("created", ["", "posts: title_1\nposts: by_year\n"])
def test_classes_without_a_collection(app: Flask, db: MongoKit, created: str) -> None:
    """The command warns about a class that declares indexes but no collection."""
    db.register([Comment, Draft, *([BlogPost] if created else [])])
    result = app.test_cli_runner().invoke(args=COMMAND)
    assert (result.exit_code, result.stdout) == (0, created)
    assert result.stderr == (
        "Comment declares indexes but no __collection__: none is created. Call "
        "Comment.generate_index(collection) for each collection that it is used in.\n"
    )


def fail(app: Flask) -> str:
    """Run the command, which must fail, and return its error message."""
    result = app.test_cli_runner().invoke(args=COMMAND)
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    return result.output.removeprefix("Error: ").removesuffix("\n")


def test_no_server_is_reachable(app: Flask, db: MongoKit, dead_port: int) -> None:
    """If no server is reachable, the command prints one line with host and port."""
    db.register(BlogPost)
    app.config["MONGODB_PORT"] = dead_port
    app.config["MONGODB_OPTIONS"] = {"serverSelectionTimeoutMS": 50}
    line = fail(app)
    assert line.startswith(f"127.0.0.1:{dead_port}: [Errno 111] Connection refused")
    assert "Topology" not in line
    assert "\n" not in line


def test_an_index_that_cannot_be_created(
    app: Flask, db: MongoKit, database: PlainDatabase[dict[str, Any]]
) -> None:
    """If duplicates prevent a unique index, the command prints a short error."""
    db.register(BlogPost)
    database["posts"].insert_many([{"title": "Twice"}, {"title": "Twice"}])
    line = fail(app)
    assert "duplicate key" in line
    assert "full error" not in line


@pytest.mark.parametrize("port", ["mongo", 0])
def test_invalid_settings(app: Flask, db: MongoKit, port: str | int) -> None:
    """The error for an invalid setting contains its name and value."""
    db.register(BlogPost)
    app.config["MONGODB_PORT"] = port
    assert fail(app) == f"MONGODB_PORT must be a number from 1 to 65535, not {port!r}."
