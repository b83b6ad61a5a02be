"""Compile the fast check, which is enough for most documents."""

import datetime
import functools
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
MAX_ITEMS = 100
MAX_ITEM_TEXT = 1000  # so that the largest document stays below 16 MiB
UTC_ZONES = (None, datetime.UTC, utc)
DATETIME = datetime.datetime
NONE = type(None)

# Whether BSON can encode direct instances of these classes is quick to check.
FLAT_TYPES = (ObjectId, str, int, DATETIME, bool, float, NONE)
DICTS = frozenset({dict, DotedDict})

CONDITIONS = {
    str: "len(item) <= MAX_TEXT and item.isascii()",
    int: "SMALLEST_INT <= item <= LARGEST_INT",
    DATETIME: "item.tzinfo in UTC_ZONES",
}
"""What is required of a flat value of a class, apart from the class."""

NAMES: dict[str, Any] = {
    "LARGEST_INT": LARGEST_INT,
    "SMALLEST_INT": SMALLEST_INT,
    "UTC_ZONES": UTC_ZONES,
    **{kind.__name__: kind for kind in FLAT_TYPES},
}
"""The variables in the conditions, apart from the limits."""

DICT_CHECK = """
def check(dict0):
    try:
        return {condition}
    except KeyError:
        return False
"""
LIST_CHECK = """
def check(items):
    if len(items) > MAX_ITEMS:
        return False
    for item in items:
        if not {condition}:
            return False
    return True
"""


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
    writer = _Writer(frozenset(required_fields))
    condition = writer.dict_condition(root)
    if condition is None:
        return None
    return _compile(DICT_CHECK, condition, writer.names)


@functools.cache
def _compile_list_check(item_classes: frozenset[type]) -> FastCheck:
    """Compile the check of a list whose items are flat, and have these classes."""
    names = {**NAMES, "MAX_ITEMS": MAX_ITEMS, "MAX_TEXT": MAX_ITEM_TEXT}
    return _compile(LIST_CHECK, _flat_condition(item_classes, "item"), names)


def _compile(source: str, condition: str, names: dict[str, Any]) -> FastCheck:
    """Compile a check, in which all names of fields are string literals.

    :param names: the global variables of the check.
    """
    exec(source.format(condition=condition), names)  # noqa: S102
    check: FastCheck = names["check"]
    return check


class _Writer:
    """Writes the check of a document as a Python expression: faster than a loop.

    :param required: the dotted paths of the fields that must have a value.
    """

    def __init__(self, required: frozenset[str]) -> None:
        self.required = required
        self.names = {**NAMES, "DICTS": DICTS, "MAX_TEXT": MAX_TEXT}

    def dict_condition(
        self, node: Mapping, prefix: str = "", depth: int = 0
    ) -> str | None:
        """Return the condition for the dict in the variable ``dict{depth}``.

        :param prefix: the dotted path of the dict with a final dot; empty for the
            document.
        """
        if node.by_type or not all(map(_is_plain_key, node.fields)):
            return None
        conditions = [self.size_condition(node, f"dict{depth}")]
        for name, child in node.fields.items():
            if name != "_id":
                value = f"dict{depth}[{_literal(name)}]"
                condition = self.condition(child, prefix + name, value, depth)
                conditions.append(condition)
        known = [condition for condition in conditions if condition is not None]
        return " and ".join(known) if len(known) == len(conditions) else None

    def size_condition(self, node: Mapping, variable: str) -> str | None:
        """Return the condition for the number of keys, and for an optional ``_id``."""
        count = len(node.fields.keys() - {"_id"})
        classes = frozenset(FLAT_TYPES)
        if "_id" in node.fields:
            classes = _flat_classes(node.fields["_id"])
        if not classes:
            return None
        has_id = f"len({variable}) == {count + 1} and '_id' in {variable}"
        id_condition = _flat_condition(classes, f"{variable}['_id']")
        return f"(len({variable}) == {count} or {has_id} and {id_condition})"

    def condition(self, node: Node, path: str, value: str, depth: int) -> str | None:
        """Return the condition for a field, or ``None`` if it is never fulfilled.

        :param value: the expression of its value.
        :param depth: the depth of the dict that contains it.
        """
        is_required = any(f"{each}.".startswith(f"{path}.") for each in self.required)
        if isinstance(node, Mapping) and node.expected is dict:
            variable = f"dict{depth + 1}"
            content = self.dict_condition(node, f"{path}.", depth + 1)
            test = f"type({variable} := {value}) in DICTS"
        elif isinstance(node, ListOf) and (item_classes := _flat_classes(node.item)):
            variable = "item"
            content = f"{self.constant(_compile_list_check(item_classes))}(item)"
            test = f"type(item := {value}) is list"
        else:
            optional = frozenset() if is_required else frozenset({NONE})
            classes = _flat_classes(node)
            accepted = classes - {NONE} | optional
            return _flat_condition(accepted, value) if classes and accepted else None
        if content is None:
            return None
        if path in self.required:
            test += f" and len({variable}) > 0"
        otherwise = "" if is_required else f" or {variable} is None"
        return f"({test} and {content}{otherwise})"

    def constant(self, value: object) -> str:
        """Make a value available in the expression, and return its name there."""
        name = f"constant{len(self.names)}"
        self.names[name] = value
        return name


def _flat_condition(classes: frozenset[type], value: str) -> str:
    """Return the condition for a flat value that has one of the classes.

    :param value: the expression of the value.
    """
    kind = f"(kind := type(item := {value}))"
    tests = []
    for each in FLAT_TYPES:
        if each in classes:
            more = f" and {CONDITIONS[each]}" if each in CONDITIONS else ""
            tests.append(f"{kind} is {each.__name__}{more}")
            kind = "kind"
    return f"({' or '.join(tests)})"


def _literal(name: str) -> str:
    return str.__repr__(name)  # subclasses of str may have their own


def _flat_classes(node: Node) -> frozenset[type]:
    """Return the exact classes of flat, valid values; dicts and lists are not flat."""
    if not isinstance(node, (Anything, Typed)) or node.types in {(dict,), (list,)}:
        return frozenset()
    return frozenset(FLAT_TYPES).intersection((NONE, *node.types))


def _is_plain_key(key: str) -> bool:
    return key.isascii() and "\0" not in key
