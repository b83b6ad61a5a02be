"""Compiles what a new document starts with."""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from mongokit.i18n import i18n
from mongokit.structure.compilers.translations import has_translations
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    OpenDict,
    OpenList,
    Translated,
    TupleOf,
)

__all__ = [
    "ChooseFactory",
    "Mutator",
    "compile_dict_wrapping",
    "compile_skeleton",
]

Mutator = Callable[[dict[Any, Any]], None]
ChooseFactory = Callable[[Mapping], Callable[[], dict[Any, Any]]]


def compile_skeleton(root: Mapping, choose_factory: ChooseFactory) -> Mutator | None:
    """Return what fills in the fields that a document lacks, ``None`` if it has none.

    :param choose_factory: returns what makes the empty dict of a nested node.
    """
    if not root.fields:
        return None
    makers = tuple(
        (name, _maker(node, choose_factory)) for name, node in root.fields.items()
    )
    inner = tuple(
        (name, fill)
        for name, node in root.fields.items()
        if isinstance(node, Mapping)
        and (fill := compile_skeleton(node, choose_factory)) is not None
    )

    def fill_in(document: dict[Any, Any]) -> None:
        for name, make in makers:
            if name not in document:
                document[name] = make() if make else None
        for name, fill in inner:
            if isinstance(document[name], dict):
                fill(document[name])

    return fill_in


def _maker(node: Node, choose_factory: ChooseFactory) -> Callable[[], Any] | None:
    if isinstance(node, Mapping):
        return choose_factory(node)
    start = STARTS.get(type(node))
    return start and start(node)


# What makes the value that a new document has; where nothing does, that is None.
STARTS: dict[type, Callable[[Any], Callable[[], Any] | None]] = {
    OpenDict: lambda _: dict,
    OpenList: lambda _: list,
    ListOf: lambda _: list,
    TupleOf: lambda node: partial(operator.mul, [None], len(node.items)),
    Custom: lambda node: node.custom_type.init_type,
    Translated: lambda _: i18n,
}


def compile_dict_wrapping(
    root: Mapping, choose_factory: ChooseFactory
) -> Mutator | None:
    """Return what wraps the nested dicts of a loaded document, ``None`` without any.

    :param choose_factory: returns what makes the empty dict of a nested node.
    """
    nested = tuple(
        (name, choose_factory(node), compile_dict_wrapping(node, choose_factory))
        for name, node in root.fields.items()
        if isinstance(node, Mapping) and node.expected is dict
    )
    wrap_entries = _compile_entries(root, choose_factory)
    if not nested:
        return wrap_entries

    def wrap(document: dict[Any, Any]) -> None:
        for name, make, wrap_inner in nested:
            value = document.get(name)
            if type(value) is dict:
                shallow = make()
                shallow.update(value)
                document[name] = value = shallow
            if wrap_inner is not None and isinstance(value, dict):
                wrap_inner(value)
        if wrap_entries is not None:
            wrap_entries(document)

    return wrap


def _compile_entries(root: Mapping, choose_factory: ChooseFactory) -> Mutator | None:
    """Return what wraps the dicts under key types, ``None`` without any."""
    typed = tuple(
        (key_type, compile_dict_wrapping(Mapping(dict, {"": node}), choose_factory))
        for key_type, node in root.by_type
        if not has_translations(node)
    )
    if not any(wrap for _, wrap in typed):
        return None

    def wrap_entries(document: dict[Any, Any]) -> None:
        for key, value in document.items():
            if isinstance(value, dict) and key not in root.fields:
                entry = {"": value}
                wrap = next((w for t, w in typed if isinstance(key, t)), None)
                if wrap is not None:
                    wrap(entry)
                    document[key] = entry[""]

    return wrap_entries
