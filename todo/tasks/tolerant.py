"""Reads what other programs stored: values of any type, as the nearest right one."""

import datetime
from contextlib import suppress
from decimal import Decimal
from typing import Any

from flask_mongokit import DatetimeMS, Decimal128, ObjectId, json_util
from todo.tasks.cleaning import TEXT_CONTROLS
from todo.tasks.times import (
    Time,
    from_milliseconds,
    is_in_range,
    to_milliseconds,
    utc,
    utc_text,
)

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def text_of(value: Any, longest: int) -> str:
    """Return a value as text that a page can show.

    :param longest: number of characters to which the text is cut.
    """
    text = value if type(value) is str else _described(value)
    if len(text) > longest:
        text = f"{text[:longest]}…"
    return text if text.isprintable() else TEXT_CONTROLS.sub(REPLACEMENT, text)


def _described(value: Any) -> str:
    if value is None:
        return ""
    if is_time(value):
        return utc_text(value)
    if isinstance(value, (str, float, Decimal128, ObjectId)):
        return str(value)  # a str is one of a subclass, such as Code
    return str(json_util.dumps(value, ensure_ascii=False))


def is_time(value: Any) -> bool:
    """Return whether a value is stored as a time."""
    return isinstance(value, (datetime.datetime, DatetimeMS))


def time_of(value: Any) -> Time | None:
    """Return a value as a time; ``None`` if it does not describe one.

    Text must be in ISO format, a number is in milliseconds, and of a list, the
    earliest time counts.
    """
    if is_time(value):
        return value  # type: ignore[no-any-return]  # just checked
    if isinstance(value, str):
        with suppress(OverflowError, ValueError):
            return utc(datetime.datetime.fromisoformat(value))
    if isinstance(value, (int, float)) and is_in_range(value):
        return from_milliseconds(int(value))
    if isinstance(value, list):
        return min(filter(is_time, value), key=to_milliseconds, default=None)
    return None


def deletion_of(value: Any) -> Time | None:
    """Return a value as the time of a deletion.

    Only a time, or a list with one, makes MongoDB remove the task.
    """
    return time_of(value) if isinstance(value, list) or is_time(value) else None


def object_id_of(value: Any) -> ObjectId | None:
    """Return a value if it is an ObjectId, else ``None``."""
    return value if isinstance(value, ObjectId) else None


def whole_number_of(value: Any, allowed: range) -> int | None:
    """Return a value as a whole number; ``None`` if it is none, or not allowed."""
    if isinstance(value, Decimal128):
        value = value.to_decimal()
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    is_allowed = allowed[0] <= value <= allowed[-1] and value == int(value)
    return int(value) if is_allowed else None
