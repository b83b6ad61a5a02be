"""What a task is."""

import datetime
from typing import Any

from flask_mongokit import Document, ObjectId
from todo.extensions import db
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE

__all__ = ["DAYS_KEPT", "Task", "now"]

DAYS_KEPT = 30
"""How long a deleted task can be restored; MongoDB removes it afterwards."""

NEWEST_FIRST = [("creation", -1), ("_id", -1)]


def now() -> datetime.datetime:
    """Return the time in UTC, in the milliseconds that MongoDB keeps."""
    time = datetime.datetime.now(datetime.UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


@db.register
class Task(Document):
    """Something to do.

    Tasks of the original example have only the first three fields; every other one
    may be missing, and a missing one is as good as ``None``.
    """

    __collection__ = "tasks"

    structure = {
        "title": str,
        "text": str,
        "creation": datetime.datetime,
        "version": int,  # counts the edits of title and text
        "changed": datetime.datetime,
        "done": bool,
        "finished": datetime.datetime,
        "deleted": datetime.datetime,
        "batch": ObjectId,  # one for all that was deleted at once
        "words": [str],  # what the search finds it by
    }
    required_fields = ["title", "creation"]
    default_values = {"text": "", "creation": now, "version": 1, "done": False}
    validators = {
        "title": lambda title: 0 < len(title) <= LONGEST_TITLE,
        "text": lambda text: len(text) <= LONGEST_TEXT,
    }
    indexes = [
        {"fields": [("deleted", 1), *NEWEST_FIRST]},
        {"fields": [("deleted", 1), ("done", 1), *NEWEST_FIRST]},
        {
            "fields": NEWEST_FIRST,
            "name": "deleted_tasks",
            "partialFilterExpression": {"deleted": {"$type": "date"}},
        },
        {"fields": "words"},
        {"fields": "batch", "sparse": True},
        {"fields": "deleted", "expireAfterSeconds": DAYS_KEPT * 24 * 60 * 60},
    ]
    use_dot_notation = True
    use_schemaless = True  # fields may be missing

    title: str
    text: str
    creation: datetime.datetime

    @property
    def given(self) -> dict[str, Any]:
        """What of it is stored: the fields that have a value."""
        return {name: value for name, value in self.items() if value is not None}

    @property
    def is_done(self) -> bool:
        """Whether somebody has finished it."""
        return bool(self.get("done"))

    @property
    def removal(self) -> datetime.datetime | None:
        """When it goes for good; ``None`` as long as it is not deleted."""
        deleted: datetime.datetime | None = self.get("deleted")
        return deleted and deleted + datetime.timedelta(days=DAYS_KEPT)
