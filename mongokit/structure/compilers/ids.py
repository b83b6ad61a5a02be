"""Compile the conversion of an ``_id`` that contains custom types."""

from dataclasses import dataclass
from typing import Any

from mongokit.custom_types import CustomType
from mongokit.structure.compilers.convert import Converter
from mongokit.structure.compilers.decode import compile_decoder
from mongokit.structure.compilers.encode import compile_encoder
from mongokit.structure.nodes import Custom, Mapping
from mongokit.structure.reporting import Report, raise_error
from mongokit.structure.walk import Mutator

LISTS_OF_QUERIES = ("$and", "$or", "$nor")
OPERATORS = ("$eq", "$ne", "$gt", "$gte", "$lt", "$lte")
LIST_OPERATORS = ("$in", "$nin")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IdConverter:
    """Converts an ``_id`` between its Python value and its stored form.

    :param encode: encodes a dict with only an ``_id``.
    :param decode: decodes the ``_id`` of a dict in place; ``None`` if that is unneeded.
    :param custom_type: the type of the ``_id``; ``None`` if only parts of it have one.
    """

    encode: Converter
    decode: Mutator | None
    custom_type: CustomType | None

    def stored(self, value: Any, report: Report = raise_error) -> Any:
        """Return the stored form of an ``_id``; ``None`` stays ``None``.

        :raises SchemaTypeError: if the value does not have the declared type;
            exceptions of ``to_bson`` pass through.
        """
        return self.encode({"_id": value}, report)["_id"]

    def can_store(self, value: Any) -> bool:
        """Return whether the type stores values such as this one."""
        return self.custom_type is None or isinstance(
            value, self.custom_type.mongo_type
        )

    def python(self, stored: Any) -> Any:
        """Return the Python value of a stored ``_id``."""
        document = {"_id": stored}
        if self.decode is not None:
            self.decode(document)
        return document["_id"]

    def query(self, query: Any) -> Any:
        """Return a query in which each ``_id`` has its stored form.

        Values that the type does not accept are left as they are.
        """
        if not isinstance(query, dict):
            return query
        converted = dict(query)
        if "_id" in query:
            converted["_id"] = self._condition(query["_id"])
        for name in LISTS_OF_QUERIES:
            if isinstance(query.get(name), list):
                converted[name] = [self.query(each) for each in query[name]]
        return converted

    def _condition(self, condition: Any) -> Any:
        if not has_operators(condition):
            return self._value(condition)
        return {
            name: self._operand(name, operand) for name, operand in condition.items()
        }

    def _operand(self, operator: str, operand: Any) -> Any:
        if operator == "$not":
            return self._condition(operand)
        if operator in LIST_OPERATORS and isinstance(operand, (list, tuple)):
            return [self._value(each) for each in operand]
        return self._value(operand) if operator in OPERATORS else operand

    def _value(self, value: Any) -> Any:
        return self.stored(value, report=_ignore)


def compile_id_converter(root: Mapping, class_name: str) -> IdConverter | None:
    """Compile the conversion of the ``_id``, or ``None`` if it needs none.

    :param class_name: the name of the document class, for notes added to errors.
    """
    node = root.fields.get("_id")
    if node is None:
        return None
    only_id = Mapping(expected=dict, fields={"_id": node})
    encode = compile_encoder(only_id)
    if encode is None:
        return None
    return IdConverter(
        encode=encode,
        decode=compile_decoder(only_id, class_name),
        custom_type=node.custom_type if isinstance(node, Custom) else None,
    )


def has_operators(condition: Any) -> bool:
    """Return whether a condition consists of operators such as ``$in``."""
    return (
        isinstance(condition, dict)
        and bool(condition)
        and all(str(name).startswith("$") for name in condition)
    )


def _ignore(_error: Exception) -> None:
    """Ignore the error: the query finds nothing, as for any other unknown ``_id``."""
