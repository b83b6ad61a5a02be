"""A slow but simple validator that the compiled checks are compared with."""

import re
from collections.abc import Iterator
from typing import Any

from bson import Binary, Regex

from mongokit import (
    AuthorizedTypeError,
    Document,
    RequireFieldError,
    SchemaTypeError,
    StructureError,
)
from mongokit.operators import SchemaOperator

Error = tuple[str | None, type[Exception]]

KEYWORDS = {"_id", "_ns", "_revision", "_version"}
LOADED_AS: dict[Any, tuple[type, ...]] = {
    Binary: (Binary, bytes),
    re.Pattern: (re.Pattern, Regex),
}
AUTHORIZED = tuple(Document.authorized_types)


def errors_of(
    structure: dict[Any, Any],
    document: dict[Any, Any],
    *,
    schemaless: bool = False,
    required: tuple[str, ...] = (),
) -> list[Error]:
    """Return the errors of a document, as paths and exception types, in any order."""
    missing = [
        (path, RequireFieldError)
        for path in required
        if not is_given(structure, document, path.split("."))
    ]
    return [*fields(structure, document, None, schemaless=schemaless), *missing]


def fields(
    structure: dict[Any, Any],
    value: dict[Any, Any],
    path: str | None,
    *,
    schemaless: bool,
) -> Iterator[Error]:
    """Yield the errors of a dict; errors about missing or extra fields have no path."""
    prefix = "" if path is None else f"{path}."
    names = {key for key in structure if isinstance(key, str)}
    types = [key for key in structure if isinstance(key, type)]
    if not schemaless and names - KEYWORDS - value.keys():
        yield None, StructureError
    if not schemaless and not types and value.keys() - names - KEYWORDS:
        yield None, StructureError
    for key, item in value.items():
        if key in names:
            yield from field(
                structure[key], item, f"{prefix}{key}", schemaless=schemaless
            )
        elif key not in KEYWORDS and types:
            key_type = next((each for each in types if isinstance(key, each)), None)
            if key_type is None:
                yield path, SchemaTypeError
            else:
                yield from field(
                    structure[key_type],
                    item,
                    f"{prefix}${key_type.__name__}",
                    schemaless=schemaless,
                )


def field(
    structure: Any, value: Any, path: str, *, schemaless: bool
) -> Iterator[Error]:
    """Yield the errors of a value and of any nested values."""
    if value is None:
        return
    if isinstance(structure, dict) and isinstance(value, dict):
        yield from fields(structure, value, path, schemaless=schemaless)
    elif isinstance(structure, (list, tuple)):
        yield from items(structure, value, path, schemaless=schemaless)
    elif structure is None:
        if not isinstance(value, AUTHORIZED):
            yield path, AuthorizedTypeError
    elif not is_of_type(structure, value):
        yield path, SchemaTypeError


def is_of_type(structure: Any, value: Any) -> bool:
    """Return whether a value has the type that the structure declares."""
    if isinstance(structure, dict):
        return False
    if isinstance(structure, SchemaOperator):
        return structure.validate(value)
    return isinstance(value, LOADED_AS.get(structure, structure))


def items(
    structure: list[Any] | tuple[Any, ...], value: Any, path: str, *, schemaless: bool
) -> Iterator[Error]:
    """Yield the errors of a list or tuple and of its items."""
    if not isinstance(value, (list, tuple)):
        yield path, SchemaTypeError
        return
    if isinstance(structure, tuple) and len(structure) != len(value):
        yield path, SchemaTypeError
        return
    for position, item in enumerate(value):
        if isinstance(structure, tuple):
            declared = structure[position]
        else:
            declared = structure[0] if structure else None
        yield from field(declared, item, path, schemaless=schemaless)


def is_given(structure: Any, value: Any, path: list[str]) -> bool:
    """Return whether a field is non-empty, and below a key type in every entry."""
    if not path:
        return value is not None and value not in ([], {}, ())
    if not isinstance(value, dict):
        return False
    name, *rest = path
    if not name.startswith("$"):
        return is_given(structure.get(name), value.get(name), rest)
    entries = [
        item
        for key, item in value.items()
        if key not in structure and key not in KEYWORDS
    ]
    return bool(entries) and all(is_given(structure[str], e, rest) for e in entries)
