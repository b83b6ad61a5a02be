"""Detect documents that BSON cannot encode or that are nested too deeply."""

import datetime
from collections.abc import Iterator
from typing import Any

import bson
from bson import ObjectId
from bson.codec_options import CodecOptions
from bson.errors import BSONError, InvalidDocument

from mongokit.errors import ValidationError
from mongokit.structure import nodes
from mongokit.structure.nodes import Mapping, Node
from mongokit.structure.walk import descendants

ENCODING_ERRORS = (BSONError, TypeError, ValueError, OverflowError, RecursionError)
MAX_DEPTH = 180  # levels of nesting that the server allows, including the document
MIN_LEVEL_SIZE = 7  # bytes of an empty dict under an empty key
CONTAINER_MARKS = (
    b"\x03",
    b"\x04",
)  # BSON types of nested dicts and lists
LARGEST_INT = 2**63 - 1
SMALLEST_INT = -(2**63)

CONTAINERS = (dict, list, tuple)
LEAVES = frozenset(
    {type(None), bool, int, float, str, bytes, ObjectId, datetime.datetime}
)


def accepts_any_key(root: Mapping) -> bool:
    """Return whether the structure accepts keys that it does not declare."""
    return has_unlimited_depth(root) or any(
        isinstance(node, Mapping) and any(issubclass(t, str) for t, _ in node.by_type)
        for node in descendants(root)
    )


def refuse_operator_keys(value: Any, path: str = "") -> None:
    """Refuse keys that contain ``.`` or start with ``$``, as pymongo 2 did.

    :param value: the stored form of a document, or a value in it.
    :param path: the path of the value.
    :raises InvalidDocument: if there is such a key, at any depth; the message has its
        path.
    """
    if isinstance(value, (list, tuple)):
        for item in value:
            refuse_operator_keys(item, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            inner = f"{path}.{key}" if path else str(key)
            _refuse_operator_key(key, inner)
            refuse_operator_keys(item, inner)


def _refuse_operator_key(key: Any, path: str) -> None:
    if not isinstance(key, str) or not ("." in key or key.startswith("$")):
        return
    reason = "contain '.'" if "." in key else "start with '$'"
    error = InvalidDocument(
        f"{path}: the key {key!r} must not {reason}; check_keys=False allows it"
    )
    vars(error)["path"] = path
    raise error


def has_unlimited_depth(root: Mapping) -> bool:
    """Return whether the structure accepts values nested to any depth."""
    return any(map(_accepts_any_depth, descendants(root)))


def _accepts_any_depth(node: Node) -> bool:
    if isinstance(node, nodes.Typed):
        return issubclass(node.declared, CONTAINERS)
    return isinstance(
        node, (nodes.Anything, nodes.Unchecked, nodes.Operator, nodes.Custom)
    )


def is_too_deep(stored: dict[Any, Any], encoded: bytes) -> bool:
    """Return whether a document is nested more deeply than the server allows.

    :param stored: the stored form of the document.
    :param encoded: its BSON.
    """
    if len(encoded) < MAX_DEPTH * MIN_LEVEL_SIZE:
        return False
    if sum(map(encoded.count, CONTAINER_MARKS)) < MAX_DEPTH:
        return False
    level: list[Any] = [stored]
    for _ in range(MAX_DEPTH):
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
    """Return an error that names the field that cannot be stored.

    :param document: the stored form; BSON cannot encode it, or it is nested too deeply.
    :param options: the codec options to encode with.
    :returns: an error about the whole document if no field is found.
    """
    try:
        for path, value in _values(document, "", 1):
            reason = _reason(value, options)
            if reason:
                return ValidationError(f"{path} cannot be stored: {reason}", path=path)
    except (ValidationError, InvalidDocument) as error:
        return error
    return InvalidDocument("the document cannot be stored as BSON")


def _values(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield each value that is not a container, with the path of its field.

    :raises ValidationError: if a container is nested too deeply, or a key contains NUL
        or a lone surrogate.
    :raises InvalidDocument: if a key is not a string.
    """
    if depth > MAX_DEPTH and isinstance(value, CONTAINERS):
        field = path.split(".", maxsplit=1)[0]
        text = f"{field} cannot be stored: it is nested too deeply"
        raise ValidationError(text, path=field)
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
        owner = path or "the document"
        text = f"{owner} has the key {key!r}: keys must be str to be stored"
        error = InvalidDocument(text)
        vars(error)["path"] = path or None
        raise error
    inner = f"{path}.{key}" if path else key
    if "\0" in key or _has_surrogates(key):
        shown = inner.encode("utf-8", "backslashreplace").decode()
        text = f"{shown!r} cannot be stored: a key is UTF-8 without NUL"
        raise ValidationError(text, path=inner)
    return inner


def _reason(value: Any, options: CodecOptions[Any]) -> str | None:
    if isinstance(value, str) and _has_surrogates(value):
        return "it contains a lone surrogate, which UTF-8 has no form for"
    if isinstance(value, int) and not SMALLEST_INT <= value <= LARGEST_INT:
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
