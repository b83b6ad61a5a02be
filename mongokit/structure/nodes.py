"""The kinds of node that a structure is parsed into."""

from dataclasses import dataclass, field
from typing import Any

from mongokit.custom_types import CustomType
from mongokit.operators import SchemaOperator

STRUCTURE_KEYWORDS = ["_id", "_ns", "_revision", "_version"]
"""Fields that a dict may always have, declared or not."""


@dataclass(frozen=True, slots=True)
class Anything:
    """A value of any authorized type, declared as ``None``."""

    types: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A value of any type and content, such as an embedded document."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value of a single type; ``dict`` and ``list`` accept any content.

    :param declared: the type in the structure.
    :param types: the declared type, and the types that its values have when loaded.
    """

    declared: type
    types: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class MisplacedHandle:
    """A handle declared by mistake instead of its class: no value is valid.

    :param expected: the name of that class.
    """

    expected: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A referenced document, stored as a DBRef.

    :param document_class: the declared class of the referenced document.
    """

    document_class: Any


@dataclass(frozen=True, slots=True)
class Operator:
    """A value that an operator such as ``OR`` or ``IS`` accepts."""

    operator: SchemaOperator


@dataclass(frozen=True, slots=True)
class Custom:
    """A value that a custom type encodes and decodes."""

    custom_type: CustomType


@dataclass(frozen=True, slots=True)
class Translated:
    """A translated field: one value per language.

    :param item: the node of each value.
    """

    item: "Node"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in which every item matches the same node."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list or tuple with a node for each position."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict with named fields, typed keys, or both.

    :param expected: the class of which the dict must be an instance.
    :param fields: field name → node.
    :param by_type: pairs of a key type and the node of its values.
    """

    expected: type[dict[str, object]]
    fields: dict[str, "Node"] = field(default_factory=dict)
    by_type: tuple[tuple[type, "Node"], ...] = ()


Node = (
    Anything
    | Unchecked
    | Typed
    | MisplacedHandle
    | Reference
    | Operator
    | Custom
    | Translated
    | ListOf
    | TupleOf
    | Mapping
)
