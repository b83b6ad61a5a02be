"""Makes the values of a document of what JSON has of it."""

import datetime
from collections.abc import Callable
from typing import Any

from bson import DBRef, json_util

from mongokit.i18n import i18n
from mongokit.json_writing import child_node, item_node
from mongokit.structure.nodes import (
    Custom,
    Mapping,
    Node,
    Reference,
    Scalar,
    Translated,
)
from mongokit.timestamps import fromtimestamp

__all__ = ["read_value"]

PLACE = ("_collection", "_id", "_database")


def read_value(value: Any, node: Node | None, options: json_util.JSONOptions) -> Any:
    """Return the value that a parsed piece of JSON stands for.

    A document that is referred to comes as a DBRef.

    :param node: what the structure has in its place, ``None`` where it has nothing.
    :param options: whether times are aware, and in which zone.
    :raises ValueError: a custom type, or MongoDB's Extended JSON, has no such value.
    """
    return _Reader(options).value(value, node)


class _Reader:
    def __init__(self, options: json_util.JSONOptions) -> None:
        self.options = options

    def value(self, value: Any, node: Node | None) -> Any:
        if value is None:
            return None
        if isinstance(value, dict):
            value = self._dict(value, node)
        elif isinstance(value, list):
            value = [
                self.value(item, item_node(node, position))
                for position, item in enumerate(value)
            ]
        read = LEAVES.get(type(node))
        return value if read is None else read(self, value, node)

    def _dict(self, value: dict[str, Any], node: Node | None) -> Any:
        if isinstance(node, Translated):
            translations = i18n()
            translations.update(
                {key: self.value(item, node.item) for key, item in value.items()}
            )
            return translations
        fields = node if isinstance(node, Mapping) else None
        read = {
            key: self.value(item, fields and child_node(fields, key))
            for key, item in value.items()
        }
        if any(key.startswith("$") for key in read):
            return json_util.object_hook(read, self.options)
        return read

    def scalar(self, value: Any, node: Scalar) -> Any:
        if issubclass(node.declared, datetime.datetime):
            return self._time(value)
        return value

    def custom(self, value: Any, node: Custom) -> Any:
        custom_type = node.custom_type
        if datetime.datetime in {custom_type.mongo_type, custom_type.python_type}:
            value = self._time(value)
        return value if custom_type.accepts(value) else custom_type.to_python(value)

    def reference(self, value: Any, node: Reference) -> Any:
        del node
        if isinstance(value, dict) and all(name in value for name in PLACE):
            return DBRef(*(value[name] for name in PLACE))
        return value

    def _time(self, value: Any) -> Any:
        """Return the time of milliseconds, and anything else as it is."""
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        time = fromtimestamp(value)
        if not self.options.tz_aware:
            return time
        return time.replace(tzinfo=datetime.UTC).astimezone(self.options.tzinfo)


LEAVES: dict[type, Callable[[_Reader, Any, Any], Any]] = {
    Scalar: _Reader.scalar,
    Custom: _Reader.custom,
    Reference: _Reader.reference,
}
