"""The documents."""

import datetime

from flask_mongokit import Document, MongoKit
from mongokit import IS

from migrations import TaskMigration

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
class Person(Document):
    """A person in the collection ``people``."""

    __collection__ = "people"
    structure = {"name": str}
    required_fields = ["name"]
    validators = {"name": [is_filled_in, at_most(100)]}
    indexes = [{"fields": "name", "unique": True}]
    use_dot_notation = True


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
        "version": int,
        "deleted": datetime.datetime,
        "words": [str],
        "assignee": Person,
        "comments": [{"text": str, "time": datetime.datetime}],
    }
    required_fields = ["title", "creation"]
    default_values = {
        "text": "",
        "priority": "normal",
        "done": False,
        "creation": now,
        "version": 1,
    }
    validators = {"title": [is_filled_in, at_most(200)], "text": at_most(10_000)}
    indexes = [
        {"fields": [("tags", 1), ("_id", -1)]},
        {"fields": [("words", 1), ("_id", -1)]},
        {"fields": "deleted", "expireAfterSeconds": 30 * 24 * 60 * 60},
    ]
    migration_handler = TaskMigration
    use_autorefs = True
    use_dot_notation = True
