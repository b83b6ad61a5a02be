"""Compiles what makes of stored values those that a document has."""

import copy
import operator
import uuid
from collections.abc import Callable
from typing import Any

from bson import Binary
from bson.binary import OLD_UUID_SUBTYPE, UUID_SUBTYPE, UuidRepresentation

from mongokit.structure.compilers.translations import load_translations
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
from mongokit.structure.reporting import locate

__all__ = ["Changes", "Decoder", "compile_changes", "compile_decoder"]

Decoder = Callable[[Any], Any]
Changes = Callable[[dict[Any, Any]], dict[Any, Any]]

UUID_BYTES = 16
UUID_FORMS = {
    OLD_UUID_SUBTYPE: UuidRepresentation.PYTHON_LEGACY,
    UUID_SUBTYPE: UuidRepresentation.STANDARD,
}


def compile_decoder(node: Node, path: str = "") -> Decoder | None:
    """Return what converts a stored value, ``None`` if it stays as it is.

    The value is left alone: what differs is in new dicts and lists. What does not
    fit the structure stays as it is, for :meth:`validate` to report.

    :param path: the dotted path of the value.
    """
    compile_kind = KINDS.get(type(node))
    return compile_kind and compile_kind(node, path)


def _scalar(node: Scalar, _: str) -> Decoder | None:
    return _as_uuid if node.declared is uuid.UUID else None


def _operator(node: Operator, _: str) -> Decoder | None:
    return _as_uuid if uuid.UUID in list(node.operator) else None


def _as_uuid(value: Any) -> Any:
    """Return a UUID for one in the form that the client does not decode."""
    if (
        isinstance(value, Binary)
        and value.subtype in UUID_FORMS
        and len(value) == UUID_BYTES
    ):
        return value.as_uuid(UUID_FORMS[value.subtype])
    return value


def _custom(node: Custom, path: str) -> Decoder:
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


def _translated(node: Translated, path: str) -> Decoder:
    return load_translations(compile_decoder(node.item, path))


def _list_of(node: ListOf, path: str) -> Decoder | None:
    convert = compile_decoder(node.item, path)
    if convert is None:
        return None

    def convert_items(value: Any) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return _unless_same(value, list(map(convert, value)))

    return convert_items


def _tuple_of(node: TupleOf, path: str) -> Decoder | None:
    converters = [compile_decoder(item, path) for item in node.items]
    if not any(converters):
        return None

    def convert_positions(value: Any) -> Any:
        if not isinstance(value, (list, tuple)) or len(value) != len(converters):
            return value
        converted = [
            convert(item) if convert else item
            for item, convert in zip(value, converters, strict=True)
        ]
        return _unless_same(value, converted)

    return convert_positions


def _unless_same(value: list[Any] | tuple[Any, ...], converted: list[Any]) -> Any:
    if all(map(operator.is_, value, converted)):
        return value
    return converted if isinstance(value, list) else tuple(converted)


def _mapping(node: Mapping, path: str) -> Decoder | None:
    changes = compile_changes(node, path)
    if changes is None:
        return None

    def convert_fields(value: Any) -> Any:
        changed = changes(value) if isinstance(value, dict) else None
        if not changed:
            return value
        converted = copy.copy(value)
        converted.update(changed)
        return converted

    return convert_fields


def compile_changes(node: Mapping, path: str = "") -> Changes | None:
    """Return what gives the fields of a dict that are to have another value.

    It is ``None`` where no field ever is.
    """
    prefix = f"{path}." if path else ""
    named = {
        name: convert
        for name, child in node.fields.items()
        if (convert := compile_decoder(child, prefix + name))
    }
    typed = tuple(
        (key_type, compile_decoder(child, f"{prefix}${key_type.__name__}"))
        for key_type, child in node.by_type
    )
    if not any(convert for _, convert in typed):
        return _changes_by_name(named) if named else None
    return _changes_by_type(_changes_by_name(named), frozenset(node.fields), typed)


def _changes_by_name(named: dict[str, Decoder]) -> Changes:
    def changes(value: dict[Any, Any]) -> dict[Any, Any]:
        changed = {}
        for name, convert in named.items():
            item = value.get(name)
            converted = convert(item)
            if converted is not item:
                changed[name] = converted
        return changed

    return changes


def _changes_by_type(
    named_changes: Changes,
    names: frozenset[str],
    typed: tuple[tuple[type, Decoder | None], ...],
) -> Changes:
    """Return what looks at the named fields of a dict, then at the others' keys."""

    def converted(key: Any, item: Any) -> Any:
        for key_type, convert in typed:
            if isinstance(key, key_type):
                return item if convert is None else convert(item)
        return item

    def changes(value: dict[Any, Any]) -> dict[Any, Any]:
        changed = named_changes(value)
        for key, item in value.items():
            if key not in names:
                new = converted(key, item)
                if new is not item:
                    changed[key] = new
        return changed

    return changes


KINDS: dict[type, Callable[[Any, str], Decoder | None]] = {
    Scalar: _scalar,
    Operator: _operator,
    Custom: _custom,
    Translated: _translated,
    ListOf: _list_of,
    TupleOf: _tuple_of,
    Mapping: _mapping,
}
