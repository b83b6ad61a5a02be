"""Keyset positions: where a page of the list begins or ends."""

import datetime
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from flask_mongokit import ObjectId
from todo.tasks.times import from_milliseconds, to_milliseconds, utc

UNDATED = "none"
SYNTAX = re.compile(rf"({UNDATED}|-?[0-9]{{1,15}})-([0-9a-f]{{24}})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """The position of a task in the order by creation, then id.

    :param creation: an aware time in whole milliseconds; ``None`` if the task has none.
        Such tasks come last until ``flask setup`` dates them.
    :param id: the ``_id`` of the task.
    """

    creation: datetime.datetime | None
    id: ObjectId

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse ``<milliseconds since 1970>-<id>`` or ``none-<id>``, as in a URL.

        :raises ValueError: if the text is anything else, or the time is out of range.
        """
        match = SYNTAX.fullmatch(text)
        with suppress(OverflowError):
            if match:
                is_undated = match[1] == UNDATED
                creation = None if is_undated else from_milliseconds(int(match[1]))
                return cls(creation, ObjectId(match[2]))
        raise ValueError(f"{text!r} is no position in the list")

    @classmethod
    def of(cls, task: Mapping[str, Any]) -> Self:
        """Return the position of a task; a naive creation time is taken as UTC."""
        creation: datetime.datetime | None = task.get("creation")
        return cls(creation and utc(creation), task["_id"])

    def __str__(self) -> str:
        """Return the text that :meth:`parse` reads."""
        if self.creation is None:
            return f"{UNDATED}-{self.id}"
        return f"{to_milliseconds(self.creation)}-{self.id}"

    def below(self) -> Self:
        """Return a position below every task with the same creation time."""
        return type(self)(self.creation, ObjectId(b"\0" * 12))
