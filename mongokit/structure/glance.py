"""Compiles a quick look at a document, which finds most of them right."""

import datetime
from collections.abc import Callable
from typing import Any

from bson import ObjectId
from bson.tz_util import utc

from mongokit.structure.nodes import Anything, Mapping, Node, Scalar
from mongokit.structure.storable import LARGEST, SMALLEST

__all__ = ["Glance", "compile_glance"]

Glance = Callable[[dict[Any, Any]], bool]

FEW_FIELDS = 100
SHORT_TEXT = 10_000
UTC_ZONES = (None, datetime.UTC, utc)
DATETIME = datetime.datetime

# Values of these exact classes are small, and can be stored, or are easily seen to.
KNOWN = frozenset({type(None), bool, float, ObjectId, str, int, DATETIME})


def compile_glance(root: Mapping | None, *, schemaless: bool) -> Glance | None:
    """Return what tells that a document has the right types, and can be stored.

    What it does not tell that of has to be looked at closely. Where it would tell
    that of no document, ``None`` is returned.
    """
    if root is None or schemaless or root.by_type or len(root.fields) > FEW_FIELDS:
        return None
    known = {name: _known_types(child) for name, child in root.fields.items()}
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


def _glance(known: dict[str, frozenset[type]], count: int) -> Glance:
    """Return the look at a document.

    :param known: the names that fields may have, and the classes of their values.
    :param count: how many of them there have to be, beside the ``_id``.
    """

    def is_right(document: dict[Any, Any]) -> bool:
        if len(document) != count + ("_id" in document):
            return False
        for key, value in document.items():
            kind = type(value)
            if kind is str:
                can_be_stored = len(value) <= SHORT_TEXT and value.isascii()
            elif kind is int:
                can_be_stored = SMALLEST <= value <= LARGEST
            elif kind is DATETIME:
                can_be_stored = value.tzinfo in UTC_ZONES
            else:
                can_be_stored = True
            if not can_be_stored or key not in known or kind not in known[key]:
                return False
        return True

    return is_right
