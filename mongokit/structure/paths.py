"""Dotted paths into a structure; a key type stands in them as ``$str``."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from mongokit.structure.nodes import ListOf, Mapping, Node, Scalar, TupleOf, Unchecked

__all__ = [
    "check_paths",
    "children",
    "find_value",
    "leads_below_type",
    "leads_into",
    "namespaces",
]

POSITION = re.compile(r"\d+|\$(\[\w*\])?")


def namespaces(root: Mapping, prefix: str = "") -> Iterator[str]:
    """Yield every dotted path, a parent before its children; a list ends a path."""
    for name, node in children(root):
        path = f"{prefix}{name}"
        yield path
        if isinstance(node, Mapping):
            yield from namespaces(node, f"{path}.")


def children(node: Mapping) -> Iterator[tuple[str, Node]]:
    """Yield the parts that a path may go on with, and the nodes there."""
    yield from node.fields.items()
    for key_type, child in node.by_type:
        yield f"${key_type.__name__}", child


def leads_below_type(path: str) -> bool:
    """Tell whether a key type is part of a path."""
    return any(part.startswith("$") for part in path.split("."))


def leads_into(root: Mapping, path: str) -> bool:
    """Tell whether an update may write to a path, positions in lists included.

    :param path: dotted, as for ``$set``.
    """
    node: Node | None = root
    for part in path.split("."):
        node = None if node is None else _step(node, part)
    return node is not None


def _step(node: Node, part: str) -> Node | None:
    """Return the node below another, ``Unchecked`` where the structure ends."""
    match node:
        case Mapping():
            entries = [child for _, child in node.by_type]
            return node.fields.get(part) or next(iter(entries), None)
        case ListOf():
            return node.item if POSITION.fullmatch(part) else None
        case TupleOf():
            return Unchecked() if POSITION.fullmatch(part) else None
        case Scalar():
            return None
    return Unchecked()


def check_paths(option: str, paths: Iterable[object], known: Iterable[str]) -> None:
    """Check that each path that an option names is in the structure.

    :param option: the name of the class attribute.
    :raises ValueError: one is not.
    """
    known = frozenset(known)
    for path in paths:
        if not isinstance(path, str) or path not in known:
            raise ValueError(f"Error in {option}: can't find {path} in structure")


def find_value(document: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """Return the value at a path of plain names, ``None`` where there is none."""
    value: Any = document
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
