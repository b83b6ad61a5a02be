"""The document class of tasks."""

import datetime
from typing import Any

from flask_mongokit import Document
from todo.extensions import db
from todo.tasks.fields import FIELDS, FORM_FIELDS

DAYS_KEPT = 30
"""Number of days for which a deleted task can be restored before MongoDB removes it."""

NEWEST_FIRST = [("creation", -1), ("_id", -1)]
NOT_DELETED: dict[str, Any] = {"deleted": None}
DELETED: dict[str, Any] = {"deleted": {"$type": "date"}}


@db.register
class Task(Document):
    """A task in the collection ``tasks``.

    Tasks stored by the original example have only title, text and creation time. Any
    other field may be missing, which means the same as ``None``.
    """

    __collection__ = "tasks"

    structure = {name: field.type for name, field in FIELDS.items()}
    required_fields = [name for name, field in FIELDS.items() if field.is_required]
    default_values = {
        name: field.default
        for name, field in FIELDS.items()
        if field.default is not None
    }
    validators = {name: field.is_valid for name, field in FORM_FIELDS.items()}
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
        """The fields to store: those whose value is not ``None``."""
        return {name: value for name, value in self.items() if value is not None}

    @property
    def form_values(self) -> dict[str, Any]:
        """The values of the fields that people fill in, or their defaults."""
        return {
            name: field.default if self.get(name) is None else self[name]
            for name, field in FORM_FIELDS.items()
        }

    @property
    def is_done(self) -> bool:
        """Whether the task is done."""
        return bool(self.get("done"))

    @property
    def removal(self) -> datetime.datetime | None:
        """The time when MongoDB removes the task; ``None`` unless it is deleted."""
        deleted: datetime.datetime | None = self.get("deleted")
        return deleted and deleted + datetime.timedelta(days=DAYS_KEPT)
