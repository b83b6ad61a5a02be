"""Dotted paths into a structure; a key type stands in them as ``$str``."""

from collections.abc import Iterable, Iterator
from typing import Any

from mongokit.structure.nodes import Mapping, Node

__all__ = ["check_paths", "children", "find_value", "leads_below_type", "namespaces"]


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


def check_paths(option: str, paths: Iterable[str], known: Iterable[str]) -> None:
    """Check that each path that an option names is in the structure.

    :param option: the name of the class attribute.
    :raises ValueError: one is not.
    """
    known = frozenset(known)
    for path in paths:
        if path not in known:
            raise ValueError(f"Error in {option}: can't find {path} in structure")


def find_value(document: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """Return the value at a path of plain names, ``None`` where there is none."""
    value: Any = document
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
