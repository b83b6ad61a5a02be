"""Keyset positions: where a page of the list begins or ends."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.errors import BSONError

from flask_mongokit import ObjectId
from todo.tasks.times import is_in_range

UNDATED = "none"
FOREIGN = "~"
PADDING = "==="  # at least as much as is missing
SYNTAX = re.compile(
    rf"({UNDATED}|-?[0-9]{{1,19}})-([0-9a-f]{{24}}|{FOREIGN}[A-Za-z0-9_-]{{8,800}})",
    re.ASCII,
)
CODEC: CodecOptions[dict[str, Any]] = CodecOptions(
    datetime_conversion=DatetimeConversion.DATETIME_AUTO,
    unicode_decode_error_handler="replace",
)


@dataclass(frozen=True, slots=True)
class Position:
    """The position of a task in the order of the list.

    :param creation: time of creation in milliseconds since 1970; ``None`` for a task
        that comes after those in the order of creation, see
        :mod:`todo.tasks.ordering`.
    :param id: the ``_id`` of the task: an ``ObjectId``, unless another program stored
        the task.
    """

    creation: int | None
    id: Any

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse ``<milliseconds since 1970>-<id>`` or ``none-<id>``, as in a URL.

        :raises ValueError: if the text is anything else, such as the same written in
            another way, or the time is out of range.
        """
        match = SYNTAX.fullmatch(text)
        if match:
            creation = None if match[1] == UNDATED else int(match[1])
            with suppress(BSONError, OverflowError, ValueError):
                position = cls(creation, _parse_id(match[2]))
                if is_in_range(creation or 0) and str(position) == text:
                    return position
        raise ValueError(f"{text!r} is no position in the list")

    def __str__(self) -> str:
        """Return the text that :meth:`parse` reads."""
        creation = UNDATED if self.creation is None else self.creation
        return f"{creation}-{_id_text(self.id)}"

    def below(self) -> Self:
        """Return a position below every task with the same creation time."""
        return type(self)(self.creation, bson.MinKey())


def _id_text(task_id: Any) -> str:
    if isinstance(task_id, ObjectId):
        return str(task_id)
    encoded = urlsafe_b64encode(bson.encode({"": task_id}, codec_options=CODEC))
    return FOREIGN + encoded.decode().rstrip("=")


def _parse_id(text: str) -> Any:
    """Parse the text of an id.

    :raises ValueError: if it is not encoded in Base64.
    :raises bson.errors.BSONError: if it does not contain BSON.
    """
    if not text.startswith(FOREIGN):
        return ObjectId(text)
    padded = text.removeprefix(FOREIGN) + PADDING
    return bson.decode(urlsafe_b64decode(padded), CODEC).get("")
