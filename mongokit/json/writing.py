"""Converts documents to values that ``json.dumps`` accepts."""

import datetime
import math
from contextlib import suppress
from typing import Any

from bson import Code, DBRef, ObjectId, json_util
from bson.binary import UuidRepresentation

from mongokit.custom_types import CustomType, totimestamp, types_in
from mongokit.schema import SchemaDocument
from mongokit.structure import nodes
from mongokit.structure.walk import child_node, item_node

OPTIONS = json_util.RELAXED_JSON_OPTIONS.with_options(
    uuid_representation=UuidRepresentation.STANDARD
)
TYPES_WITH_JSON_FORM = (str, int, float, dict, list, datetime.datetime, ObjectId)
Fields = dict[Any, Any]


class Writer:
    """Converts one document, and embeds those that it refers to.

    :param with_location: whether embedded references get ``_collection`` and
        ``_database``.
    """

    def __init__(self, *, with_location: bool = False) -> None:
        self.with_location = with_location
        self._ancestors: list[SchemaDocument] = []

    def document(self, document: SchemaDocument) -> dict[str, Any]:
        """Return a document as a dict.

        A reference back to a document that is being converted becomes a DBRef, or
        ``None`` if that document has no ``_id`` or collection.
        """
        self._ancestors.append(document)
        fields = self._fields(document, document._plan.root)
        self._ancestors.pop()
        return fields

    def _fields(self, value: Fields, node: nodes.Node | None) -> Fields:
        fields = {}
        for key, item in value.items():
            name = key if isinstance(key, str) else str(key)
            fields[name] = self._value(item, child_node(node, key))
        return fields

    def _value(self, value: Any, node: nodes.Node | None) -> Any:
        if isinstance(node, nodes.Custom):
            return self._custom(value, node)
        if isinstance(value, SchemaDocument):
            return self._embedded(value, node)
        if isinstance(value, dict):
            if not isinstance(node, nodes.Translated):
                return self._fields(value, node)
            return {key: self._value(item, node.item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [
                self._value(item, item_node(node, position))
                for position, item in enumerate(value)
            ]
        return self._leaf(value)

    def _custom(self, value: Any, node: nodes.Custom) -> Any:
        """Return the Python form if JSON can express it, else the stored form."""
        if value is None or not node.custom_type.accepts(value):
            return self._value(value, None)
        if has_json_form(node.custom_type):
            with suppress(TypeError):  # raised for an item that JSON cannot express
                return self._value(value, None)
        return self._value(node.custom_type.to_bson(value), None)

    def _embedded(self, document: SchemaDocument, node: nodes.Node | None) -> Any:
        if not isinstance(node, nodes.Reference):
            return self.document(document)
        reference: Any = document
        is_bound = reference._collection is not None
        if any(each is document for each in self._ancestors):
            has_dbref = is_bound and reference.get("_id") is not None
            return self._leaf(reference.get_dbref()) if has_dbref else None
        fields = self.document(document)
        if self.with_location and is_bound:
            fields["_collection"] = reference.collection.name
            fields["_database"] = reference.db.name
        return fields

    def _leaf(self, value: Any) -> Any:
        if isinstance(value, Code):  # a subclass of str
            return json_util.default(value, OPTIONS)
        if value is None or isinstance(value, (str, int)):
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, datetime.datetime):
            return totimestamp(value)
        if isinstance(value, DBRef):
            return self._fields(value.as_doc(), None)
        return json_util.default(value, OPTIONS)


def has_json_form(custom_type: CustomType) -> bool:
    """Return whether JSON can express the Python values of a custom type."""
    types = types_in(custom_type.python_type)
    return all(issubclass(each, TYPES_WITH_JSON_FORM) for each in types)
