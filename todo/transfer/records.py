"""What a file says about one task, checked field by field."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from flask_mongokit import ObjectId
from todo.tasks.cleaning import clean_text, clean_title
from todo.tasks.model import Task
from todo.tasks.search_words import words_of
from todo.transfer.values import shown

__all__ = ["FIELDS", "task_of"]

DERIVED = frozenset({"words"})
FIELDS: dict[str, Any] = {
    "_id": ObjectId,
    **{name: kind for name, kind in Task.structure.items() if name not in DERIVED},
}
"""The fields that a file gives a task, and their types, in the order of an export."""

REQUIRED = ("_id", *Task.required_fields)
CLEANERS = {"title": clean_title, "text": clean_text}

HIGHEST_VERSION = 100_000_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
# Deleted tasks go thirty days later, which has to be a time as well.
LATEST = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)


def task_of(record: Any) -> dict[str, Any]:
    """Return a task as it is stored, of what a file says.

    :param record: a value as :data:`todo.transfer.values.DECODER` makes it.
    :raises ValueError: it is no task; the text is a sentence that says why.
    """
    if not isinstance(record, dict):
        raise ValueError(f"A task must be an object, not {shown(record)}.")  # noqa: TRY004  a parser's error
    for name in record:
        if name not in FIELDS:
            raise ValueError(f"A task has no field {shown(name)}.")
    # Null is as good as missing, as it is in a stored task.
    given = {name: record[name] for name in FIELDS if record.get(name) is not None}
    for name in REQUIRED:
        if name not in given:
            raise ValueError(f'"{name}" is missing.')
    task = {name: _parse(name, value) for name, value in given.items()}
    return {**task, "words": words_of(task["title"], task.get("text", ""))}


def _parse(name: str, value: Any) -> Any:
    try:
        parsed = PARSERS[FIELDS[name]](value)
    except ValueError as error:
        raise ValueError(f'"{name}" must be {error}, not {shown(value)}.') from None
    clean = CLEANERS.get(name)
    return clean(parsed) if clean else parsed


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text")  # noqa: TRY004  a parser's error
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004  a parser's error
    return value


def _version(value: Any) -> int:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not (is_number and 0 <= value <= HIGHEST_VERSION):
        raise ValueError(f"a whole number from 0 to {HIGHEST_VERSION:,}")
    return int(value)


def _object_id(value: Any) -> ObjectId:
    digits = _inside(value, "$oid")
    if not ObjectId.is_valid(digits):
        raise ValueError('an id such as {"$oid": "65f0c0ffee0123456789abcd"}')
    return ObjectId(digits)


def _time(value: Any) -> datetime.datetime:
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
    milliseconds = _inside(value, "$date", "$numberLong")
    if MILLISECONDS.fullmatch(milliseconds):
        return EPOCH + int(milliseconds) * MILLISECOND
    text = _inside(value, "$date")
    if not TIME.fullmatch(text):
        raise ValueError
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)


def _inside(value: Any, *names: str) -> str:
    """Return the text inside of objects of one name each; empty where there is none."""
    for name in names:
        if not (isinstance(value, dict) and value.keys() == {name}):
            return ""
        value = value[name]
    return value if isinstance(value, str) else ""


PARSERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    bool: _flag,
    int: _version,
    ObjectId: _object_id,
    datetime.datetime: _time,
}
