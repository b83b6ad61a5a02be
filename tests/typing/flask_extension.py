"""Types that type checkers infer for the Flask extension; never executed."""

from typing import assert_type

from flask import Flask

from flask_mongokit import Collection, Document, MongoKit
from mongokit import Cursor
from mongokit import Document as MapperDocument
from mongokit.handle import Handle


class Task(Document):
    """A document with a title."""

    structure = {"title": str}


class Plain(MapperDocument):
    """A document without the finders of Flask-MongoKit."""


def querying(task: Task) -> None:
    """Check that ``*_or_404`` methods never return ``None``."""
    assert_type(task.get_or_404(1), Task)
    assert_type(task.find_one_or_404({"title": "x"}), Task)
    assert_type(task.find_one(), Task | None)


def registering(app: Flask) -> None:
    """Check the types that ``register()`` returns for a class and for a list."""
    db = MongoKit(app)
    assert_type(db.register(Task), type[Task])
    assert_type(db.register([Task]), list[type[MapperDocument]])


def looking_up(app: Flask) -> None:
    """Check that classes give their handles, and names collections."""
    db = MongoKit(app)
    assert_type(db["tasks"], Collection)
    assert_type(db[Plain], Handle[Plain])
    assert_type(db[Task](), Task)
    assert_type(db[Task].find_one(), Task | None)
    assert_type(db[Task].find(), Cursor[Task])
    assert_type(db[Task].get_or_404(1), Task)
    assert_type(db[Task].find_one_or_404({"title": "x"}), Task)
