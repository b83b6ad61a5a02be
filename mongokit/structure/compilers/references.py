"""Compile the slot finder, which finds the references in a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mongokit.structure.nodes import Mapping, Node, Reference, Translated
from mongokit.structure.walk import Compiler, Entries, descendants


@dataclass(frozen=True, slots=True)
class Slot:
    """The container and key at which a reference is stored.

    :param container: a dict or list in the document, or a proxy for a tuple.
    :param key: the key or position in the container.
    :param document_class: the declared class of the referenced document.
    :param path: the dotted path of the field.
    """

    container: Any
    key: Any
    document_class: Any
    path: str

    @property
    def value(self) -> Any:
        """The value in the slot."""
        return self.container[self.key]


SlotFinder = Callable[[Any], Iterator[Slot]]
Find = Callable[[Any, Any], Iterator[Slot]]


def compile_slot_finder(root: Mapping) -> SlotFinder | None:
    """Compile the slot finder, or ``None`` if the structure has no references."""
    find = _SlotCompiler().compile_root(root)
    return find and (lambda document: find({"": document}, ""))


def referenced_classes(root: Node) -> frozenset[Any]:
    """Return the document classes that a structure references."""
    nodes = descendants(root)
    return frozenset(n.document_class for n in nodes if isinstance(n, Reference))


class _SlotCompiler(Compiler[Find]):
    """Compiles functions that find the slots in ``container[key]``."""

    def _reference(self, node: Reference, path: str) -> Find:
        document_class = node.document_class

        def find(container: Any, key: Any) -> Iterator[Slot]:
            if container[key] is not None:
                yield Slot(container, key, document_class, path)

        return find

    leaves = {Reference: _reference}

    def list_of(self, _path: str, find_item: Find | None, /) -> Find | None:
        """Compile a function that finds the slots in each item."""
        if find_item is None:
            return None

        def find(container: Any, key: Any) -> Iterator[Slot]:
            items = container[key]
            if isinstance(items, (list, tuple)):
                writable = _writable(container, key)
                for position in range(len(items)):
                    yield from find_item(writable, position)

        return find

    def tuple_of(self, _path: str, items: list[Find | None], /) -> Find | None:
        """Compile a function that finds the slots at each position."""
        finders = [(index, find) for index, find in enumerate(items) if find]
        if not finders:
            return None

        def find(container: Any, key: Any) -> Iterator[Slot]:
            value = container[key]
            if isinstance(value, (list, tuple)) and len(value) == len(items):
                writable = _writable(container, key)
                for position, find_item in finders:
                    yield from find_item(writable, position)

        return find

    def translated(
        self, _node: Translated, _path: str, find_item: Find | None, /
    ) -> Find | None:
        """Compile a function that finds the slots in each translation."""
        if find_item is None:
            return None

        def find(container: Any, key: Any) -> Iterator[Slot]:
            translations = container[key]
            if isinstance(translations, dict):
                for language in translations:
                    yield from find_item(translations, language)

        return find

    def mapping(
        self, _node: Mapping, _path: str, entries: Entries[Find], /
    ) -> Find | None:
        """Compile a function that finds the slots in the entries of a dict."""
        if not entries.named and not entries.any_typed:
            return None
        any_typed = entries.any_typed

        def find(container: Any, key: Any) -> Iterator[Slot]:
            value = container[key]
            if not isinstance(value, dict):
                return
            for name, find_entry in entries.named.items():
                if name in value:
                    yield from find_entry(value, name)
            for entry, find_entry in entries.find_typed(value) if any_typed else ():
                yield from find_entry(value, entry)

        return find


@dataclass(frozen=True, slots=True)
class _TupleSlots:
    """A proxy for a tuple: assigning to an item replaces the tuple in its container."""

    container: Any
    key: Any

    def __getitem__(self, position: int) -> Any:
        return self.container[self.key][position]

    def __setitem__(self, position: int, value: Any) -> None:
        items = list(self.container[self.key])
        items[position] = value
        self.container[self.key] = tuple(items)


def _writable(container: Any, key: Any) -> Any:
    items = container[key]
    return _TupleSlots(container, key) if isinstance(items, tuple) else items
