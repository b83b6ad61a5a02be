"""What a task is: its fields and the document class."""

import datetime
from collections.abc import Mapping
from typing import Any

from flask_mongokit import Document, ObjectId
from todo.extensions import db
from todo.tasks.cleaning import LONGEST_TEXT, LONGEST_TITLE, clean_text, clean_title
from todo.tasks.fields import (
    Field,
    parse_flag,
    parse_object_id,
    parse_text,
    parse_time,
    whole_number,
)
from todo.tasks.search_words import words_of
from todo.tasks.times import now

__all__ = [
    "DAYS_KEPT",
    "DELETED",
    "FIELDS",
    "FORM_FIELDS",
    "NEWEST_FIRST",
    "NOT_DELETED",
    "SEARCHED_FIELDS",
    "Task",
    "with_search_words",
]

DAYS_KEPT = 30
"""How long a deleted task can be restored; MongoDB removes it afterwards."""

HIGHEST_VERSION = 100_000_000
NEWEST_FIRST = [("creation", -1), ("_id", -1)]
NOT_DELETED: dict[str, Any] = {"deleted": None}
DELETED: dict[str, Any] = {"deleted": {"$type": "date"}}


FIELDS: dict[str, Field] = {
    "title": Field(
        type=str,
        parse=parse_text,
        required=True,
        label="Title",
        hint=f"Up to {LONGEST_TITLE:,} characters",
        clean=clean_title,
        searched=True,
    ),
    "text": Field(
        type=str,
        parse=parse_text,
        default="",
        label="Text",
        hint=f"Up to {LONGEST_TEXT:,} characters",
        clean=clean_text,
        searched=True,
    ),
    "creation": Field(
        type=datetime.datetime, parse=parse_time, default=now, required=True
    ),
    # Counts the edits; the edit form compares it.
    "version": Field(
        type=int, parse=whole_number(range(HIGHEST_VERSION + 1)), default=1
    ),
    "changed": Field(type=datetime.datetime, parse=parse_time),
    "done": Field(type=bool, parse=parse_flag, default=False),
    "finished": Field(type=datetime.datetime, parse=parse_time),
    "deleted": Field(type=datetime.datetime, parse=parse_time),
    # Shared by the tasks that were deleted together.
    "batch": Field(type=ObjectId, parse=parse_object_id),
    # Derived: the words by which a search finds the task.
    "words": Field(type=[str], parse=None),
}
"""The fields of a task, in the order of an export."""

FORM_FIELDS = {name: field for name, field in FIELDS.items() if field.label}
"""The fields that people fill in."""

SEARCHED_FIELDS = [name for name, field in FIELDS.items() if field.searched]


def with_search_words(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a task's fields along with the search words in them."""
    texts = (values.get(name) for name in SEARCHED_FIELDS)
    words = words_of(*(text for text in texts if isinstance(text, str)))
    return {**values, "words": words}


@db.register
class Task(Document):
    """Something to do.

    Tasks of the original example have only the first three fields; every other one
    may be missing, which means the same as ``None``.
    """

    __collection__ = "tasks"

    structure = {name: field.type for name, field in FIELDS.items()}
    required_fields = [name for name, field in FIELDS.items() if field.required]
    default_values = {
        name: field.default
        for name, field in FIELDS.items()
        if field.default is not None
    }
    validators = {name: field.is_clean for name, field in FORM_FIELDS.items()}
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
    def stored(self) -> dict[str, Any]:
        """The fields that have a value: the others are not stored."""
        return {name: value for name, value in self.items() if value is not None}

    @property
    def form_values(self) -> dict[str, Any]:
        """The values of the fields that people fill in, or their defaults."""
        values = {name: self.get(name) for name in FORM_FIELDS}
        return {
            name: FIELDS[name].default if value is None else value
            for name, value in values.items()
        }

    @property
    def is_done(self) -> bool:
        """Whether the task is finished."""
        return bool(self.get("done"))

    @property
    def removal(self) -> datetime.datetime | None:
        """When MongoDB removes the task; ``None`` unless it is deleted."""
        deleted: datetime.datetime | None = self.get("deleted")
        return deleted and deleted + datetime.timedelta(days=DAYS_KEPT)
