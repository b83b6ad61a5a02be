"""Compile the fast check, which is enough for most documents."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from bson import ObjectId
from bson.tz_util import utc

from mongokit.structure.encodability import LARGEST_INT, SMALLEST_INT
from mongokit.structure.nodes import Anything, Mapping, Node, Typed

FastCheck = Callable[[dict[Any, Any]], bool]

MAX_FIELDS = 100
MAX_TEXT = 10_000
UTC_ZONES = (None, datetime.UTC, utc)
DATETIME = datetime.datetime

# Whether BSON can encode direct instances of these classes is quick to check.
FLAT_TYPES = frozenset({type(None), bool, float, ObjectId, str, int, DATETIME})


def compile_fast_check(
    root: Mapping | None, *, schemaless: bool, required_fields: Collection[str] = ()
) -> FastCheck | None:
    """Compile the fast check, which accepts flat, valid documents.

    All other documents need the full check. Return ``None`` if no document can pass.

    :param required_fields: declared top-level fields that must have a value.
    """
    if root is None or schemaless or root.by_type or len(root.fields) > MAX_FIELDS:
        return None
    accepted = {name: _accepted(child) for name, child in root.fields.items()}
    for name in accepted.keys() & set(required_fields):
        accepted[name] -= {type(None)}
    if not all(map(_is_plain_key, accepted)) or not all(accepted.values()):
        return None
    return _fast_check({"_id": FLAT_TYPES, **accepted}, len(accepted.keys() - {"_id"}))


def _accepted(node: Node) -> frozenset[type]:
    """Return the exact classes of flat, valid values; dicts and lists are not flat."""
    if not isinstance(node, (Anything, Typed)) or node.types in {(dict,), (list,)}:
        return frozenset()
    return FLAT_TYPES.intersection((type(None), *node.types))


def _is_plain_key(key: str) -> bool:
    return key.isascii() and "\0" not in key


def _fast_check(accepted: dict[str, frozenset[type]], count: int) -> FastCheck:  # noqa: C901  one function, for speed
    """Return the predicate that accepts flat documents with the given fields.

    :param accepted: the fields, and the classes of their values.
    :param count: number of fields in a document, without the ``_id``.
    """

    def is_valid(document: dict[Any, Any]) -> bool:  # noqa: C901  likewise
        if len(document) != count + ("_id" in document):
            return False
        try:
            for key, value in document.items():
                kind = type(value)
                if kind not in accepted[key]:
                    return False
                if kind is str:
                    can_be_encoded = len(value) <= MAX_TEXT and value.isascii()
                elif kind is int:
                    can_be_encoded = SMALLEST_INT <= value <= LARGEST_INT
                elif kind is DATETIME:
                    can_be_encoded = value.tzinfo in UTC_ZONES
                else:
                    continue
                if not can_be_encoded:
                    return False
        except KeyError:
            return False
        return True

    return is_valid
