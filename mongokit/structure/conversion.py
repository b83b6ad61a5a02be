"""Compiles what makes of stored values those that a document has."""

import uuid
from collections.abc import Callable
from typing import Any

from bson import Binary
from bson.binary import OLD_UUID_SUBTYPE, UuidRepresentation

from mongokit.custom_types import CustomType
from mongokit.i18n import i18n
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Scalar,
    Translated,
    TupleOf,
)

__all__ = ["Convert", "compile_conversion"]

Convert = Callable[[Any], Any]

UUID_BYTES = 16


def compile_conversion(node: Node) -> Convert | None:
    """Return what converts a stored value, ``None`` if it stays as it is.

    Dicts and lists are changed in place. What does not fit the structure is left
    alone, for :meth:`validate` to report.
    """
    match node:
        case Scalar(declared=uuid.UUID):
            return _as_uuid
        case Custom():
            return _as_python(node.custom_type)
        case Translated():
            return _as_translations(node)
        case ListOf():
            return _items(compile_conversion(node.item))
        case TupleOf():
            return _positions(node)
        case Mapping():
            return _fields(node)
    return None


def _as_uuid(value: Any) -> Any:
    """Return a UUID for one as pymongo 2 wrote it."""
    if (
        isinstance(value, Binary)
        and value.subtype == OLD_UUID_SUBTYPE
        and len(value) == UUID_BYTES
    ):
        return value.as_uuid(UuidRepresentation.PYTHON_LEGACY)
    return value


def _as_python(custom_type: CustomType) -> Convert:
    to_python, accepts = custom_type.to_python, custom_type.accepts
    mongo_type = custom_type.mongo_type

    def convert(value: Any) -> Any:
        if value is None or (accepts(value) and not isinstance(value, mongo_type)):
            return value
        return to_python(value)

    return convert


def _as_translations(node: Translated) -> Convert:
    convert_item = compile_conversion(node.item)
    empty = i18n(node.declared, node.path)

    def convert(value: Any) -> Any:
        if isinstance(value, list):
            translations = empty.to_python(value)
        elif isinstance(value, dict) and not isinstance(value, i18n):
            translations = i18n(node.declared, node.path)
            translations.update(value)
        else:
            return value
        if convert_item is not None:
            for language, item in translations.items():
                translations[language] = convert_item(item)
        return translations

    return convert


def _items(convert: Convert | None) -> Convert | None:
    if convert is None:
        return None

    def convert_items(value: Any) -> Any:
        if isinstance(value, list):
            value[:] = map(convert, value)
        return value

    return convert_items


def _positions(node: TupleOf) -> Convert | None:
    converters = tuple(
        (position, convert)
        for position, item in enumerate(node.items)
        if (convert := compile_conversion(item)) is not None
    )
    if not converters:
        return None

    def convert_positions(value: Any) -> Any:
        if isinstance(value, list) and len(value) == len(node.items):
            for position, convert in converters:
                value[position] = convert(value[position])
        return value

    return convert_positions


def _fields(node: Mapping) -> Convert | None:
    named = {
        name: convert
        for name, child in node.fields.items()
        if (convert := compile_conversion(child)) is not None
    }
    typed = tuple(
        (key_type, convert)
        for key_type, child in node.by_type
        if (convert := compile_conversion(child)) is not None
    )
    if not named and not typed:
        return None

    def convert_fields(value: Any) -> Any:
        if isinstance(value, dict):
            for name, convert in named.items():
                if name in value:
                    value[name] = convert(value[name])
            for key_type, convert in typed:
                _convert_by_type(value, key_type, convert, node.fields)
        return value

    return convert_fields


def _convert_by_type(
    value: dict[Any, Any],
    key_type: type,
    convert: Convert,
    named: dict[str, Node],
) -> None:
    for key, item in value.items():
        if key not in named and isinstance(key, key_type):
            value[key] = convert(item)
