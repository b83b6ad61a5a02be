"""Finds what keeps a document from being stored as BSON."""

import datetime
from collections.abc import Iterator
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions
from bson.errors import BSONError, InvalidDocument

from mongokit.errors import ValidationError
from mongokit.structure.nodes import (
    ListOf,
    Mapping,
    MisplacedHandle,
    Node,
    Reference,
    Scalar,
    Translated,
    TupleOf,
)

__all__ = [
    "ENCODING_ERRORS",
    "LARGEST",
    "SMALLEST",
    "find_encoding_error",
    "has_unlimited_depth",
    "is_too_deep",
]

ENCODING_ERRORS = (BSONError, TypeError, ValueError, OverflowError, RecursionError)
DEEPEST = 180  # levels that the server stores, the document itself being the first
SMALLEST_LEVEL = 7  # bytes of a dict in a dict or list, under an empty key
MARKS = (b"\x03", b"\x04")  # one of them stands before each dict and list of BSON
LARGEST = 2**63 - 1
SMALLEST = -(2**63)

CONTAINERS = (dict, list, tuple)
LEAVES = frozenset(
    {type(None), bool, int, float, str, bytes, ObjectId, datetime.datetime}
)

Place = tuple[str, Any]


def has_unlimited_depth(node: Node) -> bool:
    """Tell whether the structure leaves open how deeply a value is nested."""
    match node:
        case Scalar():
            return issubclass(node.declared, CONTAINERS)
        case Mapping():
            values = [*node.fields.values(), *(child for _, child in node.by_type)]
            return any(map(has_unlimited_depth, values))
        case TupleOf():
            return any(map(has_unlimited_depth, node.items))
        case ListOf() | Translated():
            return has_unlimited_depth(node.item)
        case Reference() | MisplacedHandle():
            return False
    return True


def is_too_deep(stored: dict[Any, Any], encoded: bytes) -> bool:
    """Tell whether a document has more levels than the server stores.

    :param encoded: the document as BSON.
    """
    if len(encoded) < DEEPEST * SMALLEST_LEVEL:
        return False
    if sum(map(encoded.count, MARKS)) < DEEPEST:
        return False
    level: list[Any] = [stored]
    for _ in range(DEEPEST):
        level = [
            item
            for container in level
            for item in (
                container.values() if isinstance(container, dict) else container
            )
            if type(item) not in LEAVES and isinstance(item, CONTAINERS)
        ]
        if not level:
            return False
    return True


def find_encoding_error(
    document: dict[Any, Any], options: CodecOptions[Any]
) -> ValidationError | InvalidDocument:
    """Return an error that names the field for which ``bson.encode`` failed.

    :param document: what could not be encoded with these options.
    """
    try:
        for path, value in _values(document, "", 1):
            reason = _reason(value, options)
            if reason:
                return ValidationError(f"{path} cannot be stored: {reason}", path=path)
    except _NotStorable as found:
        return found.error
    return InvalidDocument("the document cannot be stored as BSON")


class _NotStorable(Exception):  # noqa: N818  it carries the error, and is none
    def __init__(self, error: ValidationError | InvalidDocument) -> None:
        super().__init__()
        self.error = error


def _values(value: Any, path: str, depth: int) -> Iterator[Place]:
    """Yield each value that is no container, and its path."""
    if depth > DEEPEST and isinstance(value, CONTAINERS):
        field = path.split(".", maxsplit=1)[0]
        text = f"{field} cannot be stored: it is nested too deeply"
        raise _NotStorable(ValidationError(text, path=field))
    if isinstance(value, dict):
        for key, item in value.items():
            inner = _key_path(key, path)
            yield from _values(item, inner, depth + 1)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _values(item, path, depth + 1)
    else:
        yield path, value


def _key_path(key: Any, path: str) -> str:
    if not isinstance(key, str):
        place = f"{path} has" if path else "the document has"
        text = f"{place} the key {key!r}: keys must be str to be stored"
        error = InvalidDocument(text)
        vars(error)["path"] = path or None
        raise _NotStorable(error)
    inner = f"{path}.{key}" if path else key
    if "\0" in key or _has_surrogates(key):
        shown = inner.encode("utf-8", "backslashreplace").decode()
        text = f"{shown!r} cannot be stored: a key is UTF-8 without NUL"
        raise _NotStorable(ValidationError(text, path=inner))
    return inner


def _reason(value: Any, options: CodecOptions[Any]) -> str | None:
    if isinstance(value, str) and _has_surrogates(value):
        return "it contains a lone surrogate, which UTF-8 has no form for"
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        return "it does not fit into 64 bits"
    try:
        bson.encode({"": value}, codec_options=options)
    except ENCODING_ERRORS as error:
        return f"{type(value).__name__}: {error}"
    return None


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
