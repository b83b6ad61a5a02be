"""What type checkers know about the Flask extension; this module is never run."""

from typing import assert_type

from flask import Flask

from flask_mongokit import Document, MongoKit
from mongokit import Document as MapperDocument


class Task(Document):
    """A document with a title."""

    structure = {"title": str}


def querying(task: Task) -> None:
    """Pin that ``*_or_404`` methods never return ``None``."""
    assert_type(task.get_or_404(1), Task)
    assert_type(task.find_one_or_404({"title": "x"}), Task)
    assert_type(task.find_one(), Task | None)


def registering(app: Flask) -> None:
    """Pin that registering one class returns it, and several a list of all."""
    db = MongoKit(app)
    assert_type(db.register(Task), type[Task])
    assert_type(db.register([Task]), list[type[MapperDocument]])
