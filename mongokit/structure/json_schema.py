"""Makes of a structure the ``$jsonSchema`` by which a server checks what is stored."""

import datetime
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp

from mongokit.operators import IS, NOT, OR
from mongokit.structure.nodes import (
    Anything,
    Custom,
    Embedded,
    ListOf,
    Mapping,
    Node,
    OpenDict,
    OpenList,
    Operator,
    Reference,
    Scalar,
    Translated,
    TupleOf,
)
from mongokit.structure.validation import STRUCTURE_KEYWORDS

__all__ = ["compile_json_schema"]

Schema = dict[str, Any]

BSON_TYPES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (type(None), ("null",)),
    (bool, ("bool",)),
    (Int64, ("long",)),
    (int, ("int", "long", "bool")),  # True is an int
    (float, ("double",)),
    (str, ("string",)),
    (Binary, ("binData",)),
    (bytes, ("binData",)),
    (uuid.UUID, ("binData",)),
    (DBRef, ("object",)),
    (dict, ("object",)),
    (list, ("array",)),
    (datetime.datetime, ("date",)),
    (ObjectId, ("objectId",)),
    (Code, ("javascript", "javascriptWithScope")),
    (re.Pattern, ("regex",)),
    (Regex, ("regex",)),
    (Decimal128, ("decimal",)),
    (Timestamp, ("timestamp",)),
)
"""The names of what a type is stored as; the first that is a base of it counts."""


def compile_json_schema(
    root: Mapping, required_fields: Iterable[str], *, schemaless: bool
) -> Schema:
    """Return the ``$jsonSchema`` of a structure, as far as a server can check it.

    :param required_fields: dotted paths that must be given, and not be empty.
    :param schemaless: fields may be missing, and others be there.
    """
    compiler = _Compiler(frozenset(required_fields), schemaless)
    return compiler.mapping(root, "")


def bson_types(types: Iterable[type]) -> list[str]:
    """Return the names of what types are stored as, ``null`` among them."""
    names = {"null"}
    for each in types:
        names.update(
            next((n for known, n in BSON_TYPES if issubclass(each, known)), ())
        )
    return sorted(names)


@dataclass(frozen=True, slots=True)
class _Compiler:
    required: frozenset[str]
    schemaless: bool

    def node(self, node: Node, path: str) -> Schema:
        """Return the schema of a value at a path, ``None`` included."""
        compile_kind = KINDS.get(type(node))
        schema = {} if compile_kind is None else compile_kind(self, node, path)
        return _given(schema) if self._is_required(path) else schema

    def _is_required(self, path: str) -> bool:
        return any(
            each == path or each.startswith(f"{path}.") for each in self.required
        )

    def mapping(self, node: Mapping, path: str) -> Schema:
        """Return the schema of a dict, without ``None``."""
        prefix = f"{path}." if path else ""
        fields = {
            name: self.node(child, prefix + name) for name, child in node.fields.items()
        }
        names = [name for name in fields if name not in STRUCTURE_KEYWORDS]
        if self.schemaless:
            names = [name for name in names if self._is_required(prefix + name)]
        schema: Schema = {
            "bsonType": "object",
            "properties": {name: {} for name in STRUCTURE_KEYWORDS} | fields,
        }
        if names:
            schema["required"] = names
        return schema | self._others(node, prefix)

    def _others(self, node: Mapping, prefix: str) -> Schema:
        entries = [
            self.node(child, f"{prefix}${key.__name__}")
            for key, child in node.by_type
            if issubclass(key, str)
        ]
        if entries:
            return {"additionalProperties": entries[0]}
        return {} if self.schemaless else {"additionalProperties": False}

    def nested(self, node: Mapping, path: str) -> Schema:
        return {"anyOf": [{"bsonType": "null"}, self.mapping(node, path)]}

    def scalar(self, node: Scalar, path: str) -> Schema:
        del path
        return {"bsonType": bson_types(node.types)}

    def anything(self, node: Anything, path: str) -> Schema:
        del path
        return {"bsonType": bson_types(node.types)}

    def open_dict(self, node: OpenDict | Embedded, path: str) -> Schema:
        del node, path
        return {"bsonType": ["null", "object"]}

    def open_list(self, node: OpenList, path: str) -> Schema:
        del node, path
        return {"bsonType": ["array", "null"]}

    def list_of(self, node: ListOf, path: str) -> Schema:
        # The paths of required fields end at lists.
        items = _Compiler(frozenset(), self.schemaless).node(node.item, path)
        return {"bsonType": ["array", "null"], "items": items}

    def tuple_of(self, node: TupleOf, path: str) -> Schema:
        plain = _Compiler(frozenset(), self.schemaless)
        count = len(node.items)
        return {
            "bsonType": ["array", "null"],
            "items": [plain.node(item, path) for item in node.items],
            "minItems": count,
            "maxItems": count,
        }

    def operator(self, node: Operator, path: str) -> Schema:
        del path
        operator = node.operator
        if isinstance(operator, IS):
            return {"anyOf": [{"bsonType": "null"}, *map(_equal, operator)]}
        types = bson_types(each for each in operator if isinstance(each, type))
        if isinstance(operator, NOT):
            others = {"not": {"bsonType": [each for each in types if each != "null"]}}
            return {"anyOf": [{"bsonType": "null"}, others]}
        return {"bsonType": types} if isinstance(operator, OR) else {}

    def custom(self, node: Custom, path: str) -> Schema:
        del path
        stored = node.custom_type.mongo_type
        return {
            "bsonType": bson_types(stored if isinstance(stored, tuple) else [stored])
        }

    def translated(self, node: Translated, path: str) -> Schema:
        value = _Compiler(frozenset(), self.schemaless).node(node.item, path)
        entry = {
            "bsonType": "object",
            "required": ["lang", "value"],
            "properties": {"value": value},
        }
        return {"bsonType": ["array", "null"], "items": entry}

    def reference(self, node: Reference, path: str) -> Schema:
        del node, path
        dbref = {"bsonType": "object", "required": ["$ref", "$id"]}
        return {"anyOf": [{"bsonType": "null"}, dbref]}


def _given(schema: Schema) -> Schema:
    """Return the schema of what must be there: no ``None``, no empty container."""
    return {
        "allOf": [
            schema,
            {"not": {"bsonType": "null"}},
            {"minItems": 1, "minProperties": 1},
        ]
    }


def _equal(operand: Any) -> Schema:
    types = [each for each in bson_types([type(operand)]) if each != "null"]
    return {"bsonType": types, "enum": [operand]}


KINDS: dict[type, Callable[[_Compiler, Any, str], Schema]] = {
    Anything: _Compiler.anything,
    Scalar: _Compiler.scalar,
    OpenDict: _Compiler.open_dict,
    Embedded: _Compiler.open_dict,
    OpenList: _Compiler.open_list,
    ListOf: _Compiler.list_of,
    TupleOf: _Compiler.tuple_of,
    Mapping: _Compiler.nested,
    Operator: _Compiler.operator,
    Custom: _Compiler.custom,
    Translated: _Compiler.translated,
    Reference: _Compiler.reference,
}
