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
Container = tuple[frozenset[type], FastCheck]
"""The exact classes of a nested dict or list, and the check of its content."""

MAX_NODES = 100
MAX_TEXT = 10_000
MAX_ITEMS = 100
MAX_ITEM_TEXT = 1000  # so that the largest document stays below 16 MiB
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
    containers: dict[str, Container] = {}
    for name, child in node.fields.items():
        path = prefix + name
        is_required = any(f"{each}.".startswith(f"{path}.") for each in required)
        optional = frozenset() if is_required else frozenset({NONE})
        container = _compile_container(child, required, path)
        if container is not None:
            classes, check = container
            containers[name] = classes | optional, check
            continue
        classes = _flat_classes(child)
        flat[name] = classes - {NONE} | optional
        if not classes or not flat[name]:  # a required None is never valid
            return None
    id_classes = flat.pop("_id", FLAT_TYPES)
    return None if "_id" in containers else _dict_check(flat, containers, id_classes)


def _compile_container(
    node: Node, required: frozenset[str], path: str
) -> Container | None:
    """Compile the check of a nested dict or list, or ``None`` for other values."""
    check: FastCheck | None = None
    classes = DICTS
    if isinstance(node, Mapping) and node.expected is dict:
        check = _compile_dict(node, required, f"{path}.")
    elif isinstance(node, ListOf) and (item_classes := _flat_classes(node.item)):
        check, classes = _list_check(item_classes), LISTS
    if check is None:
        return None
    return classes, check if path not in required else _and_not_empty(check)


def _and_not_empty(check: FastCheck) -> FastCheck:
    return lambda value: bool(value) and check(value)


def _flat_classes(node: Node) -> frozenset[type]:
    """Return the exact classes of flat, valid values; dicts and lists are not flat."""
    if not isinstance(node, (Anything, Typed)) or node.types in {(dict,), (list,)}:
        return frozenset()
    return FLAT_TYPES.intersection((NONE, *node.types))


def _is_plain_key(key: str) -> bool:
    return key.isascii() and "\0" not in key


def _dict_check(  # noqa: C901  one function, for speed
    flat: dict[str, frozenset[type]],
    containers: dict[str, Container],
    id_classes: frozenset[type],
) -> FastCheck:
    """Return the predicate that accepts dicts with the given fields.

    :param flat: the flat fields, and the classes of their values.
    :param containers: the nested dicts and lists.
    :param id_classes: the classes of an ``_id``, which may be missing.
    """
    flat_fields = tuple((name, *_usual_first(kinds)) for name, kinds in flat.items())
    nested = tuple((name, *container) for name, container in containers.items())
    count = len(flat) + len(containers)

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
            for name, classes, check in nested:
                item = value[name]
                if type(item) not in classes or not (item is None or check(item)):
                    return False
        except KeyError:
            return False
        return True

    return is_valid


def _usual_first(kinds: frozenset[type]) -> tuple[type, frozenset[type]]:
    """Return the class to compare with first, and the others."""
    usual = min(kinds, key=lambda kind: (kind is NONE, kind is not str, kind.__name__))
    return usual, kinds - {usual}


def _list_check(accepted: frozenset[type]) -> FastCheck:
    """Return the predicate that accepts lists whose items have the given classes."""
    if accepted == {str, NONE}:
        return _are_texts
    if accepted == {int, NONE}:
        return _are_numbers

    def is_valid(items: list[Any]) -> bool:
        if len(items) > MAX_ITEMS:
            return False
        for item in items:  # noqa: SIM110  faster than all()
            if not _is_flat(item, accepted):
                return False
        return True

    return is_valid


def _are_texts(items: list[Any]) -> bool:
    if len(items) > MAX_ITEMS:
        return False
    for item in items:
        if type(item) is not str or len(item) > MAX_ITEM_TEXT or not item.isascii():
            return False
    return True


def _are_numbers(items: list[Any]) -> bool:
    if len(items) > MAX_ITEMS:
        return False
    for item in items:
        if type(item) is not int or not SMALLEST_INT <= item <= LARGEST_INT:
            return False
    return True


def _is_flat(value: Any, classes: frozenset[type]) -> bool:
    kind = type(value)
    if kind not in classes:
        return False
    if kind is int:
        return bool(SMALLEST_INT <= value <= LARGEST_INT)
    if kind is str:
        return len(value) <= MAX_ITEM_TEXT and value.isascii()
    return kind is not DATETIME or value.tzinfo in UTC_ZONES
