"""From a declared structure to nodes, with the errors of a wrong declaration."""

import re
from typing import Any

from bson import Binary, Regex

from mongokit.errors import (
    AuthorizedTypeError,
    BadKeyError,
    StructureError,
)
from mongokit.structure.nodes import (
    Anything,
    Embedded,
    ListOf,
    Mapping,
    Node,
    OpenDict,
    OpenList,
    Scalar,
    TupleOf,
)

__all__ = ["parse_structure"]

# What the driver gives back for a stored value of the type on the left.
LOADED_AS: dict[type, tuple[type, ...]] = {
    Binary: (Binary, bytes),
    re.Pattern: (re.Pattern, Regex),
}


def parse_structure(
    structure: object, class_name: str, authorized: tuple[type, ...]
) -> Mapping:
    """Return the root node of a declared structure.

    :param structure: the class attribute, as declared.
    :param class_name: begins each error's text.
    :param authorized: the types that fields may have.
    :raises StructureError: it is no dict, or has a key or type that is not allowed.
    :raises BadKeyError: a field name contains ``.`` or starts with ``$``.
    :raises AuthorizedTypeError: a key type is not authorized.
    :raises TypeError: a value that is no declaration at all.
    """
    if not isinstance(structure, dict):
        raise StructureError(f"{class_name}.structure must be a dict instance")
    return _Parser(class_name, authorized).mapping(structure, "")


class _Parser:
    def __init__(self, class_name: str, authorized: tuple[type, ...]) -> None:
        self.class_name = class_name
        self.authorized = authorized

    def mapping(self, structure: dict[Any, Any], path: str) -> Mapping:
        fields: dict[str, Node] = {}
        by_type: list[tuple[type, Node]] = []
        for key, value in structure.items():
            if isinstance(key, type):
                self._check_key_type(key, path)
                by_type.append((key, self.node(value, f"{path}${key.__name__}.")))
            else:
                self._check_name(key, path)
                fields[key] = self.node(value, f"{path}{key}.")
        return Mapping(type(structure), fields, tuple(by_type))

    def node(self, value: Any, path: str) -> Node:
        if value is None:
            return Anything(self.authorized)
        if isinstance(value, dict):
            return self.mapping(value, path)
        if isinstance(value, list):
            return self._list(value, path)
        if isinstance(value, tuple):
            return TupleOf(tuple(self.node(item, path) for item in value))
        return self._leaf(value, path)

    def _list(self, value: list[Any], path: str) -> Node:
        if len(value) > 1:
            raise StructureError(
                f"{self.class_name}: {path.rstrip('.')} must be a list of no or one "
                f"type, not of {len(value)}; a tuple has a type for each position",
                path=path.rstrip("."),
            )
        return ListOf(self.node(value[0] if value else None, path))

    def _leaf(self, value: Any, path: str) -> Node:
        if hasattr(value, "structure"):
            return Embedded()
        if not isinstance(value, type):
            raise TypeError(f"{self.class_name}: {value!r} is not a type")
        if value is dict:
            return OpenDict()
        if value is list:
            return OpenList()
        if not self._is_authorized(value):
            raise StructureError(
                f"{self.class_name}: {value!r} is not an authorized type",
                path=path.rstrip("."),
            )
        return Scalar(value, LOADED_AS.get(value, (value,)))

    def _is_authorized(self, candidate: type) -> bool:
        return issubclass(candidate, self.authorized)

    def _check_key_type(self, key: type, path: str) -> None:
        if not self._is_authorized(key):
            raise AuthorizedTypeError(
                f"{self.class_name}: {key!r} is not an authorized type",
                path=f"{path}${key.__name__}",
            )

    def _check_name(self, key: object, path: str) -> None:
        if not isinstance(key, str):
            raise StructureError(
                f"{self.class_name}: {key!r} must be a str or a type",
                path=path.rstrip(".") or None,
            )
        if "." in key:
            text = f"{self.class_name}: {key} must not contain '.'"
            raise BadKeyError(text, path=path + key)
        if key.startswith("$"):
            text = f"{self.class_name}: {key} must not start with '$'"
            raise BadKeyError(text, path=path + key)
