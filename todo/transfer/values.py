"""The values of a file that somebody else may have written: parsed, and shown again."""

import json
from dataclasses import dataclass
from typing import Any

from todo.tasks.cleaning import shorten

__all__ = ["DECODER", "Malformed", "shown"]

MOST_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Malformed:
    """What stands in the place of a value that JSON can say and nobody can mean.

    :param what: names it, in the midst of a sentence.
    """

    what: str


def shown(value: Any) -> str:
    """Return a value as messages name it: in JSON, in ASCII, at most 60 characters."""
    if isinstance(value, Malformed):
        return value.what
    try:
        return shorten(ENCODER.encode(value))
    except RecursionError:
        return "something nested deeply"


ENCODER = json.JSONEncoder(default=shown)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | Malformed:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            return Malformed(f"an object that has {shown(name)} twice")
        found[name] = value
    return found


def _whole_number(digits: str) -> int | Malformed:
    if len(digits) <= MOST_DIGITS:
        return int(digits)
    return Malformed(f"a number of {len(digits):,} digits")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole_number, parse_constant=Malformed
)
"""Parses JSON, with :class:`Malformed` for what makes no sense in it."""
