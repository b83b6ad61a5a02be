"""Checks the tasks in a file, field by field."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from flask_mongokit import ObjectId
from todo.tasks.fields import STORED_FIELDS, Field, with_search_words
from todo.tasks.times import EPOCH, MILLISECOND
from todo.tasks.tolerant import whole_number_of
from todo.transfer.reading import shown

EXPORTED = {
    "_id": Field(ObjectId, is_required=True),
    **STORED_FIELDS,
}
"""The fields of an exported task by name, in the order of the file."""

# A deleted task expires 30 days later; that time must be a valid date, too.
LATEST = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)
MILLISECONDS = re.compile(r"-?[0-9]{1,15}")
TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})"
)

Parser = Callable[[Any], Any]


def task_of(record: Any) -> dict[str, Any]:
    """Convert a task from a file to its stored form.

    :param record: a value as :data:`todo.transfer.reading.DECODER` returns it.
    :raises ValueError: if it is not a valid task; the message is a sentence that says
        why.
    """
    if not isinstance(record, dict):
        raise ValueError(f"A task must be an object, not {shown(record)}.")  # noqa: TRY004  a parser's error
    for name in record:
        if name not in EXPORTED:
            raise ValueError(f"A task has no field {shown(name)}.")
    # Null means the same as missing, as in a stored task.
    given = {name: record[name] for name in EXPORTED if record.get(name) is not None}
    for name, field in EXPORTED.items():
        if field.is_required and name not in given:
            raise ValueError(f'"{name}" is missing.')
    return with_search_words({name: _parse(name, given[name]) for name in given})


def _parse(name: str, value: Any) -> Any:
    try:
        parsed = PARSERS[name](value)
    except ValueError as error:
        raise ValueError(f'"{name}" must be {error}, not {shown(value)}.') from None
    return EXPORTED[name].clean(parsed)


def _parser_of(type_: type, expected: str) -> Parser:
    def parse(value: Any) -> Any:
        if type(value) is not type_:
            raise ValueError(expected)
        return value

    return parse


def _whole_number(allowed: range) -> Parser:
    """Return a parser that also accepts 1.0, which JavaScript does not tell from 1."""

    def parse(value: Any) -> int:
        number = whole_number_of(value, allowed)
        if number is None:
            raise ValueError(f"a whole number from {allowed[0]:,} to {allowed[-1]:,}")
        return number

    return parse


def _object_id(value: Any) -> ObjectId:
    digits = _unwrap(value, "$oid")
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
    milliseconds = _unwrap(value, "$date", "$numberLong")
    if MILLISECONDS.fullmatch(milliseconds):
        return EPOCH + int(milliseconds) * MILLISECOND
    text = _unwrap(value, "$date")
    if not TIME.fullmatch(text):
        raise ValueError
    return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)


def _unwrap(value: Any, *names: str) -> str:
    """Return the string inside nested objects of one key each, or ``''``."""
    for name in names:
        if not (isinstance(value, dict) and value.keys() == {name}):
            return ""
        value = value[name]
    return value if isinstance(value, str) else ""


TYPES: dict[Any, Parser] = {
    str: _parser_of(str, "text"),
    bool: _parser_of(bool, "true or false"),
    ObjectId: _object_id,
    datetime.datetime: _time,
}
PARSERS = {
    name: _whole_number(field.allowed) if field.allowed else TYPES[field.type]
    for name, field in EXPORTED.items()
}
"""The parsers by field name; each ``int`` field must declare its ``allowed`` range."""
