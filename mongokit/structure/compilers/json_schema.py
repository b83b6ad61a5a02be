"""Compile a structure to a ``$jsonSchema`` for server-side validation."""

import datetime
import enum
import re
import uuid
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp

from mongokit.custom_types import CustomType, EnumType, Set, types_in
from mongokit.operators import IS, NOT, OR, SchemaOperator
from mongokit.structure import nodes
from mongokit.structure.nodes import STRUCTURE_KEYWORDS, Mapping, Node
from mongokit.structure.walk import Compiler, Entries, key_part

Schema = dict[str, Any]

STORED_AS: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "long": (int, Int64),
    "double": (float,),
    "string": (str,),
    "binData": (bytes, Binary, uuid.UUID),
    "object": (dict, DBRef),
    "array": (list, tuple),
    "date": (datetime.datetime,),
    "objectId": (ObjectId,),
    "javascript": (Code,),
    "javascriptWithScope": (Code,),
    "regex": (re.Pattern, Regex),
    "decimal": (Decimal128,),
    "timestamp": (Timestamp,),
}
"""BSON type name → the classes whose values are stored as it."""

KNOWN = {each for classes in STORED_AS.values() for each in classes}


def compile_json_schema(
    root: Mapping | None, required_fields: Iterable[str], *, schemaless: bool
) -> Schema:
    """Return the ``$jsonSchema`` of a structure, limited to what the server can check.

    :param root: the root node; ``None`` means that any field is accepted.
    :param required_fields: dotted paths of fields that must not be empty.
    :param schemaless: whether to accept missing and unknown fields.
    """
    compiler = _SchemaCompiler(
        frozenset(required_fields), schemaless=schemaless or root is None
    )
    return compiler.root(root or Mapping(dict))


def bson_types(types: Iterable[type]) -> Schema:
    """Return a schema that accepts values of the given types, and ``None``.

    It accepts any value if one of the types has no known BSON type.
    """
    types = list(types)
    names = _names_of(types)
    if names is None:
        return {}
    schema: Schema = {"bsonType": sorted(names | {"null"})}
    if "object" in names and not any(issubclass(each, dict) for each in types):
        schema["required"] = REFERENCE
    return schema


def _names_of(types: Iterable[type]) -> set[str] | None:
    """Return the BSON type names of Python types; ``None`` if one is unknown."""
    names: set[str] = set()
    for each in types:
        known = _stored_as(each)
        if known is None:
            return None
        names |= known
    return names


def _stored_as(declared: type) -> set[str] | None:
    """Return the BSON type names of a Python type; ``None`` if it is unknown."""
    if issubclass(declared, CustomType):  # instances are never stored
        return set()
    nearest = next((each for each in declared.__mro__ if each in KNOWN), None)
    if nearest is None:
        return None
    return {
        name
        for name, classes in STORED_AS.items()
        if nearest in classes or any(issubclass(each, declared) for each in classes)
    }


class _SchemaCompiler(Compiler[Schema]):
    def __init__(self, required: frozenset[str], *, schemaless: bool) -> None:
        self.required = required
        self.schemaless = schemaless

    def list_of(self, _path: str, item: Schema | None, /) -> Schema:
        """Return the schema of a list."""
        return {"bsonType": ["array", "null"], "items": item or {}}

    def tuple_of(self, _path: str, items: list[Schema | None], /) -> Schema:
        """Return the schema of a tuple."""
        return {
            "bsonType": ["array", "null"],
            "items": [item or {} for item in items],
            "minItems": len(items),
            "maxItems": len(items),
        }

    def translated(
        self, _node: nodes.Translated, path: str, item: Schema | None, /
    ) -> Schema:
        """Return the schema of the stored list of translations."""
        entry = {
            "bsonType": "object",
            "required": ["lang", "value"],
            "properties": {"value": item or {}},
        }
        return self.list_of(path, entry)

    def mapping(self, node: Mapping, path: str, entries: Entries[Schema], /) -> Schema:
        """Return the schema of a nested dict."""
        return {"anyOf": [NULL, self._dict(node, f"{path}.", entries)]}

    def root(self, root: Mapping) -> Schema:
        """Return the schema of a document."""
        return self._dict(root, "", self.entries(root))

    def _dict(self, node: Mapping, prefix: str, entries: Entries[Schema]) -> Schema:
        names = dict.fromkeys((*STRUCTURE_KEYWORDS, *node.fields))
        fields = {
            name: self._entry(
                prefix + name, node.fields.get(name), entries.named.get(name)
            )
            for name in names
        }
        schema = {"bsonType": "object", **_named(fields)}
        needed = [name for name in fields if self._is_needed(name, prefix + name)]
        if needed:
            schema["required"] = needed
        return schema | self._others(node, prefix, entries, fields)

    def _entry(self, path: str, node: Node | None, schema: Schema | None) -> Schema:
        """Return the schema of a dict entry, which may be a required field."""
        schema = schema or {}
        if not self._is_required(path):
            return schema
        return {"allOf": [schema, {"not": NULL}, *_not_empty(node)]}

    def _is_required(self, path: str) -> bool:
        return any(
            each == path or each.startswith(f"{path}.") for each in self.required
        )

    def _is_needed(self, name: str, path: str) -> bool:
        may_be_missing = self.schemaless or name in STRUCTURE_KEYWORDS
        return not may_be_missing or self._is_required(path)

    def _others(
        self, node: Mapping, prefix: str, entries: Entries[Schema], named: Schema
    ) -> Schema:
        """Return the part of a dict's schema for typed keys or undeclared fields."""
        schemas, is_required = [], False
        for (key_type, child), (_, compiled) in zip(
            node.by_type, entries.typed, strict=True
        ):
            if issubclass(key_type, str):
                path = prefix + key_part(key_type)
                schemas.append(self._entry(path, child, compiled))
                is_required = is_required or self._is_required(path)
        if not schemas:
            is_open = self.schemaless and not node.by_type
            return {} if is_open else {"additionalProperties": False}
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        others: Schema = {"additionalProperties": schema}
        if is_required:
            only_named = _named({name: {} for name in named})
            others["not"] = {**only_named, "additionalProperties": False}
        return others

    # Nodes of all other kinds have no schema, because they accept any value.
    leaves: ClassVar[dict[type, Any]] = {
        nodes.Anything: lambda _, node, __: bson_types(node.types),
        nodes.Typed: lambda _, node, __: bson_types(node.types),
        nodes.MisplacedHandle: lambda *_: NULL,
        nodes.Reference: lambda *_: {"anyOf": [NULL, DBREF]},
        nodes.Operator: lambda _, node, __: _operator(node.operator),
        nodes.Custom: lambda _, node, __: CUSTOM_TYPES.get(
            type(node.custom_type), _stored_type
        )(node.custom_type),
    }


