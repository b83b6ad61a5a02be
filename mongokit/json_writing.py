"""Makes of a document what ``json.dumps`` takes."""

import datetime
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from bson import Code, DBRef, ObjectId, json_util
from bson.binary import UuidRepresentation

from mongokit.custom_types import CustomType, totimestamp, types_in
from mongokit.schema import SchemaDocument
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Reference,
    Translated,
    TupleOf,
)

__all__ = ["Writer", "child_node", "has_json_form", "item_node"]

OPTIONS = json_util.RELAXED_JSON_OPTIONS.with_options(
    uuid_representation=UuidRepresentation.STANDARD
)
PYTHON_FORMS = (str, int, float, dict, list, datetime.datetime, ObjectId)


class Writer:
    """Writes one document, and those that it refers to.

    :param with_places: let the latter name their collection and database.
    """

    def __init__(self, *, with_places: bool = False) -> None:
        self.with_places = with_places
        self._open: list[SchemaDocument] = []

    def document(self, document: SchemaDocument) -> dict[str, Any]:
        """Return the form of a document; within itself it is a DBRef."""
        with self._opened(document):
            return self._fields(document, document._plan.root)

    @contextmanager
    def _opened(self, document: SchemaDocument) -> Iterator[None]:
        self._open.append(document)
        yield
        self._open.pop()

    def _fields(self, value: dict[Any, Any], node: Mapping | None) -> dict[str, Any]:
        return {
            key if isinstance(key, str) else str(key): self._value(
                item, node and child_node(node, key)
            )
            for key, item in value.items()
        }

    def _value(self, value: Any, node: Node | None) -> Any:
        if isinstance(node, Custom):
            return self._custom(value, node)
        if isinstance(value, SchemaDocument):
            return self._embedded(value, node)
        if isinstance(value, dict):
            return self._dict(value, node)
        if isinstance(value, (list, tuple)):
            return self._items(value, node)
        return self._leaf(value)

    def _custom(self, value: Any, node: Custom) -> Any:
        """Return the Python form, or the stored one where JSON has none for that."""
        if value is None or not node.custom_type.accepts(value):
            return self._value(value, None)
        if has_json_form(node.custom_type):
            with suppress(TypeError):  # that of an item which JSON has no form for
                return self._value(value, None)
        return self._value(node.custom_type.to_bson(value), None)

    def _embedded(self, document: SchemaDocument, node: Node | None) -> Any:
        if not isinstance(node, Reference):
            return self.document(document)
        reference: Any = document
        is_saved = reference._collection is not None
        if any(each is document for each in self._open):
            has_dbref = is_saved and reference.get("_id") is not None
            return self._leaf(reference.get_dbref()) if has_dbref else None
        written = self.document(document)
        if self.with_places and is_saved:
            written["_collection"] = reference.collection.name
            written["_database"] = reference.db.name
        return written

    def _dict(self, value: dict[Any, Any], node: Node | None) -> dict[str, Any]:
        if isinstance(node, Translated):
            return {key: self._value(item, node.item) for key, item in value.items()}
        return self._fields(value, node if isinstance(node, Mapping) else None)

    def _items(self, value: Any, node: Node | None) -> list[Any]:
        return [
            self._value(item, item_node(node, position))
            for position, item in enumerate(value)
        ]

    def _leaf(self, value: Any) -> Any:
        if isinstance(value, Code):  # a str as well
            return json_util.default(value, OPTIONS)
        if value is None or isinstance(value, (str, int)):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, datetime.datetime):
            return totimestamp(value)
        if isinstance(value, DBRef):
            return self._dbref(value)
        return json_util.default(value, OPTIONS)

    def _dbref(self, dbref: DBRef) -> dict[str, Any]:
        return {key: self._value(item, None) for key, item in dbref.as_doc().items()}


def has_json_form(custom_type: CustomType) -> bool:
    """Tell whether JSON has a form for the values that a document has of a type."""
    types = types_in(custom_type.python_type)
    return all(issubclass(each, PYTHON_FORMS) for each in types)


def child_node(node: Mapping, key: Any) -> Node | None:
    """Return the node of an entry of a dict, ``None`` where nothing is declared."""
    if key in node.fields:
        return node.fields[key]
    return next((child for kind, child in node.by_type if isinstance(key, kind)), None)


def item_node(node: Node | None, position: int) -> Node | None:
    """Return the node of an item of a list, ``None`` where nothing is declared."""
    if isinstance(node, ListOf):
        return node.item
    if isinstance(node, TupleOf) and position < len(node.items):
        return node.items[position]
    return None
