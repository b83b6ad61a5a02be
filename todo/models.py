"""What a task is."""

import datetime

from flask_mongokit import Document
from todo.extensions import db
from todo.text import LONGEST_TEXT, LONGEST_TITLE

__all__ = ["Task", "now"]


def now() -> datetime.datetime:
    """Return the time in UTC, in the milliseconds that MongoDB keeps."""
    time = datetime.datetime.now(datetime.UTC)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


@db.register
class Task(Document):
    """Something to do."""

    __collection__ = "tasks"

    structure = {
        "title": str,
        "text": str,
        "creation": datetime.datetime,
    }
    required_fields = ["title", "creation"]
    default_values = {"text": "", "creation": now}
    validators = {
        "title": lambda title: 0 < len(title) <= LONGEST_TITLE,
        "text": lambda text: len(text) <= LONGEST_TEXT,
    }
    indexes = [{"fields": [("creation", -1), ("_id", -1)]}]
    use_dot_notation = True

    title: str
    text: str
    creation: datetime.datetime
