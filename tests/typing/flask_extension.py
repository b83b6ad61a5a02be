"""What a type checker knows of the Flask extension; nothing here is run."""

from typing import assert_type

from flask import Flask

from flask_mongokit import Document, MongoKit
from mongokit import Document as MapperDocument


class Task(Document):
    """Something to do."""

    structure = {"title": str}


def finding(task: Task) -> None:
    """Pin that what a view asks for is there, or the request has ended."""
    assert_type(task.get_or_404(1), Task)
    assert_type(task.find_one_or_404({"title": "x"}), Task)
    assert_type(task.find_one(), Task | None)


def registering(app: Flask) -> None:
    """Pin that registering one class returns it, several the list of all."""
    db = MongoKit(app)
    assert_type(db.register(Task), type[Task])
    assert_type(db.register([Task]), list[type[MapperDocument]])
