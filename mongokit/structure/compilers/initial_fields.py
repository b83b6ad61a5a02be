"""Compile the function that returns the fields of a new document at once."""

import datetime
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from bson import ObjectId

from mongokit.structure.compilers.defaults import default_factory
from mongokit.structure.compilers.dot_notation import ChooseFactory
from mongokit.structure.compilers.skeleton import Start, compile_starts
from mongokit.structure.nodes import Custom, ListOf, Mapping, Node, TupleOf

InitialFields = Callable[[], dict[str, Any]]

CONSTANTS = frozenset(
    {type(None), bool, int, float, str, bytes, datetime.datetime, ObjectId}
)
"""The classes of the default values that documents can share."""


def compile_initial_fields(
    default_values: AbstractMapping[str, Any],
    root: Mapping,
    choose_factory: ChooseFactory,
) -> InitialFields | None:
    """Compile a function that returns the skeleton with the default values.

    Return ``None`` if a default value does not simply replace what the skeleton has, as
    one of a nested field does. Then the skeleton has to be filled in first.

    :param choose_factory: returns the factory for the dicts of a nested node.
    """
    starts = compile_starts(root, choose_factory)
    if not all(_replaces_start(path, root, starts) for path in default_values):
        return None
    constants: dict[str, Any] = dict.fromkeys(root.fields)
    factories = {name: _start_factory(*start) for name, start in starts.items()}
    for name, value in default_values.items():
        factories.pop(name, None)
        if type(value) in CONSTANTS:
            constants[name] = value
        else:
            factories[name] = default_factory(value)
    return _initial_fields(constants, tuple(factories.items()))


def _replaces_start(
    path: str, root: Mapping, starts: AbstractMapping[str, Start]
) -> bool:
    node: Node | None = root.fields.get(path)
    if isinstance(node, ListOf):
        node = node.item
    elif path in starts and not isinstance(node, TupleOf):
        return False
    return node is not None and not isinstance(node, Custom)


def _start_factory(
    make: Callable[[], Any], fill_in: Callable[[Any], None] | None
) -> Callable[[], Any]:
    if fill_in is None:
        return make

    def make_filled() -> Any:
        made = make()
        fill_in(made)
        return made

    return make_filled


def _initial_fields(
    constants: dict[str, Any], factories: tuple[tuple[str, Callable[[], Any]], ...]
) -> InitialFields:
    if not factories:
        return constants.copy

    def initial_fields() -> dict[str, Any]:
        fields = constants.copy()
        for name, make in factories:
            fields[name] = make()
        return fields

    return initial_fields
