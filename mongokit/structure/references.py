"""Compiles what finds the places of a document where it refers to others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mongokit.structure.nodes import ListOf, Mapping, Node, Reference, TupleOf

__all__ = ["Places", "ReferencePlace", "compile_places"]


@dataclass(frozen=True, slots=True)
class ReferencePlace:
    """A place of a document where a reference stands.

    :param container: the dict or list that holds it.
    :param key: its key or position there.
    :param document_class: the class that the structure names.
    :param path: the dotted path of the field.
    """

    container: Any
    key: Any
    document_class: Any
    path: str

    @property
    def value(self) -> Any:
        """What stands there."""
        return self.container[self.key]


Places = Callable[[Any], Iterator[ReferencePlace]]
Find = Callable[[Any, Any], Iterator[ReferencePlace]]


def compile_places(root: Mapping) -> Places | None:
    """Return what yields the places of a document, ``None`` where there are none."""
    find = _find_in(root, "")
    if find is None:
        return None
    return lambda document: find({"": document}, "")


def _find_in(node: Node, path: str) -> Find | None:
    match node:
        case Reference():
            return _find_here(node.document_class, path)
        case ListOf():
            return _find_items(_find_in(node.item, path))
        case TupleOf():
            return _find_positions([_find_in(item, path) for item in node.items])
        case Mapping():
            return _find_fields(node, path)
    return None


def _find_here(document_class: Any, path: str) -> Find:
    def find(container: Any, key: Any) -> Iterator[ReferencePlace]:
        if container[key] is not None:
            yield ReferencePlace(container, key, document_class, path)

    return find


def _find_items(find_item: Find | None) -> Find | None:
    if find_item is None:
        return None

    def find(container: Any, key: Any) -> Iterator[ReferencePlace]:
        items = container[key]
        if isinstance(items, (list, tuple)):
            for position in range(len(items)):
                yield from find_item(items, position)

    return find


def _find_positions(finds: list[Find | None]) -> Find | None:
    if not any(finds):
        return None

    def find(container: Any, key: Any) -> Iterator[ReferencePlace]:
        items = container[key]
        if isinstance(items, (list, tuple)) and len(items) == len(finds):
            for position, find_item in enumerate(finds):
                if find_item is not None:
                    yield from find_item(items, position)

    return find


def _find_fields(node: Mapping, path: str) -> Find | None:
    prefix = f"{path}." if path else ""
    named = {
        name: find_field
        for name, child in node.fields.items()
        if (find_field := _find_in(child, prefix + name))
    }
    typed = tuple(
        (key_type, find_entry)
        for key_type, child in node.by_type
        if (find_entry := _find_in(child, f"{prefix}${key_type.__name__}"))
    )
    if not named and not typed:
        return None

    def find(container: Any, key: Any) -> Iterator[ReferencePlace]:
        value = container[key]
        if isinstance(value, dict):
            for name in named.keys() & value.keys():
                yield from named[name](value, name)
            for entry in value.keys() - node.fields.keys() if typed else ():
                yield from _find_entry(typed, value, entry)

    return find


def _find_entry(
    typed: tuple[tuple[type, Find], ...], container: Any, entry: Any
) -> Iterator[ReferencePlace]:
    for key_type, find_entry in typed:
        if isinstance(entry, key_type):
            yield from find_entry(container, entry)
            return
