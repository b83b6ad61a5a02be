"""Checks a task of a file, field by field."""

from typing import Any

from todo.tasks.fields import parse_object_id
from todo.tasks.model import FIELDS, with_search_words
from todo.transfer.reading import shown

__all__ = ["PARSERS", "task_of"]

PARSERS = {
    "_id": parse_object_id,
    **{name: field.parse for name, field in FIELDS.items() if field.parse},
}
"""Parsers of the fields that files contain, in the order of an export."""

REQUIRED = ["_id", *(name for name, field in FIELDS.items() if field.required)]


def task_of(record: Any) -> dict[str, Any]:
    """Convert a task of a file to its stored form.

    :param record: a value as :data:`todo.transfer.reading.DECODER` returns it.
    :raises ValueError: if it is not a task; the text is a sentence that says why.
    """
    if not isinstance(record, dict):
        raise ValueError(f"A task must be an object, not {shown(record)}.")  # noqa: TRY004  a parser's error
    for name in record:
        if name not in PARSERS:
            raise ValueError(f"A task has no field {shown(name)}.")
    # Null means the same as missing, as in a stored task.
    given = {name: record[name] for name in PARSERS if record.get(name) is not None}
    for name in REQUIRED:
        if name not in given:
            raise ValueError(f'"{name}" is missing.')
    return with_search_words({name: _parse(name, given[name]) for name in given})


def _parse(name: str, value: Any) -> Any:
    try:
        parsed = PARSERS[name](value)
    except ValueError as error:
        raise ValueError(f'"{name}" must be {error}, not {shown(value)}.') from None
    return FIELDS[name].clean(parsed) if name in FIELDS else parsed
