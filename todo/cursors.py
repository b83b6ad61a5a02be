"""The places in the list where a page begins or ends, as text in an address."""

import datetime
import re
from dataclasses import dataclass
from typing import Self

from flask_mongokit import ObjectId

__all__ = ["Cursor"]

SYNTAX = re.compile(r"(-?[0-9]{1,15})-([0-9a-f]{24})", re.ASCII)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the order of tasks: by creation, then by id.

    :param creation: aware, in whole milliseconds.
    :param id: the ``_id`` of the task at this place.
    """

    creation: datetime.datetime
    id: ObjectId

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place that ``<milliseconds since 1970>-<id>`` names.

        :raises ValueError: the text names none.
        """
        match = SYNTAX.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no place in the list")
        try:
            creation = EPOCH + int(match[1]) * MILLISECOND
        except OverflowError:
            raise ValueError(f"{text!r} is no place in the list") from None
        return cls(creation, ObjectId(match[2]))

    def __str__(self) -> str:
        """Return the text that :meth:`parse` takes."""
        return f"{(self.creation - EPOCH) // MILLISECOND}-{self.id}"

    def below(self) -> Self:
        """Return a place after which this one comes, when looking at newer ones."""
        return type(self)(self.creation, ObjectId(b"\0" * 12))
