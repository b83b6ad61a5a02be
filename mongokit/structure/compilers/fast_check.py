"""Compile the fast check, which is enough for most documents."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from bson import ObjectId
from bson.tz_util import utc

from mongokit.dotted import DotedDict
from mongokit.structure.encodability import LARGEST_INT, SMALLEST_INT
from mongokit.structure.nodes import Anything, ListOf, Mapping, Node, Typed
from mongokit.structure.walk import descendants

FastCheck = Callable[[Any], bool]

MAX_NODES = 100
MAX_TEXT = 10_000
MAX_ITEMS = 1000
UTC_ZONES = (None, datetime.UTC, utc)
DATETIME = datetime.datetime
NONE = type(None)

# Whether BSON can encode direct instances of these classes is quick to check.
FLAT_TYPES = frozenset({NONE, bool, float, ObjectId, str, int, DATETIME})
DICTS = frozenset({dict, DotedDict})
LISTS = frozenset({list})


def compile_fast_check(
    root: Mapping | None, *, schemaless: bool, required_fields: Collection[str] = ()
) -> FastCheck | None:
    """Compile the fast check, which accepts valid documents of simple values.

    These are flat values, lists of flat values, and nested dicts of both. All other
    documents need the full check. Return ``None`` if no document can pass.

    :param required_fields: dotted paths of the fields that must have a value.
    """
    if root is None or schemaless or sum(1 for _ in descendants(root)) > MAX_NODES:
        return None
    return _compile_dict(root, frozenset(required_fields), "")


def _compile_dict(
    node: Mapping, required: frozenset[str], prefix: str
) -> FastCheck | None:
    """Compile the check of a dict.

    :param prefix: the dotted path of the dict with a final dot; empty for the document.
    """
    if node.by_type or not all(map(_is_plain_key, node.fields)):
        return None
    flat: dict[str, frozenset[type]] = {}
    nested: dict[str, FastCheck] = {}
    for name, child in node.fields.items():
        path = prefix + name
        is_required = any(f"{each}.".startswith(f"{path}.") for each in required)
        check = _compile_container(child, required, path)
        if check is not None:
            nested[name] = check if is_required else _or_none(check)
            continue
        flat[name] = _flat_classes(child) - ({NONE} if is_required else frozenset())
        if not flat[name]:
            return None
    id_classes = flat.pop("_id", FLAT_TYPES)
    return None if "_id" in nested else _dict_check(flat, nested, id_classes)


def _compile_container(
    node: Node, required: frozenset[str], path: str
) -> FastCheck | None:
    """Compile the check of a nested dict or list, or ``None`` for other values."""
    check: FastCheck | None = None
    classes = DICTS
    if isinstance(node, Mapping) and node.expected is dict:
        check = _compile_dict(node, required, f"{path}.")
    elif isinstance(node, ListOf) and (item_classes := _flat_classes(node.item)):
        check, classes = _list_check(item_classes), LISTS
    if check is None:
        return None
    check_content = check if path not in required else _and_not_empty(check)
    return lambda value: type(value) in classes and check_content(value)


def _and_not_empty(check: FastCheck) -> FastCheck:
    return lambda value: bool(value) and check(value)


def _or_none(check: FastCheck) -> FastCheck:
    return lambda value: value is None or check(value)


def _flat_classes(node: Node) -> frozenset[type]:
    """Return the exact classes of flat, valid values; dicts and lists are not flat."""
    if not isinstance(node, (Anything, Typed)) or node.types in {(dict,), (list,)}:
        return frozenset()
    return FLAT_TYPES.intersection((NONE, *node.types))


def _is_plain_key(key: str) -> bool:
    return key.isascii() and "\0" not in key


def _dict_check(  # noqa: C901  one function, for speed
    flat: dict[str, frozenset[type]],
    nested: dict[str, FastCheck],
    id_classes: frozenset[type],
) -> FastCheck:
    """Return the predicate that accepts dicts with the given fields.

    :param flat: the flat fields, and the classes of their values.
    :param nested: the other fields, and their checks.
    :param id_classes: the classes of an ``_id``, which may be missing.
    """
    flat_fields = tuple((name, *_usual_first(kinds)) for name, kinds in flat.items())
    nested_fields, count = tuple(nested.items()), len(flat) + len(nested)

    def is_valid(value: Any) -> bool:  # noqa: C901, PLR0911  likewise
        has_id = "_id" in value
        if len(value) != count + has_id:
            return False
        if has_id and not _is_flat(value["_id"], id_classes):
            return False
        try:
            for name, usual, others in flat_fields:
                item = value[name]
                kind = type(item)
                if kind is not usual and kind not in others:
                    return False
                if kind is str:
                    if len(item) > MAX_TEXT or not item.isascii():
                        return False
                elif kind is int:
                    if not SMALLEST_INT <= item <= LARGEST_INT:
                        return False
                elif kind is DATETIME and item.tzinfo not in UTC_ZONES:
                    return False
            for name, check in nested_fields:
                if not check(value[name]):
                    return False
        except KeyError:
            return False
        return True

    return is_valid


def _usual_first(kinds: frozenset[type]) -> tuple[type, frozenset[type]]:
    """Return the class to compare with first, and the others."""
    usual = min(kinds, key=lambda kind: (kind is NONE, kind is not str, kind.__name__))
    return usual, kinds - {usual}


def _is_flat(value: Any, classes: frozenset[type]) -> bool:
    kind = type(value)
    return kind in classes and (kind not in ITEM_CHECKS or ITEM_CHECKS[kind]([value]))


def _list_check(accepted: frozenset[type]) -> FastCheck:
    """Return the predicate that accepts lists whose items are all of one class.

    :param accepted: the classes that the items can have.
    """

    def is_valid(items: list[Any]) -> bool:
        if not items:
            return True
        kind = type(items[0])
        if kind not in accepted or len(items) > MAX_ITEMS:
            return False
        if len(set(map(type, items))) > 1:
            return False
        return kind not in ITEM_CHECKS or ITEM_CHECKS[kind](items)

    return is_valid


def _are_plain_texts(items: list[str]) -> bool:
    text = "".join(items)
    return len(text) <= MAX_TEXT and text.isascii()


def _are_in_range(items: list[int]) -> bool:
    return min(items) >= SMALLEST_INT and max(items) <= LARGEST_INT


def _are_in_utc(items: list[datetime.datetime]) -> bool:
    return all(item.tzinfo in UTC_ZONES for item in items)


ITEM_CHECKS: dict[type, Callable[[Any], bool]] = {
    str: _are_plain_texts,
    int: _are_in_range,
    DATETIME: _are_in_utc,
}
