"""Compiles what makes of stored values those that a document has."""

import uuid
from collections.abc import Callable
from typing import Any

from bson import Binary
from bson.binary import OLD_UUID_SUBTYPE, UuidRepresentation

from mongokit.structure.failures import locate
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Operator,
    Scalar,
    Translated,
    TupleOf,
)
from mongokit.structure.translations import load_translations

__all__ = ["Convert", "compile_conversion"]

Convert = Callable[[Any], Any]

UUID_BYTES = 16


def compile_conversion(node: Node, path: str = "") -> Convert | None:
    """Return what converts a stored value, ``None`` if it stays as it is.

    Dicts and lists are changed in place. What does not fit the structure is left
    alone, for :meth:`validate` to report.

    :param path: the dotted path of the value.
    """
    compile_kind = KINDS.get(type(node))
    return compile_kind and compile_kind(node, path)


def _scalar(node: Scalar, _: str) -> Convert | None:
    return _as_uuid if node.declared is uuid.UUID else None


def _operator(node: Operator, _: str) -> Convert | None:
    return _as_uuid if uuid.UUID in list(node.operator) else None


def _as_uuid(value: Any) -> Any:
    """Return a UUID for one as pymongo 2 wrote it."""
    if (
        isinstance(value, Binary)
        and value.subtype == OLD_UUID_SUBTYPE
        and len(value) == UUID_BYTES
    ):
        return value.as_uuid(UuidRepresentation.PYTHON_LEGACY)
    return value


def _custom(node: Custom, path: str) -> Convert:
    custom_type = node.custom_type
    mongo_type = custom_type.mongo_type

    def convert(value: Any) -> Any:
        if value is None or (
            custom_type.accepts(value) and not isinstance(value, mongo_type)
        ):
            return value
        try:
            return custom_type.to_python(value)
        except Exception as error:
            locate(error, path)
            raise

    return convert


def _translated(node: Translated, path: str) -> Convert:
    return load_translations(compile_conversion(node.item, path))


def _list_of(node: ListOf, path: str) -> Convert | None:
    convert = compile_conversion(node.item, path)
    if convert is None:
        return None

    def convert_items(value: Any) -> Any:
        if type(value) is tuple:
            return tuple(map(convert, value))
        if isinstance(value, list):
            value[:] = map(convert, value)
        return value

    return convert_items


def _tuple_of(node: TupleOf, path: str) -> Convert | None:
    converters = [compile_conversion(item, path) for item in node.items]
    if not any(converters):
        return None

    def convert_all(items: Any) -> list[Any]:
        return [
            convert(item) if convert else item
            for item, convert in zip(items, converters, strict=True)
        ]

    def convert_positions(value: Any) -> Any:
        if not isinstance(value, (list, tuple)) or len(value) != len(converters):
            return value
        if isinstance(value, list):
            value[:] = convert_all(value)
            return value
        return tuple(convert_all(value))

    return convert_positions


def _mapping(node: Mapping, path: str) -> Convert | None:
    prefix = f"{path}." if path else ""
    named = {
        name: convert
        for name, child in node.fields.items()
        if (convert := compile_conversion(child, prefix + name))
    }
    typed = tuple(
        (key_type, compile_conversion(child, f"{prefix}${key_type.__name__}"))
        for key_type, child in node.by_type
    )
    if not any(convert for _, convert in typed):
        return _convert_fields(named) if named else None
    return _convert_entries(named, frozenset(node.fields), typed)


def _convert_fields(named: dict[str, Convert]) -> Convert:
    def convert_fields(value: Any) -> Any:
        if isinstance(value, dict):
            for name, convert in named.items():
                if name in value:
                    value[name] = convert(value[name])
        return value

    return convert_fields


def _convert_entries(
    named: dict[str, Convert],
    names: frozenset[str],
    typed: tuple[tuple[type, Convert | None], ...],
) -> Convert:
    """Return what converts the named fields of a dict, then the others by their key."""
    convert_fields = _convert_fields(named)

    def convert_entry(key: Any, value: Any) -> Any:
        for key_type, convert in typed:
            if isinstance(key, key_type):
                return value if convert is None else convert(value)
        return value

    def convert_entries(value: Any) -> Any:
        if isinstance(convert_fields(value), dict):
            for key, item in value.items():
                if key not in names:
                    value[key] = convert_entry(key, item)
        return value

    return convert_entries


KINDS: dict[type, Callable[[Any, str], Convert | None]] = {
    Scalar: _scalar,
    Operator: _operator,
    Custom: _custom,
    Translated: _translated,
    ListOf: _list_of,
    TupleOf: _tuple_of,
    Mapping: _mapping,
}
