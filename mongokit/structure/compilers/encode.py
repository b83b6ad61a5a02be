"""Compiles what makes of a document what is stored of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from mongokit.custom_types import CustomType, names_of
from mongokit.structure.compilers.translations import dump_translations
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Reference,
    Translated,
    TupleOf,
)
from mongokit.structure.reporting import Check, Report, locate, type_error

__all__ = ["Encoder", "compile_encoder"]

Encoder = Callable[[Any, Report], Any]


def compile_encoder(
    node: Node, path: str = "", *, validating: bool = False
) -> Encoder | None:
    """Return what makes the stored form of a value, ``None`` if it is that already.

    The value is left alone: what differs is in new dicts and lists. What does not
    fit the structure stays as it is, except the value of a custom type: that is
    reported.

    :param path: the dotted path of the value.
    :param validating: let custom types validate the stored form as well.
    """
    return _Compiler(validating).node(node, path)


@dataclass(frozen=True, slots=True)
class _Compiler:
    validating: bool

    def node(self, node: Node, path: str) -> Encoder | None:
        compile_kind = KINDS.get(type(node))
        return compile_kind and compile_kind(self, node, path)

    def custom(self, node: Custom, path: str) -> Encoder:
        return _dump_custom(node.custom_type, path, validating=self.validating)

    def translated(self, node: Translated, path: str) -> Encoder:
        return dump_translations(path, partial(self.node, node.item))

    def list_of(self, node: ListOf, path: str) -> Encoder | None:
        dump_item = self.node(node.item, path)
        return None if dump_item is None else _dump_items(dump_item)

    def tuple_of(self, node: TupleOf, path: str) -> Encoder | None:
        items = [self.node(item, path) for item in node.items]
        return _dump_positions(items) if any(items) else None

    def mapping(self, node: Mapping, path: str) -> Encoder | None:
        prefix = f"{path}." if path else ""
        named = {
            name: dump_field
            for name, child in node.fields.items()
            if (dump_field := self.node(child, prefix + name))
        }
        typed = tuple(
            (key_type, self.node(child, f"{prefix}${key_type.__name__}"))
            for key_type, child in node.by_type
        )
        if not any(dump_entry for _, dump_entry in typed):
            return _dump_fields(named) if named else None
        return _dump_entries(_dump_fields(named), frozenset(node.fields), typed)


KINDS: dict[type, Callable[[_Compiler, Any, str], Encoder | None]] = {
    Custom: _Compiler.custom,
    Translated: _Compiler.translated,
    Reference: lambda *_: _as_dbref,
    ListOf: _Compiler.list_of,
    TupleOf: _Compiler.tuple_of,
    Mapping: _Compiler.mapping,
}


def _dump_custom(custom_type: CustomType, path: str, *, validating: bool) -> Encoder:
    check_stored = _check_stored(custom_type, path, validating=validating)

    def dump(value: Any, report: Report) -> Any:
        if value is None:
            return None
        if not custom_type.accepts(value):
            report(type_error(path, names_of(custom_type.python_type), value))
            return value
        try:
            stored = custom_type.to_bson(value)
        except Exception as error:  # noqa: BLE001  it refuses by raising what it likes
            report(locate(error, path))
            return value
        if stored is not None:
            check_stored(stored, report)
        return stored

    return dump


def _check_stored(custom_type: CustomType, path: str, *, validating: bool) -> Check:
    def check(stored: Any, report: Report) -> None:
        if not isinstance(stored, custom_type.mongo_type):
            report(type_error(path, names_of(custom_type.mongo_type), stored))
        elif validating:
            try:
                custom_type.validate(stored, path)
            except Exception as error:  # noqa: BLE001  likewise
                report(locate(error, path))

    return check


def _as_dbref(value: Any, report: Report) -> Any:
    del report
    get_dbref = getattr(value, "get_dbref", None)
    if get_dbref is None:
        return value
    is_saved = value.get("_id") is not None and value._collection is not None
    return get_dbref() if is_saved else None  # saving refuses it, with its reason


def _dump_items(dump_item: Encoder) -> Encoder:
    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, (list, tuple)):
            return value
        return [dump_item(item, report) for item in value]

    return dump


def _dump_positions(dumps: list[Encoder | None]) -> Encoder:
    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, (list, tuple)) or len(value) != len(dumps):
            return value
        return [
            item if dump_item is None else dump_item(item, report)
            for item, dump_item in zip(value, dumps, strict=True)
        ]

    return dump


def _dump_fields(named: dict[str, Encoder]) -> Encoder:
    def dump(value: Any, report: Report) -> Any:
        if not isinstance(value, dict):
            return value
        stored = dict(value)
        for name, dump_field in named.items():
            if name in stored:
                stored[name] = dump_field(stored[name], report)
        return stored

    return dump


def _dump_entries(
    dump_fields: Encoder,
    names: frozenset[str],
    typed: tuple[tuple[type, Encoder | None], ...],
) -> Encoder:
    """Return what dumps the named fields of a dict, then the others by their key."""

    def dump_entry(key: Any, value: Any, report: Report) -> Any:
        for key_type, dump_value in typed:
            if isinstance(key, key_type):
                return value if dump_value is None else dump_value(value, report)
        return value

    def dump(value: Any, report: Report) -> Any:
        stored = dump_fields(value, report)
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in names:
                    stored[key] = dump_entry(key, item, report)
        return stored

    return dump
