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
from mongokit.structure.paths import find_value, leads_below_type

__all__ = [
    "Fill",
    "NestedDict",
    "compile_defaults",
    "compile_skeleton",
    "compile_wrapping",
]

Fill = Callable[[dict[Any, Any]], None]
NestedDict = Callable[[Mapping], Callable[[], dict[Any, Any]]]


def compile_skeleton(root: Mapping, nested_dict: NestedDict) -> Fill | None:
    """Return what fills in the fields that a document lacks, ``None`` if it has none.

    :param nested_dict: returns what makes the empty dict of a nested node.
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


def _maker(node: Node, nested_dict: NestedDict) -> Callable[[], Any] | None:
    if isinstance(node, Mapping):
        return nested_dict(node)
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
        if not leads_below_type(path)
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
        for key, item in value.items():
            _set_default(present, key, item)
    elif _is_blank(present):
        target[name] = value


def _is_blank(present: Any) -> bool:
    """Tell whether a value is as a skeleton has it."""
    if isinstance(present, list):
        return all(item is None for item in present)
    return present is None or present == {}


def _default_maker(value: Any) -> Callable[[], Any]:
    if callable(value):
        return value  # type: ignore[no-any-return]  # whatever it makes is the default
    if isinstance(value, list):
        makers = [_default_maker(item) for item in value]
        return lambda: [make() for make in makers]
    return lambda: copy.deepcopy(value)


def compile_wrapping(root: Mapping, nested_dict: NestedDict) -> Fill | None:
    """Return what wraps the nested dicts of a loaded document, ``None`` without any.

    :param nested_dict: returns what makes the empty dict of a nested node.
    """
    nested = tuple(
        (name, nested_dict(node), compile_wrapping(node, nested_dict))
        for name, node in root.fields.items()
        if isinstance(node, Mapping) and node.expected is dict
    )
    if not nested:
        return None

    def wrap(document: dict[Any, Any]) -> None:
        for name, make, wrap_inner in nested:
            value = document.get(name)
            if type(value) is dict:
                shallow = make()
                shallow.update(value)
                document[name] = value = shallow
            if wrap_inner is not None and isinstance(value, dict):
                wrap_inner(value)

    return wrap
