"""Compile the function that sets the default values of a new document."""

import copy
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import Any

from mongokit.custom_types import CustomType, names_of
from mongokit.errors import DefaultFieldTypeError
from mongokit.structure.nodes import Custom, ListOf, Mapping, Node
from mongokit.structure.paths import find_value, has_typed_key, nodes_along
from mongokit.structure.reporting import type_error
from mongokit.structure.walk import Mutator


def compile_defaults(
    defaults: AbstractMapping[str, Any], root: Mapping | None
) -> Mutator | None:
    """Compile the function that sets default values, or ``None`` if there are none.

    It raises :class:`DefaultFieldTypeError` if a custom type rejects a default value.
    Defaults below a key type, such as ``$str``, are ignored.

    :param defaults: the value, or a function that returns it, by dotted path.
    """
    setters = tuple(
        (tuple(parents), name, _checked_factory(value, path, node), _setter(node))
        for path, value in defaults.items()
        if not has_typed_key(path)
        for *parents, name in [path.split(".")]
        for node in [None if root is None else nodes_along(root, path)[-1]]
    )
    if not setters:
        return None

    def set_defaults(document: dict[Any, Any]) -> None:
        for parents, name, make, set_default in setters:
            target = find_value(document, parents)
            if isinstance(target, dict):
                set_default(target, name, make())

    return set_defaults


def _setter(node: Node | None) -> Callable[[dict[Any, Any], str, Any], None]:
    """Return the function that sets a default value in place of a blank one.

    If the custom type has an ``init_type``, its result is the only blank value.
    """
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
    """Return whether a default replaces a value.

    It replaces ``None``, empty dicts, lists and sets, and lists that contain only
    ``None``.
    """
    if isinstance(present, list):
        return all(item is None for item in present)
    return present is None or (isinstance(present, (dict, set)) and not present)


def default_factory(value: Any) -> Callable[[], Any]:
    """Return a function that returns a new copy of a default value.

    :param value: the value, or a function that returns it.
    """
    if callable(value):
        return value  # type: ignore[no-any-return]  # any result is a default
    if isinstance(value, list):
        factories = [default_factory(item) for item in value]
        return lambda: [make() for make in factories]
    return lambda: copy.deepcopy(value)


def _checked_factory(value: Any, path: str, node: Node | None) -> Callable[[], Any]:
    """Return a factory of a default value, which checks values of custom types."""
    make = default_factory(value)
    is_list = isinstance(node, ListOf)
    item = node.item if isinstance(node, ListOf) else node
    if not isinstance(item, Custom):
        return make
    custom_type = item.custom_type

    def make_checked() -> Any:
        value = make()
        for each in value if is_list and isinstance(value, list) else [value]:
            _check(path, custom_type, each)
        return value

    return make_checked


def _check(path: str, custom_type: CustomType, value: Any) -> None:
    if value is not None and not custom_type.accepts(value):
        error = type_error(path, names_of(custom_type.python_type), value)
        raise DefaultFieldTypeError(*error.args, path=path)
