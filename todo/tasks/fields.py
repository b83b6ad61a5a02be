"""What the site knows of a field, and the parsers for its values in JSON."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_mongokit import ObjectId
from todo.tasks.times import from_milliseconds

__all__ = [
    "Field",
    "parse_flag",
    "parse_object_id",
    "parse_text",
    "parse_time",
    "whole_number",
]

# Deleted tasks expire 30 days later, which must be a valid date as well.
LATEST = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)

Function = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The declaration of one field; everything else about it is derived from this.

    :param type: type in the structure of the document.
    :param parse: converts a value of Extended JSON and checks its limits; raises a
        ``ValueError`` that says what the value must be. ``None`` for a derived field,
        which is neither exported nor imported.
    :param default: value in a new document, or a function that returns it.
    :param required: whether every document has the field.
    :param label: label in forms; people fill in the fields that have one.
    :param hint: what to fill in, in a few words.
    :param clean: normalizes what was filled in; raises a ``ValueError`` with a
        sentence about what is wrong.
    :param searched: whether a search looks into the field.
    """

    type: Any
    parse: Function | None
    default: Any = None
    required: bool = False
    label: str = ""
    hint: str = ""
    clean: Function = lambda value: value
    searched: bool = False

    def is_clean(self, value: Any) -> bool:
        """Return whether a value can be stored as it is.

        :raises ValueError: if it cannot be cleaned either.
        """
        return bool(self.clean(value) == value)


def parse_text(value: Any) -> str:
    """Return a string as it is."""
    if not isinstance(value, str):
        raise ValueError("text")  # noqa: TRY004  a parser's error
    return value


def parse_flag(value: Any) -> bool:
    """Return a boolean as it is."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004  a parser's error
    return value


def whole_number(allowed: range) -> Function:
    """Return a parser of integers.

    :param allowed: the valid ones.
    """

    def parse(value: Any) -> int:
        if type(value) is not int or value not in allowed:  # True is no number here
            raise ValueError(f"a whole number from {allowed[0]:,} to {allowed[-1]:,}")
        return value

    return parse


def parse_object_id(value: Any) -> ObjectId:
    """Convert ``{"$oid": …}``."""
    digits = _unwrap(value, "$oid")
    if not ObjectId.is_valid(digits):
        raise ValueError('an id such as {"$oid": "65f0c0ffee0123456789abcd"}')
    return ObjectId(digits)


def parse_time(value: Any) -> datetime.datetime:
    """Convert ``{"$date": …}``, with a string or ``{"$numberLong": …}`` in it."""
    try:
        time = _any_time(value)
    except (OverflowError, ValueError):
        time = LATEST
    if time >= LATEST:
        raise ValueError(
            'a time before the year 9999, such as {"$date": "2026-11-23T16:06:48Z"}'
        )
    return time


def _any_time(value: Any) -> datetime.datetime:
    milliseconds = _unwrap(value, "$date", "$numberLong")
    if MILLISECONDS.fullmatch(milliseconds):
        return from_milliseconds(int(milliseconds))
    text = _unwrap(value, "$date")
    if not TIME.fullmatch(text):
        raise ValueError
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)


def _unwrap(value: Any, *names: str) -> str:
    """Return the string inside nested objects of one key each, or an empty one."""
    for name in names:
        if not (isinstance(value, dict) and value.keys() == {name}):
            return ""
        value = value[name]
    return value if isinstance(value, str) else ""
