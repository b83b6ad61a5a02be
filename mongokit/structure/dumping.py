"""Compiles what makes of a document what is stored of it."""

from collections.abc import Callable
from typing import Any

from mongokit.custom_types import CustomType
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Reference,
    Translated,
    TupleOf,
)
from mongokit.structure.validation import Report, type_error

__all__ = ["Dump", "compile_dump"]

Dump = Callable[[Any, Report], Any]


def compile_dump(
    node: Node, path: str = "", *, validating: bool = False
) -> Dump | None:
    """Return what makes the stored form of a value, ``None`` if it is that already.

    The value is left alone: what differs is in new dicts and lists. What does not
    fit the structure stays as it is, except the value of a custom type: that is
    reported.

    :param path: the dotted path of the value.
    :param validating: let custom types validate the stored form as well.
    """
    match node:
        case Custom():
            return _dump_custom(node.custom_type, path, validating=validating)
        case Translated():
            return _dump_translations(node, path, validating=validating)
        case Reference():
            return _as_dbref
        case ListOf():
            return _dump_items(compile_dump(node.item, path, validating=validating))
        case TupleOf():
            items = [
                compile_dump(item, path, validating=validating) for item in node.items
            ]
            return _dump_positions(items) if any(items) else None
        case Mapping():
            return _dump_fields(node, path, validating=validating)
    return None


def _dump_custom(custom_type: CustomType, path: str, *, validating: bool) -> Dump:
    accepts, to_bson = custom_type.accepts, custom_type.to_bson
    validate = custom_type.validate if validating else None

    def dump(value: Any, report: Report) -> Any:
        if value is None:
            return None
        if not accepts(value):
            report(type_error(path, custom_type.python_type.__name__, value))
            return value
        stored = to_bson(value)
        if not isinstance(stored, custom_type.mongo_type):
            report(type_error(path, _names(custom_type.mongo_type), stored))
        elif validate is not None:
            _run(validate, stored, path, report)
        return stored

    return dump


def _names(types: Any) -> str:
    listed = types if isinstance(types, tuple) else (types,)
    return " or ".join(each.__name__ for each in listed)


def _run(
    validate: Callable[[Any, str], Any], stored: Any, path: str, report: Report
) -> None:
    try:
        validate(stored, path)
    except Exception as error:  # noqa: BLE001  it refuses by raising what it likes
        if not hasattr(error, "path"):
            error.path = path  # type: ignore[attr-defined]  # where it is filed under
        report(error)


def _dump_translations(node: Translated, path: str, *, validating: bool) -> Dump:
    dump_item = compile_dump(node.item, path, validating=validating)

    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        return [
            {"lang": language, "value": dump_item(item, report) if dump_item else item}
            for language, item in value.items()
        ]

    return dump


def _as_dbref(value: Any, report: Report) -> Any:
    del report
    get_dbref = getattr(value, "get_dbref", None)
    if get_dbref is None:
        return value
    is_saved = value.get("_id") is not None and value._collection is not None
    return get_dbref() if is_saved else None  # saving refuses it, with its reason


def _dump_items(dump_item: Dump | None) -> Dump | None:
    if dump_item is None:
        return None

    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return [dump_item(item, report) for item in value]

    return dump


def _dump_positions(dumps: list[Dump | None]) -> Dump:
    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, (list, tuple)) or len(value) != len(dumps):
            return value
        return [
            item if dump_item is None else dump_item(item, report)
            for item, dump_item in zip(value, dumps, strict=True)
        ]

    return dump


def _dump_fields(node: Mapping, path: str, *, validating: bool) -> Dump | None:
    prefix = f"{path}." if path else ""
    named = {
        name: dump_item
        for name, child in node.fields.items()
        if (dump_item := compile_dump(child, prefix + name, validating=validating))
    }
    typed = tuple(
        (key_type, compile_dump(child, inner, validating=validating))
        for key_type, child in node.by_type
        for inner in [f"{prefix}${key_type.__name__}"]
    )
    if not named and not any(dump_item for _, dump_item in typed):
        return None

    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        stored = dict(value)
        for name, dump_item in named.items():
            if name in stored:
                stored[name] = dump_item(stored[name], report)
        for key in stored.keys() - node.fields.keys() if typed else ():
            stored[key] = _dump_typed(key, stored[key], typed, report)
        return stored

    return dump


def _dump_typed(
    key: Any, value: Any, typed: tuple[tuple[type, Dump | None], ...], report: Report
) -> Any:
    for key_type, dump_item in typed:
        if isinstance(key, key_type):
            return value if dump_item is None else dump_item(value, report)
    return value
