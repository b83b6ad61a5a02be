"""The places in the list where a page begins or ends, as text in an address."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask_mongokit import ObjectId
from todo.tasks.times import from_milliseconds, to_milliseconds

__all__ = ["Position"]

UNDATED = "none"
SYNTAX = re.compile(rf"({UNDATED}|-?[0-9]{{1,15}})-([0-9a-f]{{24}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of tasks: by creation, then by id.

    :param creation: aware, in whole milliseconds; ``None`` among the tasks without
        one, which end the list.
    :param id: the ``_id`` of the task at this place.
    """

    creation: datetime.datetime | None
    id: ObjectId

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place that ``<milliseconds since 1970>-<id>`` names.

        :raises ValueError: the text names none.
        """
        match = SYNTAX.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no place in the list")
        if match[1] == UNDATED:
            return cls(None, ObjectId(match[2]))
        try:
            creation = from_milliseconds(int(match[1]))
        except OverflowError:
            raise ValueError(f"{text!r} is no place in the list") from None
        return cls(creation, ObjectId(match[2]))

    @classmethod
    def of(cls, task: Mapping[str, Any]) -> Self:
        """Return the place of a task; a time without a zone is in UTC."""
        creation: datetime.datetime | None = task.get("creation")
        if creation is not None and creation.tzinfo is None:
            creation = creation.replace(tzinfo=datetime.UTC)
        return cls(creation, task["_id"])

    def __str__(self) -> str:
        """Return the text that :meth:`parse` takes."""
        if self.creation is None:
            return f"{UNDATED}-{self.id}"
        return f"{to_milliseconds(self.creation)}-{self.id}"

    def below(self) -> Self:
        """Return a place after which this one comes, when looking at newer ones."""
        return type(self)(self.creation, ObjectId(b"\0" * 12))
