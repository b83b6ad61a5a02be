"""The site on a database of Flask-MongoKit's original example."""

import datetime
from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Document, StructureError
from standalone import EmbeddedMongod


class Task(Document):
    """The document class of the original example, in Python 3."""

    __collection__ = "tasks"
    structure = {"title": str, "text": str, "creation": datetime.datetime}
    required_fields = ["title", "creation"]
    use_dot_notation = True


def test_example_database(
    app: Flask, mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> None:
    """After ``flask setup``, the original example cannot save its tasks any more."""
    with Connection(mongod.uri) as connection:
        connection.register(Task)
        tasks = connection[database.name].Task
        creation = datetime.datetime(2012, 7, 8, tzinfo=datetime.UTC)
        tasks({"title": "Old", "text": "", "creation": creation}).save()
        tasks.find_one().save()
        setup = app.test_cli_runner().invoke(args=["setup"])
        assert "Tasks made searchable: 1." in setup.output
        with pytest.raises(StructureError, match=r"unknown fields \['words'\] in Task"):
            tasks.find_one().save()
