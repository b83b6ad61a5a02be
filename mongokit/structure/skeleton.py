"""Compiles what a new document starts with."""

import copy
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from mongokit.structure.nodes import (
    ListOf,
    Mapping,
    Node,
    OpenDict,
    OpenList,
    TupleOf,
)
from mongokit.structure.paths import find_value

__all__ = ["Fill", "compile_defaults", "compile_skeleton", "compile_wrapping"]

Fill = Callable[[dict[Any, Any]], None]
NestedDict = Callable[[], dict[Any, Any]]


def compile_skeleton(root: Mapping, nested_dict: type[dict[str, Any]]) -> Fill | None:
    """Return what fills in the fields that a document lacks, ``None`` if it has none.

    :param nested_dict: the class of the nested dicts of the structure.
    """
    if not root.fields:
        return None
    makers = tuple(
        (name, _maker(node, nested_dict)) for name, node in root.fields.items()
    )
    inner = tuple(
        (name, fill)
        for name, node in root.fields.items()
        if isinstance(node, Mapping)
        and (fill := compile_skeleton(node, nested_dict)) is not None
    )

    def fill_in(document: dict[Any, Any]) -> None:
        for name, make in makers:
            if name not in document:
                document[name] = make() if make else None
        for name, fill in inner:
            if isinstance(document[name], dict):
                fill(document[name])

    return fill_in


def _maker(node: Node, nested_dict: type[dict[str, Any]]) -> Callable[[], Any] | None:
    if isinstance(node, Mapping):
        return nested_dict if node.expected is dict else node.expected
    if isinstance(node, OpenDict):
        return dict
    if isinstance(node, (OpenList, ListOf)):
        return list
    if isinstance(node, TupleOf):
        length = len(node.items)
        return lambda: [None] * length
    return None


def compile_defaults(defaults: AbstractMapping[str, Any]) -> Fill | None:
    """Return what puts the defaults where a document has ``None`` or nothing in it.

    :param defaults: dotted path → value, or a callable that makes one.
    """
    setters = tuple(
        (tuple(parents), name, _default_maker(value))
        for path, value in defaults.items()
        if "$" not in path
        for *parents, name in [path.split(".")]
    )
    if not setters:
        return None

    def set_defaults(document: dict[Any, Any]) -> None:
        for parents, name, make in setters:
            target = find_value(document, parents)
            if isinstance(target, dict):
                _set_default(target, name, make())

    return set_defaults


def _set_default(target: dict[Any, Any], name: str, value: Any) -> None:
    present = target.get(name)
    if isinstance(present, dict) and isinstance(value, dict):
        present.update(value)
    elif not present:
        target[name] = value


def _default_maker(value: Any) -> Callable[[], Any]:
    if callable(value):
        return value  # type: ignore[no-any-return]  # whatever it makes is the default
    if isinstance(value, list):
        makers = [_default_maker(item) for item in value]
        return lambda: [make() for make in makers]
    return lambda: copy.deepcopy(value)


def compile_wrapping(root: Mapping, wrapper: type[dict[str, Any]]) -> Fill | None:
    """Return what wraps the nested dicts of a loaded document, ``None`` without any.

    :param wrapper: the class of the nested dicts.
    """
    nested = tuple(
        (name, compile_wrapping(node, wrapper))
        for name, node in root.fields.items()
        if isinstance(node, Mapping) and node.expected is dict
    )
    if not nested:
        return None

    def wrap(document: dict[Any, Any]) -> None:
        for name, wrap_inner in nested:
            value = document.get(name)
            if type(value) is dict:
                shallow = wrapper()
                shallow.update(value)
                document[name] = value = shallow
            if wrap_inner is not None and isinstance(value, dict):
                wrap_inner(value)

    return wrap
