"""Makes of a structure the ``$jsonSchema`` by which a server checks what is stored."""

import datetime
import enum
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp

from mongokit.custom_types import CustomType, EnumType, Set, types_in
from mongokit.operators import IS, NOT, OR, SchemaOperator
from mongokit.structure.compilers.check import STRUCTURE_KEYWORDS
from mongokit.structure.nodes import (
    Anything,
    Custom,
    ListOf,
    Mapping,
    MisplacedHandle,
    Node,
    OpenDict,
    OpenList,
    Operator,
    Reference,
    Scalar,
    Translated,
    TupleOf,
    Unchecked,
)

__all__ = ["compile_json_schema"]

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
"""What the server calls a type, and the classes whose values are stored as it."""

KNOWN = {each for classes in STORED_AS.values() for each in classes}


def compile_json_schema(
    root: Mapping | None, required_fields: Iterable[str], *, schemaless: bool
) -> Schema:
    """Return the ``$jsonSchema`` of a structure, as far as a server can check it.

    :param root: the structure; ``None`` takes any field.
    :param required_fields: dotted paths that must be given, and not be empty.
    :param schemaless: fields may be missing, and others be there.
    """
    required = frozenset(required_fields)
    if root is None:
        return _Compiler(required, schemaless=True).mapping(Mapping(dict), "")
    return _Compiler(required, schemaless).mapping(root, "")


def bson_types(types: Iterable[type]) -> Schema:
    """Return the schema of values of some types, and ``None``.

    It takes any value if one of the types is only known to the client's codecs.
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
    """Return the names of what some types are stored as, ``None`` if one is unknown."""
    names: set[str] = set()
    for each in types:
        known = _stored_as(each)
        if known is None:
            return None
        names |= known
    return names


def _stored_as(declared: type) -> set[str] | None:
    """Return the names of what a type is stored as, ``None`` where nobody knows."""
    if issubclass(declared, CustomType):  # an instance of one is nothing to store
        return set()
    nearest = next((each for each in declared.__mro__ if each in KNOWN), None)
    if nearest is None:
        return None
    return {
        name
        for name, classes in STORED_AS.items()
        if nearest in classes or any(issubclass(each, declared) for each in classes)
    }


@dataclass(frozen=True, slots=True)
class _Compiler:
    required: frozenset[str]
    schemaless: bool

    def node(self, node: Node, path: str) -> Schema:
        """Return the schema of a value at a path, ``None`` included."""
        compile_kind = KINDS.get(type(node))
        schema = {} if compile_kind is None else compile_kind(self, node, path)
        if not self._is_required(path):
            return schema
        return {"allOf": [schema, {"not": NULL}, *_filled(node)]}

    def _is_required(self, path: str) -> bool:
        return any(
            each == path or each.startswith(f"{path}.") for each in self.required
        )

    def mapping(self, node: Mapping, path: str) -> Schema:
        """Return the schema of a dict, without ``None``."""
        prefix = f"{path}." if path else ""
        fields = {
            name: self.node(node.fields.get(name, Unchecked()), prefix + name)
            for name in (*STRUCTURE_KEYWORDS, *node.fields)
        }
        schema = {"bsonType": "object", **_named(fields)}
        names = [name for name in fields if self._is_needed(name, prefix + name)]
        if names:
            schema["required"] = names
        return schema | self._others(node, prefix, fields)

    def _is_needed(self, name: str, path: str) -> bool:
        may_be_missing = self.schemaless or name in STRUCTURE_KEYWORDS
        return not may_be_missing or self._is_required(path)

    def _others(self, node: Mapping, prefix: str, named: Schema) -> Schema:
        """Return the schema of the fields that have no name in the structure."""
        entries = [
            (f"{prefix}${key.__name__}", child)
            for key, child in node.by_type
            if issubclass(key, str)
        ]
        if not entries:
            is_open = self.schemaless and not node.by_type
            return {} if is_open else {"additionalProperties": False}
        schemas = [self.node(child, path) for path, child in entries]
        others: Schema = {"additionalProperties": _any_of(schemas)}
        if any(self._is_required(path) for path, _ in entries):
            only_named = _named({name: {} for name in named})
            others["not"] = {**only_named, "additionalProperties": False}
        return others

    def nested(self, node: Mapping, path: str) -> Schema:
        return {"anyOf": [NULL, self.mapping(node, path)]}

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

    def translated(self, node: Translated, path: str) -> Schema:
        value = _Compiler(frozenset(), self.schemaless).node(node.item, path)
        entry = {
            "bsonType": "object",
            "required": ["lang", "value"],
            "properties": {"value": value},
        }
        return {"bsonType": ["array", "null"], "items": entry}


def _named(fields: dict[str, Schema]) -> Schema:
    """Return the schema of the fields that have a name.

    An empty name is a pattern: the server ends where it is among the properties.
    """
    named: Schema = {"properties": {name: fields[name] for name in fields if name}}
    if "" in fields:
        named["patternProperties"] = {"^$": fields[""]}
    return named


def _filled(node: Node) -> list[Schema]:
    """Return the schema of what is not empty, where Python's value would be as well."""
    if isinstance(node, Custom) and type(node.custom_type) is not Set:
        return []
    return [{"minItems": 1, "minProperties": 1}]


def _any_of(schemas: list[Schema]) -> Schema:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _operator(operator: SchemaOperator) -> Schema:
    """Return the schema of an operator, which is open for those of an application."""
    compile_kind = OPERATORS.get(type(operator))
    return {} if compile_kind is None else compile_kind(operator)


def _not(operator: SchemaOperator) -> Schema:
    """Return the schema of all but some types; one name may stand for several."""
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
    """Return the schema of a value that is equal in Python, with its type."""
    schema = bson_types([type(operand)])
    if isinstance(operand, (dict, list)):  # the server compares the order of keys too
        return schema
    equal = [operand]
    if type(operand) is int and operand in {0, 1}:
        equal.append(bool(operand))
    return schema | {"enum": equal}


def _custom(custom_type: CustomType) -> Schema:
    """Return the schema of a custom type; those of an application may be anything."""
    compile_kind = CUSTOM_TYPES.get(type(custom_type), _stored_type)
    return compile_kind(custom_type)


def _stored_type(custom_type: CustomType) -> Schema:
    return bson_types(types_in(custom_type.mongo_type))


def _members(custom_type: CustomType) -> Schema:
    """Return the schema of the members' values; flags and others may have more."""
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

# What is missing here is checked by nobody.
KINDS: dict[type, Callable[[_Compiler, Any, str], Schema]] = {
    Anything: lambda _, node, __: bson_types(node.types),
    Scalar: lambda _, node, __: bson_types(node.types),
    OpenDict: lambda *_: {"bsonType": ["null", "object"]},
    OpenList: lambda *_: {"bsonType": ["array", "null"]},
    MisplacedHandle: lambda *_: NULL,
    Reference: lambda *_: {"anyOf": [NULL, DBREF]},
    Operator: lambda _, node, __: _operator(node.operator),
    Custom: lambda _, node, __: _custom(node.custom_type),
    ListOf: _Compiler.list_of,
    TupleOf: _Compiler.tuple_of,
    Mapping: _Compiler.nested,
    Translated: _Compiler.translated,
}
