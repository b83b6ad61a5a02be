"""The kinds of node that a structure is made of."""

from dataclasses import dataclass, field

__all__ = [
    "Anything",
    "Embedded",
    "ListOf",
    "Mapping",
    "Node",
    "OpenDict",
    "OpenList",
    "Scalar",
    "TupleOf",
]


@dataclass(frozen=True, slots=True)
class Anything:
    """Declared ``None``: a value of any authorized type."""

    types: tuple[type, ...]


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


Node = Anything | Scalar | OpenDict | OpenList | Embedded | ListOf | TupleOf | Mapping
