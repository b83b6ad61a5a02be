"""The documents."""

import datetime

from flask_mongokit import Document, MongoKit
from mongokit import IS

db = MongoKit()


def now():
    """Return the current time in UTC."""
    return datetime.datetime.now(datetime.UTC)


@db.register
class Task(Document):
    """A task in the collection ``tasks``."""

    __collection__ = "tasks"
    structure = {
        "title": str,
        "text": str,
        "priority": IS("low", "normal", "high"),
        "tags": [str],
        "done": bool,
        "creation": datetime.datetime,
    }
    required_fields = ["title", "creation"]
    default_values = {"text": "", "priority": "normal", "done": False, "creation": now}
    use_dot_notation = True
