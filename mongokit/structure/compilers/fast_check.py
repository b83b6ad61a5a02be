"""Compiles a quick look at a document, which finds most of them right."""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from bson import ObjectId
from bson.tz_util import utc

from mongokit.structure.encodability import LARGEST, SMALLEST
from mongokit.structure.nodes import Anything, Mapping, Node, Scalar

__all__ = ["FastCheck", "compile_fast_check"]

FastCheck = Callable[[dict[Any, Any]], bool]

FEW_FIELDS = 100
SHORT_TEXT = 10_000
UTC_ZONES = (None, datetime.UTC, utc)
DATETIME = datetime.datetime

# Values of these exact classes are small, and can be stored, or are easily seen to.
KNOWN = frozenset({type(None), bool, float, ObjectId, str, int, DATETIME})


def compile_fast_check(
    root: Mapping | None, *, schemaless: bool, required_fields: Collection[str] = ()
) -> FastCheck | None:
    """Return what tells that a document is right, and can be stored.

    What it does not tell that of has to be looked at closely. Where it would tell
    that of no document, ``None`` is returned.

    :param required_fields: those of the structure's own fields that must be given.
    """
    if root is None or schemaless or root.by_type or len(root.fields) > FEW_FIELDS:
        return None
    known = {name: _known_types(child) for name, child in root.fields.items()}
    for name in known.keys() & set(required_fields):
        known[name] -= {type(None)}
    if not all(map(_is_plain_key, known)) or not all(known.values()):
        return None
    return _glance({"_id": KNOWN, **known}, len(known.keys() - {"_id"}))


def _known_types(node: Node) -> frozenset[type]:
    """Return the exact classes of which values of a node are known to be right."""
    if not isinstance(node, (Anything, Scalar)):
        return frozenset()
    return KNOWN.intersection((type(None), *node.types))


def _is_plain_key(key: str) -> bool:
    return key.isascii() and "\0" not in key


def _glance(known: dict[str, frozenset[type]], count: int) -> FastCheck:  # noqa: C901  all in one, for each document is looked at
    """Return the look at a document.

    :param known: the names that fields may have, and the classes of their values.
    :param count: how many of them there have to be, beside the ``_id``.
    """

    def is_right(document: dict[Any, Any]) -> bool:  # noqa: C901  likewise
        if len(document) != count + ("_id" in document):
            return False
        try:
            for key, value in document.items():
                kind = type(value)
                if kind not in known[key]:
                    return False
                if kind is str:
                    can_be_stored = len(value) <= SHORT_TEXT and value.isascii()
                elif kind is int:
                    can_be_stored = SMALLEST <= value <= LARGEST
                elif kind is DATETIME:
                    can_be_stored = value.tzinfo in UTC_ZONES
                else:
                    continue
                if not can_be_stored:
                    return False
        except KeyError:
            return False
        return True

    return is_right
