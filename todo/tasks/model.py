"""The document class of tasks."""

import datetime
from typing import Any

from flask_mongokit import DatetimeMS, Document, ObjectId
from mongokit import OR
from todo.extensions import db
from todo.tasks.cleaning import is_visible
from todo.tasks.fields import FIELDS, FORM_FIELDS, STORED_FIELDS
from todo.tasks.times import Time, days_after
from todo.tasks.versions import version_text

DAYS_KEPT = 30
"""Number of days for which a deleted task can be restored before MongoDB removes it."""

NEWEST_FIRST = [("creation", -1), ("_id", -1)]
NOT_DELETED: dict[str, Any] = {"deleted": {"$not": {"$type": "date"}}}
DELETED: dict[str, Any] = {"deleted": {"$type": "date"}}
STORED = {name: f"${name}" for name in STORED_FIELDS}
"""The projection for reading tasks.

It excludes what only other programs understand. If a field occurs twice, it chooses the
first one, as queries do; for ``True`` instead of an expression, the last one counts.
"""

UNTITLED = "Untitled"
ANY_TIME = OR(datetime.datetime, DatetimeMS)
"""A time, which other programs may have stored with a year beyond 9999."""


@db.register
class Task(Document):
    """A task in the collection ``tasks``.

    Tasks stored by the original example have only title, text and creation time. Any
    other field may be missing, which means the same as ``None``. Other programs may
    have stored values of any type: the properties return what of them can be shown.
    """

    __collection__ = "tasks"

    authorized_types = [*Document.authorized_types, DatetimeMS]
    structure = {
        name: ANY_TIME if field.type is datetime.datetime else field.type
        for name, field in FIELDS.items()
    }
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
        {  # lists, which would otherwise be hard to find
            "fields": "creation",
            "name": "tasks_with_lists",
            "partialFilterExpression": {"creation.0": {"$exists": True}},
        },
        {"fields": "words"},
        {"fields": "batch", "sparse": True},
        {"fields": "deleted", "expireAfterSeconds": DAYS_KEPT * 24 * 60 * 60},
    ]
    use_dot_notation = True
    use_schemaless = True  # fields may be missing

    @property
    def stored(self) -> dict[str, Any]:
        """The fields to store: those whose value is not ``None``."""
        return {name: value for name, value in self.items() if value is not None}

    @property
    def form_values(self) -> dict[str, Any]:
        """The values of the fields that people fill in, or their defaults."""
        return {name: field.read(self.get(name)) for name, field in FORM_FIELDS.items()}

    @property
    def has_foreign_id(self) -> bool:
        """Whether the task has no page, since its id is not an ``ObjectId``."""
        return type(self["_id"]) is not ObjectId

    @property
    def title(self) -> str:
        """The title, as pages show it."""
        title: str = FIELDS["title"].read(self.get("title"))
        return title if title[:1].isalnum() or is_visible(title) else UNTITLED

    @property
    def text(self) -> str:
        """The text, as pages show it."""
        return str(FIELDS["text"].read(self.get("text")))

    @property
    def creation(self) -> Time | None:
        """The time when the task was created, if it is known."""
        return self._time("creation")

    @property
    def changed(self) -> Time | None:
        """The time of the last edit; ``None`` if there was none."""
        return self._time("changed")

    @property
    def finished(self) -> Time | None:
        """The time when the task was done, if it is known."""
        return self._time("finished")

    @property
    def deleted(self) -> Time | None:
        """The time of the deletion; ``None`` unless the task is deleted."""
        return self._time("deleted")

    def _time(self, name: str) -> Time | None:
        time: Time | None = FIELDS[name].read(self.get(name))
        return time

    @property
    def is_done(self) -> bool:
        """Whether the task is done."""
        return bool(FIELDS["done"].read(self.get("done")))

    @property
    def edited_version(self) -> str:
        """The version of the task, as the edit form contains it."""
        return version_text(self.get("version"))

    @property
    def removal(self) -> Time | None:
        """The time when MongoDB removes the task; ``None`` unless it is deleted."""
        return self.deleted and days_after(self.deleted, DAYS_KEPT)
