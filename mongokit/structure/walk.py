"""Walk the nodes of a structure, and the base class of the compilers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from mongokit.structure.nodes import ListOf, Mapping, Node, Translated, TupleOf

T = TypeVar("T")

Mutator = Callable[[dict[Any, Any]], None]
"""A compiled function that changes a document in place."""


def parts(node: Mapping) -> Iterator[tuple[str, Node]]:
    """Yield the path part and the node of each entry of a dict."""
    yield from node.fields.items()
    for key_type, child in node.by_type:
        yield key_part(key_type), child


def key_part(key_type: type) -> str:
    """Return the path part that stands for all keys of a type, such as ``$str``."""
    return f"${key_type.__name__}"


def descendants(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it."""
    yield node
    children: tuple[Node, ...] = ()
    if isinstance(node, Mapping):
        children = tuple(child for _, child in parts(node))
    elif isinstance(node, TupleOf):
        children = node.items
    elif isinstance(node, (ListOf, Translated)):
        children = (node.item,)
    for child in children:
        yield from descendants(child)


def child_node(node: Node | None, key: Any) -> Node | None:
    """Return the node of a dict entry, or ``None`` if none is declared."""
    if not isinstance(node, Mapping):
        return None
    if key in node.fields:
        return node.fields[key]
    return next((child for kind, child in node.by_type if isinstance(key, kind)), None)


def item_node(node: Node | None, position: int) -> Node | None:
    """Return the node of a list item, or ``None`` if none is declared."""
    if isinstance(node, ListOf):
        return node.item
    if isinstance(node, TupleOf) and position < len(node.items):
        return node.items[position]
    return None


@dataclass(slots=True)
class Entries(Generic[T]):
    """The compiled entries of a dict.

    :param names: the declared field names; any other key is looked up by its type.
    :param named: the result of each field that has one, by field name.
    :param typed: pairs of a key type and the result for its values, if any.
    """

    names: frozenset[str]
    named: dict[str, T]
    typed: tuple[tuple[type, T | None], ...]

    @property
    def any_typed(self) -> bool:
        """Whether at least one key type has a result for its values."""
        return any(result is not None for _, result in self.typed)

    def find_typed(self, value: dict[Any, Any]) -> Iterator[tuple[Any, T]]:
        """Yield each undeclared key whose key type has a result, with that result."""
        for key in value:
            if key in self.names:
                continue
            for key_type, result in self.typed:
                if isinstance(key, key_type):
                    if result is not None:
                        yield key, result
                    break


class Compiler(Generic[T]):
    """Base class of the compilers: compiles the nested nodes first, then the node.

    A subclass implements a method for each kind of node; it returns the result, or
    ``None`` if there is nothing to do. :attr:`leaves` maps the kinds without nested
    nodes to their methods.
    """

    leaves: ClassVar[dict[type, Callable[[Any, Any, str], Any]]] = {}

    def compile(self, node: Node, path: str) -> T | None:
        """Compile the node of a value at a dotted path, and return the result."""
        match node:
            case Mapping():
                return self.mapping(node, path, self.entries(node, f"{path}."))
            case ListOf():
                return self.list_of(path, self.compile(node.item, path))
            case TupleOf():
                return self.tuple_of(path, [self.compile(i, path) for i in node.items])
            case Translated():
                return self.translated(node, path, self.compile(node.item, path))
        compile_leaf = self.leaves.get(type(node))
        return compile_leaf and compile_leaf(self, node, path)

    def compile_root(self, root: Mapping) -> T | None:
        """Compile the root node, and return the result for a whole document."""
        return self.mapping(root, "", self.entries(root))

    def entries(self, node: Mapping, prefix: str = "") -> Entries[T]:
        """Compile the entries of a dict.

        :param prefix: the dotted path of the dict with a final dot; empty for the
            document.
        """
        results = [self.compile(child, prefix + part) for part, child in parts(node)]
        named = dict(zip(node.fields, results, strict=False))
        types = [key_type for key_type, _ in node.by_type]
        return Entries(
            frozenset(node.fields),
            {name: result for name, result in named.items() if result is not None},
            tuple(zip(types, results[len(named) :], strict=True)),
        )

    def list_of(self, path: str, item: T | None, /) -> T | None:
        """Return the result for a list."""

    def tuple_of(self, path: str, items: list[T | None], /) -> T | None:
        """Return the result for a tuple."""

    def translated(self, node: Translated, path: str, item: T | None, /) -> T | None:
        """Return the result for a translated field."""

    def mapping(self, node: Mapping, path: str, entries: Entries[T], /) -> T | None:
        """Return the result for a dict."""
