"""Compiles what finds the places of a document where it refers to others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mongokit.structure.nodes import (
    ListOf,
    Mapping,
    Node,
    Reference,
    Translated,
    TupleOf,
)

__all__ = ["Slot", "SlotFinder", "compile_slot_finder", "referenced_classes"]


@dataclass(frozen=True, slots=True)
class Slot:
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


SlotFinder = Callable[[Any], Iterator[Slot]]
Find = Callable[[Any, Any], Iterator[Slot]]


@dataclass(frozen=True, slots=True)
class _TupleIn:
    """A tuple in a container, whose items can be changed by putting another there."""

    container: Any
    key: Any

    def __getitem__(self, position: int) -> Any:
        return self.container[self.key][position]

    def __setitem__(self, position: int, value: Any) -> None:
        items = list(self.container[self.key])
        items[position] = value
        self.container[self.key] = tuple(items)


def compile_slot_finder(root: Mapping) -> SlotFinder | None:
    """Return what yields the places of a document, ``None`` where there are none."""
    find = _find_in(root, "")
    if find is None:
        return None
    return lambda document: find({"": document}, "")


def referenced_classes(node: Node) -> Iterator[Any]:
    """Yield the document classes that a structure refers to."""
    match node:
        case Reference():
            yield node.document_class
        case ListOf() | Translated():
            yield from referenced_classes(node.item)
        case TupleOf():
            for item in node.items:
                yield from referenced_classes(item)
        case Mapping():
            for child in (*node.fields.values(), *(child for _, child in node.by_type)):
                yield from referenced_classes(child)


def _find_in(node: Node, path: str) -> Find | None:
    match node:
        case Reference():
            return _find_here(node.document_class, path)
        case ListOf():
            return _find_items(_find_in(node.item, path))
        case TupleOf():
            return _find_positions([_find_in(item, path) for item in node.items])
        case Translated():
            return _find_translations(_find_in(node.item, path))
        case Mapping():
            return _find_fields(node, path)
    return None


def _find_here(document_class: Any, path: str) -> Find:
    def find(container: Any, key: Any) -> Iterator[Slot]:
        if container[key] is not None:
            yield Slot(container, key, document_class, path)

    return find


def _find_items(find_item: Find | None) -> Find | None:
    if find_item is None:
        return None

    def find(container: Any, key: Any) -> Iterator[Slot]:
        items = container[key]
        if isinstance(items, (list, tuple)):
            changeable = _changeable(container, key)
            for position in range(len(items)):
                yield from find_item(changeable, position)

    return find


def _find_positions(finds: list[Find | None]) -> Find | None:
    if not any(finds):
        return None

    def find(container: Any, key: Any) -> Iterator[Slot]:
        items = container[key]
        if isinstance(items, (list, tuple)) and len(items) == len(finds):
            changeable = _changeable(container, key)
            for position, find_item in enumerate(finds):
                if find_item is not None:
                    yield from find_item(changeable, position)

    return find


def _changeable(container: Any, key: Any) -> Any:
    items = container[key]
    return _TupleIn(container, key) if isinstance(items, tuple) else items


def _find_translations(find_item: Find | None) -> Find | None:
    if find_item is None:
        return None

    def find(container: Any, key: Any) -> Iterator[Slot]:
        translations = container[key]
        if isinstance(translations, dict):
            for language in translations:
                yield from find_item(translations, language)

    return find


def _find_fields(node: Mapping, path: str) -> Find | None:
    prefix = f"{path}." if path else ""
    named = {
        name: find_field
        for name, child in node.fields.items()
        if (find_field := _find_in(child, prefix + name))
    }
    typed = tuple(
        (key_type, _find_in(child, f"{prefix}${key_type.__name__}"))
        for key_type, child in node.by_type
    )
    if not any(find_entry for _, find_entry in typed):
        return _find_named(named) if named else None
    return _find_entries(_find_named(named), frozenset(node.fields), typed)


def _find_named(named: dict[str, Find]) -> Find:
    def find(container: Any, key: Any) -> Iterator[Slot]:
        value = container[key]
        if isinstance(value, dict):
            for name, find_field in named.items():
                if name in value:
                    yield from find_field(value, name)

    return find


def _find_entries(
    find_named: Find,
    names: frozenset[str],
    typed: tuple[tuple[type, Find | None], ...],
) -> Find:
    """Return what looks at the named fields of a dict, then at the others' keys."""

    def find(container: Any, key: Any) -> Iterator[Slot]:
        yield from find_named(container, key)
        value = container[key]
        for entry in value if isinstance(value, dict) else ():
            if entry not in names:
                find_entry = _of_type(entry, typed)
                if find_entry is not None:
                    yield from find_entry(value, entry)

    return find


def _of_type(entry: Any, typed: tuple[tuple[type, Find | None], ...]) -> Find | None:
    return next((find for key_type, find in typed if isinstance(entry, key_type)), None)
