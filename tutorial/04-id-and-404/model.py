"""The documents."""

import datetime

from flask_mongokit import Document, MongoKit
from mongokit import IS

db = MongoKit()

PRIORITIES = ("low", "normal", "high")


def now():
    """Return the current time in UTC."""
    return datetime.datetime.now(datetime.UTC)


def is_filled_in(value):
    """Reject text that has no visible characters."""
    if not value.strip():
        raise ValueError("Enter a %s.")
    return True


def at_most(limit):
    """Return a validator that limits the length of a text."""

    def is_short_enough(value):
        if len(value) > limit:
            raise ValueError(f"The %s is longer than {limit} characters.")
        return True

    return is_short_enough


@db.register
class Task(Document):
    """A task in the collection ``tasks``."""

    __collection__ = "tasks"
    structure = {
        "title": str,
        "text": str,
        "priority": IS(*PRIORITIES),
        "tags": [str],
        "done": bool,
        "creation": datetime.datetime,
    }
    required_fields = ["title", "creation"]
    default_values = {"text": "", "priority": "normal", "done": False, "creation": now}
    validators = {"title": [is_filled_in, at_most(200)], "text": at_most(10_000)}
    use_dot_notation = True
