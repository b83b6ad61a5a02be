"""Dotted paths into a structure; ``$str`` stands for all keys of type ``str``."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from mongokit.structure.nodes import ListOf, Mapping, Node, TupleOf, Typed, Unchecked
from mongokit.structure.walk import parts

POSITION = re.compile(r"\d+|\$(\[\w*\])?")


def namespaces(root: Mapping, prefix: str = "") -> Iterator[str]:
    """Yield the dotted path of each field, parents first; list items have none."""
    for part, node in parts(root):
        yield prefix + part
        if isinstance(node, Mapping):
            yield from namespaces(node, f"{prefix}{part}.")


def has_typed_key(path: str) -> bool:
    """Return whether a path contains a key type, such as ``$str``."""
    return any(part.startswith("$") for part in path.split("."))


def nodes_along(root: Mapping, path: str) -> list[Node | None]:
    """Return the root and the node of each part of a path, ``None`` if undeclared."""
    nodes: list[Node | None] = [root]
    for part in path.split("."):
        node = nodes[-1]
        entries = dict(parts(node)) if isinstance(node, Mapping) else {}
        nodes.append(entries.get(part))
    return nodes


def leads_into(root: Mapping, path: str) -> bool:
    """Return whether the structure allows an update to write to a path.

    The path can contain list positions and placeholders for them, such as ``$[]``.

    :param path: dotted, as for ``$set``.
    """
    node: Node | None = root
    for part in path.split("."):
        node = None if node is None else _step(node, part)
    return node is not None


def _step(node: Node, part: str) -> Node | None:
    """Return the child node for one part of an update path.

    It is ``Unchecked`` where the structure does not restrict the content, such as in
    a plain dict, and ``None`` if the structure has no such path.
    """
    if isinstance(node, Mapping):
        typed = next((child for _, child in node.by_type), None)
        return node.fields.get(part) or typed
    if isinstance(node, (ListOf, TupleOf)):
        item = node.item if isinstance(node, ListOf) else Unchecked()
        return item if POSITION.fullmatch(part) else None
    is_leaf = isinstance(node, Typed) and node.declared not in {dict, list}
    return None if is_leaf else Unchecked()


def check_paths(option: str, paths: Iterable[object], known: Iterable[str]) -> None:
    """Check that the structure contains the paths listed in an option.

    :param option: the name of the class attribute, for the message.
    :param paths: the paths in the option.
    :param known: the paths that it may contain.
    :raises ValueError: if a path is not among them.
    """
    known = frozenset(known)
    for path in paths:
        if not isinstance(path, str) or path not in known:
            raise ValueError(f"Error in {option}: can't find {path} in structure")


def find_value(document: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """Return the value at a path of field names, or ``None`` if it is missing."""
    value: Any = document
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value
