"""The kinds of node that a structure is made of."""

from dataclasses import dataclass, field
from typing import Any

from mongokit.custom_types import CustomType
from mongokit.operators import SchemaOperator

__all__ = [
    "Anything",
    "Custom",
    "Embedded",
    "ListOf",
    "Mapping",
    "MisplacedHandle",
    "Node",
    "OpenDict",
    "OpenList",
    "Operator",
    "Reference",
    "Scalar",
    "Translated",
    "TupleOf",
    "Unchecked",
]


@dataclass(frozen=True, slots=True)
class Anything:
    """Declared ``None``: a value of any authorized type."""

    types: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Any value at all."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One type.

    :param declared: the type that stands in the structure.
    :param types: what passes for it: the type, and what the driver loads it as.
    """

    declared: type
    types: tuple[type, ...]


@dataclass(frozen=True, slots=True)
class OpenDict:
    """Declared ``dict``: a dict of anything."""


@dataclass(frozen=True, slots=True)
class OpenList:
    """Declared ``list``: a list of anything."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A document class: an embedded value, checked against nothing."""


@dataclass(frozen=True, slots=True)
class MisplacedHandle:
    """A handle, where the class itself was meant: no value is right.

    :param expected: the name of that class.
    """

    expected: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A document class that is referred to: a document here, a DBRef in the database.

    :param document_class: the class that stands in the structure.
    """

    document_class: Any


@dataclass(frozen=True, slots=True)
class Operator:
    """One of several types or values."""

    operator: SchemaOperator


@dataclass(frozen=True, slots=True)
class Custom:
    """A type that is stored in another form."""

    custom_type: CustomType


@dataclass(frozen=True, slots=True)
class Translated:
    """A value for each language.

    :param item: what each of them is.
    """

    item: "Node"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items are all alike."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class TupleOf:
    """A list or tuple with a node for each position."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A dict with named fields, and with types for the keys that have no name.

    :param expected: the class that a value must have.
    :param fields: name → node.
    :param by_type: pairs of a key type and the node of its values.
    """

    expected: type[dict[str, object]]
    fields: dict[str, "Node"] = field(default_factory=dict)
    by_type: tuple[tuple[type, "Node"], ...] = ()


Node = (
    Anything
    | Scalar
    | OpenDict
    | OpenList
    | Embedded
    | MisplacedHandle
    | Reference
    | Operator
    | Custom
    | Translated
    | ListOf
    | TupleOf
    | Mapping
    | Unchecked
)
