"""Reads the JSON of an export incrementally, one task at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from todo.tasks.cleaning import shorten

CHUNK_BYTES = 64 * 1024
MOST_DIGITS = 19
LONGEST_RECORD = 2 * 1024 * 1024
LONGEST_VALUE = 64 * 1024 * 1024  # more than any document has in practice
OPENING = ("{", '"tasks"', ":", "[")
SPACE = re.compile(r"[ \t\n\r]*")
FOLLOWS_A_VALUE = re.compile(r"[ \t\n\r,\]]")


class UnreadableFileError(ValueError):
    """The file is not an export; the text is a message for the user."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """Placeholder for JSON that can be parsed, but that no task can contain.

    :param what: a description that fits into the middle of a sentence.
    """

    what: str


def shown(value: Any) -> str:
    """Describe a value for a message, as ASCII JSON of at most 60 characters."""
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
"""Parses JSON, with :class:`Malformed` for values that no task can contain."""


def read_records(file: IO[bytes]) -> Iterator[Any]:
    """Yield each value in the list ``tasks``, even if it is not a valid task.

    :param file: a file in UTF-8; only about one task at a time is kept in memory.
    :raises UnreadableFileError: if the file is not a JSON object with only this list.
    """
    text = _Text(file)
    if not all(text.take(token) for token in OPENING):
        raise UnreadableFileError('The file must begin with {"tasks": [ as exports do.')
    number = 0
    if not text.take("]"):
        while number == 0 or text.take(","):
            number += 1
            yield text.value(f"Task {number}")
        if not text.take("]"):
            raise UnreadableFileError(f"The list is broken after task {number}.")
    if not (text.take("}") and text.is_at_end()):
        raise UnreadableFileError("The file must end with } after the list of tasks.")


class _Text:
    """Reads tokens and values from a file, and buffers only part of its text."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._buffer = ""
        self._at = 0

    def take(self, token: str) -> bool:
        """Skip white space, and a token if it comes next; return whether it did."""
        self._skip_space()
        while len(self._buffer) - self._at < len(token) and self._read_on():
            pass
        is_there = self._buffer.startswith(token, self._at)
        if is_there:
            self._at += len(token)
        return is_there

    def value(self, name: str) -> Any:
        """Parse the next value and return it.

        :param name: its name in messages.
        :raises UnreadableFileError: if there is no valid JSON value, or if it is too
            long or nested too deeply.
        """
        self._skip_space()
        while True:
            value, end = self._parse(name)
            # A number at the end of the buffer may continue in the file.
            if end and FOLLOWS_A_VALUE.match(self._buffer, end):
                length, self._at = end - self._at, end
                if length > LONGEST_RECORD:
                    return Malformed(f"something of {length:,} characters")
                return value
            if len(self._buffer) - self._at > LONGEST_VALUE:
                raise UnreadableFileError(
                    f"{name} is not valid JSON, or has more than {LONGEST_VALUE:,} "
                    "characters."
                )
            if not self._read_on():
                raise UnreadableFileError(
                    f"{name} is not valid JSON, or the file is cut off in it."
                )

    def is_at_end(self) -> bool:
        """Return whether only white space follows."""
        self._skip_space()
        return self._at == len(self._buffer)

    def _parse(self, name: str) -> tuple[Any, int]:
        """Return the next value and its end, or ``None`` and 0 if it is invalid."""
        try:
            return DECODER.raw_decode(self._buffer, self._at)
        except RecursionError:
            raise UnreadableFileError(f"{name} is nested too deeply.") from None
        except ValueError:
            return None, 0

    def _skip_space(self) -> None:
        while True:
            found = SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer) or not self._read_on():
                return

    def _read_on(self) -> bool:
        """Read more of the file into the buffer, and return whether there was more."""
        rest = self._buffer[self._at :]
        more = self._file.read(max(CHUNK_BYTES, len(rest)))
        try:
            self._buffer = rest + self._decoder.decode(more, final=not more)
        except UnicodeDecodeError:
            raise UnreadableFileError("The file is not UTF-8 text.") from None
        self._at = 0
        return bool(more)
