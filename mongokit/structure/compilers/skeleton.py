"""Compile the function that adds the skeleton to a new document."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as AbstractMapping
from functools import partial
from operator import mul
from typing import Any, ClassVar

from mongokit.i18n import i18n
from mongokit.structure.compilers.dot_notation import ChooseFactory
from mongokit.structure.nodes import Custom, Mapping, Translated, Typed
from mongokit.structure.walk import Compiler, Entries, Mutator

Start = tuple[Callable[[], Any], Mutator | None]
"""The factory for an initial value, and the function that fills in its fields."""


def compile_skeleton(root: Mapping, choose_factory: ChooseFactory) -> Mutator | None:
    """Compile the function that adds missing fields, or ``None`` if none are declared.

    :param choose_factory: returns the factory for the dicts of a nested node.
    """
    return _compile_filling(root.fields, compile_starts(root, choose_factory))


def compile_starts(root: Mapping, choose_factory: ChooseFactory) -> dict[str, Start]:
    """Compile the initial values of the fields that start with a dict or a list.

    :param choose_factory: as for :func:`compile_skeleton`.
    """
    return _StartCompiler(choose_factory).entries(root).named


class _StartCompiler(Compiler[Start]):
    def __init__(self, choose_factory: ChooseFactory) -> None:
        self.choose_factory = choose_factory

    def _typed(self, node: Typed, _path: str) -> Start | None:
        return (node.declared, None) if node.declared in {dict, list} else None

    def _custom(self, node: Custom, _path: str) -> Start | None:
        make = node.custom_type.init_type
        return make and (make, None)

    leaves: ClassVar[dict[type, Any]] = {Typed: _typed, Custom: _custom}

    def list_of(self, _path: str, _item: Start | None, /) -> Start:
        """Return the factory of an empty list."""
        return list, None

    def tuple_of(self, _path: str, items: list[Start | None], /) -> Start:
        """Return the factory of a list with ``None`` at each position."""
        return partial(mul, [None], len(items)), None

    def translated(self, _node: Translated, _path: str, _: Start | None, /) -> Start:
        """Return the factory of a translated field that has no translations yet."""
        return i18n, None

    def mapping(self, node: Mapping, _path: str, entries: Entries[Start], /) -> Start:
        """Return the factory of a dict, and the function that adds its fields."""
        fill_in = _compile_filling(node.fields, entries.named)
        return self.choose_factory(node), fill_in


def _compile_filling(
    names: Iterable[str], starts: AbstractMapping[str, Start]
) -> Mutator | None:
    factories = tuple((name, starts.get(name, (None,))[0]) for name in names)
    nested = tuple((name, fill_in) for name, (_, fill_in) in starts.items() if fill_in)
    if not factories:
        return None

    def fill_in(document: dict[Any, Any]) -> None:
        for name, make in factories:
            if name not in document:
                document[name] = make() if make else None
        for name, fill_in_nested in nested:
            if isinstance(document[name], dict):
                fill_in_nested(document[name])

    return fill_in