def _named(fields: dict[str, Schema]) -> Schema:
    """Return the schema of the named fields.

    The server crashes on an empty property name, so that name becomes a pattern.
    """
    named: Schema = {"properties": {name: fields[name] for name in fields if name}}
    if "" in fields:
        named["patternProperties"] = {"^$": fields[""]}
    return named


def _not_empty(node: Node | None) -> list[Schema]:
    """Return the schemas that reject empty values of a required field."""
    if isinstance(node, nodes.Custom) and type(node.custom_type) is not Set:
        return []
    return [{"minItems": 1, "minProperties": 1}]


def _operator(operator: SchemaOperator) -> Schema:
    """Return the schema of an operator; for custom operators, it accepts any value."""
    compile_kind = OPERATORS.get(type(operator))
    return {} if compile_kind is None else compile_kind(operator)


def _not(operator: SchemaOperator) -> Schema:
    """Return the schema of ``NOT``.

    It rejects a BSON type only if all classes stored as that type are excluded.
    """
    refused = tuple(operator)
    names = [
        name
        for name, classes in STORED_AS.items()
        if name != "null" and all(issubclass(each, refused) for each in classes)
    ]
    return {"not": {"bsonType": names}} if names else {}


def _is(values: Iterable[Any]) -> Schema:
    return {"anyOf": [NULL, *map(_equal, values)]}


def _equal(operand: Any) -> Schema:
    """Return the schema of values with the operand's type that equal it in Python."""
    schema = bson_types([type(operand)])
    if isinstance(operand, (dict, list)):  # the server compares key order, too
        return schema
    equal = [operand]
    if type(operand) is int and operand in {0, 1}:
        equal.append(bool(operand))
    return schema | {"enum": equal}


def _stored_type(custom_type: CustomType) -> Schema:
    return bson_types(types_in(custom_type.mongo_type))


def _members(custom_type: CustomType) -> Schema:
    """Return the schema of the members of an enumeration.

    If it defines ``_missing_``, which may accept more values, only the type is checked.
    """
    enumeration: Any = custom_type.python_type
    if enumeration._missing_.__func__ is not NO_MEMBER:
        return _stored_type(custom_type)
    return _is(member.value for member in enumeration)


def _set(custom_type: Any) -> Schema:
    expected = custom_type.structure_type
    names = None if expected is None else _names_of(types_in(expected))
    items = {"items": {"bsonType": sorted(names)}} if names else {}
    return bson_types([list]) | items


NULL: Schema = {"bsonType": "null"}
REFERENCE = ["$ref", "$id"]
DBREF: Schema = {"bsonType": "object", "required": REFERENCE}

NO_MEMBER = enum.Enum._missing_.__func__  # type: ignore[attr-defined]  # it is a method

OPERATORS: dict[type, Callable[[SchemaOperator], Schema]] = {
    OR: bson_types,
    NOT: _not,
    IS: _is,
}
CUSTOM_TYPES: dict[type, Callable[[CustomType], Schema]] = {
    EnumType: _members,
    Set: _set,
}
