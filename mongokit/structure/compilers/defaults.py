"""Compiles what puts the defaults into a new document."""

import copy
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from mongokit.custom_types import CustomType, names_of
from mongokit.errors import DefaultFieldTypeError
from mongokit.structure.compilers.skeleton import Mutator
from mongokit.structure.nodes import Custom, ListOf, Mapping, Node
from mongokit.structure.paths import children, find_value, leads_below_type

__all__ = ["compile_defaults"]


def compile_defaults(
    defaults: AbstractMapping[str, Any], root: Mapping | None
) -> Mutator | None:
    """Return what puts the defaults where a document has ``None`` or nothing in it.

    It raises :class:`DefaultFieldTypeError` where a custom type does not take one.

    :param defaults: dotted path → value, or a callable that makes one.
    """
    setters = tuple(
        (tuple(parents), name, _maker(value, path, root), _setter(path, root))
        for path, value in defaults.items()
        if not leads_below_type(path)
        for *parents, name in [path.split(".")]
    )
    if not setters:
        return None

    def set_defaults(document: dict[Any, Any]) -> None:
        for parents, name, make, set_default in setters:
            target = find_value(document, parents)
            if isinstance(target, dict):
                set_default(target, name, make())

    return set_defaults


def _maker(value: Any, path: str, root: Mapping | None) -> Callable[[], Any]:
    make = _default_maker(value)
    return make if root is None else _checked(path, root, make)


def _setter(
    path: str, root: Mapping | None
) -> Callable[[dict[Any, Any], str, Any], None]:
    """Return what sets a default; it wins over what a custom type starts with."""
    node = None if root is None else _node_at(root, path)
    if not isinstance(node, Custom) or node.custom_type.init_type is None:
        return _set_default
    start = node.custom_type.init_type

    def set_over_start(target: dict[Any, Any], name: str, value: Any) -> None:
        if target.get(name) == start():
            target[name] = value

    return set_over_start


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
    return present is None or (isinstance(present, (dict, set)) and not present)


def _default_maker(value: Any) -> Callable[[], Any]:
    if callable(value):
        return value  # type: ignore[no-any-return]  # whatever it makes is the default
    if isinstance(value, list):
        makers = [_default_maker(item) for item in value]
        return lambda: [make() for make in makers]
    return lambda: copy.deepcopy(value)


def _checked(path: str, root: Mapping, make: Callable[[], Any]) -> Callable[[], Any]:
    """Let a default of a custom type be one that the type takes."""
    node = _node_at(root, path)
    is_list = isinstance(node, ListOf)
    item = node.item if isinstance(node, ListOf) else node
    if not isinstance(item, Custom):
        return make
    custom_type = item.custom_type

    def make_checked() -> Any:
        value = make()
        for part in value if is_list and isinstance(value, list) else [value]:
            _check(path, custom_type, part)
        return value

    return make_checked


def _node_at(root: Mapping, path: str) -> Node | None:
    node: Node | None = root
    for part in path.split("."):
        node = dict(children(node)).get(part) if isinstance(node, Mapping) else None
    return node


def _check(path: str, custom_type: CustomType, value: Any) -> None:
    if value is not None and not custom_type.accepts(value):
        expected = names_of(custom_type.python_type)
        raise DefaultFieldTypeError(
            f"{path} must be an instance of {expected} not {type(value).__name__}",
            path=path,
        )
