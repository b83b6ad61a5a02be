"""Compile the check of values that updates write to a path of a structure."""

import datetime
from dataclasses import dataclass
from typing import Any

from bson import Decimal128, Timestamp

from mongokit.custom_types import Set, types_in
from mongokit.errors import SchemaTypeError, StructureError
from mongokit.operators import IS, NOT, OR
from mongokit.structure import nodes
from mongokit.structure.compilers.check import CheckCompiler
from mongokit.structure.compilers.encode import compile_value_encoder
from mongokit.structure.compilers.required import compile_required_below
from mongokit.structure.compilers.validators import compile_validators_below
from mongokit.structure.nodes import STRUCTURE_KEYWORDS, Node
from mongokit.structure.paths import POSITION
from mongokit.structure.reporting import Check, raise_error, type_error
from mongokit.structure.walk import child_node, key_part

NUMBERS = (int, float, Decimal128)
UNCHECKED = nodes.Unchecked()
NOW = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  naive times mean UTC
SAMPLES = {"date": NOW, "timestamp": Timestamp(0, 0)}
LISTS = (list, tuple)


@dataclass(frozen=True, slots=True)
class UpdateRules:
    """The declarations that an update must respect."""

    root: nodes.Mapping
    class_name: str
    required_fields: tuple[str, ...]
    validators: dict[str, Any]
    schemaless: bool


class Target:
    """A path that an update writes to.

    :param rules: the declarations of the class.
    :param path: the path, as in the update.
    :param node: its node in the structure.
    :param declared: the path as declared; ``None`` if it leads through a list.
    """

    def __init__(
        self, rules: UpdateRules, path: str, node: Node, declared: str | None = None
    ) -> None:
        self.rules = rules
        self.path = path
        self.node = node
        self._check: Check | None = CheckCompiler(schemaless=rules.schemaless).compile(
            self.node, path
        )
        self._encode = compile_value_encoder(self.node, path)
        self._check_required: Check | None = None
        self._validate: Check | None = None
        if declared is not None:
            self._check_required = compile_required_below(
                rules.required_fields, rules.root, declared
            )
            self._validate = compile_validators_below(
                rules.validators, rules.class_name, declared
            )
        self.accepted = self._accepted()
        self._item: Target | None = None
        if isinstance(node, nodes.ListOf):
            self._item = Target(rules, path, node.item)

    @classmethod
    def find(cls, rules: UpdateRules, path: str) -> "Target":
        """Return the target of a path.

        :raises StructureError: if the structure has no such path.
        """
        return cls(rules, path, *_find(rules, path))

    def _accepted(self) -> frozenset[type]:
        """Return the classes whose direct instances need no check."""
        if not isinstance(self.node, (nodes.Anything, nodes.Typed)) or self._validate:
            return frozenset()
        flat = frozenset(self.node.types) - {list, dict, tuple}
        return flat if self._check_required else flat | {type(None)}

    def stored(self, value: Any) -> Any:
        """Check a new value of the field, and return its stored form.

        :raises SchemaDocumentError: if the value is invalid.
        """
        if self._check_required is not None:
            self._check_required(value, raise_error)
        if value is not None:
            if self._check is not None:
                self._check(value, raise_error)
            if self._validate is not None:
                self._validate(value, raise_error)
        return value if self._encode is None else self._encode(value, raise_error)

    def refuse_removal(self) -> None:
        """Check that the field may be removed.

        :raises RequireFieldError: if it is required.
        """
        if self._check_required is not None:
            self._check_required(None, raise_error)

    def stored_number(self, amount: Any) -> Any:
        """Check an amount to add or multiply by, and return its stored form.

        :raises SchemaTypeError: if it would leave the field with a value of another
            type.
        """
        stored = amount if self._encode is None else self._encode(amount, raise_error)
        if isinstance(stored, bool) or not isinstance(stored, NUMBERS):
            raise type_error(self.path, "a number", amount)
        node = self.node
        compares = isinstance(node, nodes.Operator) and node.operator.takes_values
        if self._check is not None and not compares:
            self._check(amount, raise_error)
        return stored

    def check_time(self, kind: str) -> None:
        """Check that the field can hold the current time.

        :param kind: ``date`` or ``timestamp``.
        :raises SchemaTypeError: if it cannot.
        """
        sample = SAMPLES.get(kind, NOW)
        if isinstance(self.node, nodes.Custom):
            if not isinstance(sample, self.node.custom_type.mongo_type):
                raise type_error(self.path, repr(self.node.custom_type), sample)
        elif self._check is not None:
            self._check(sample, raise_error)

    def check_list(self) -> None:
        """Check that the field is a list of any length.

        :raises SchemaTypeError: if it is not.
        """
        node = self.node
        if isinstance(node, nodes.TupleOf):
            text = f"{self.path} must have {len(node.items)} items, no more and no less"
            raise SchemaTypeError(text, path=self.path)
        if isinstance(node, nodes.Custom):
            if not _stores(node, LISTS):
                text = f"{self.path} is not stored as a list"
                raise SchemaTypeError(text, path=self.path)
        elif self._check is not None and not _is_list_value(node):
            self._check([], raise_error)

    def stored_item(self, value: Any) -> Any:
        """Check an item to add to a list, and return its stored form.

        :raises SchemaDocumentError: if the item is invalid.
        """
        if self._item is not None:
            return self._item.stored(value)
        self.check_list()
        node = self.node
        if isinstance(node, nodes.Custom) and isinstance(node.custom_type, Set):
            encode: Any = self._encode
            return encode({value}, raise_error)[0]
        return value


def _is_list_value(node: Node) -> bool:
    """Return whether a value must be one of several, of which one is a list."""
    if not isinstance(node, nodes.Operator) or not node.operator.takes_values:
        return False
    return any(isinstance(value, LISTS) for value in node.operator)


def _stores(node: nodes.Custom, kinds: tuple[type, ...]) -> bool:
    """Return whether the stored form of a custom type can be of one of some kinds."""
    types = types_in(node.custom_type.mongo_type)
    return any(issubclass(each, kinds) for each in types)


def _find(rules: UpdateRules, path: str) -> tuple[Node, str | None]:
    """Return the node of a path, and the path as declared, if it has such a form.

    A path through a list has none.

    :raises StructureError: if the structure has no such path.
    """
    node: Node | None = rules.root
    declared: list[str] | None = []
    for part in path.split("."):
        if declared is not None:
            declared = _declared(node, part, declared)
        node = _step(node, part, schemaless=rules.schemaless)
        if node is None:
            raise StructureError(
                f"{path} is not in the structure of {rules.class_name}", path=path
            )
    return node or UNCHECKED, None if declared is None else ".".join(declared)


def _declared(node: Node | None, part: str, before: list[str]) -> list[str] | None:
    if not isinstance(node, nodes.Mapping):
        return None
    if part in node.fields:
        return [*before, part]
    for key_type, _ in node.by_type:
        if issubclass(key_type, str):
            return [*before, key_part(key_type)]
    return None


def _step(node: Node | None, part: str, *, schemaless: bool) -> Node | None:
    """Return the node for one part of a path; ``None`` if there is none."""
    match node:
        case nodes.Mapping():
            child = child_node(node, part)
            if child is None and (schemaless or part in STRUCTURE_KEYWORDS):
                return UNCHECKED
            return child
        case nodes.ListOf():
            return node.item if POSITION.fullmatch(part) else None
        case nodes.TupleOf():
            return _tuple_item(node, part)
        case nodes.Translated():
            entry = {"lang": nodes.Typed(str, (str,)), "value": node.item}
            return nodes.Mapping(dict, entry) if POSITION.fullmatch(part) else None
    return UNCHECKED if _has_any_content(node) else None


def _has_any_content(node: Node | None) -> bool:
    """Return whether a value may be a dict or list that the structure leaves open."""
    match node:
        case nodes.Typed():
            return issubclass(node.declared, (dict, *LISTS))
        case nodes.Custom():
            return _stores(node, (dict, *LISTS))
        case nodes.Operator(operator=OR() | NOT() as operator):
            return operator.validate({}) or operator.validate([])
        case nodes.Operator(operator=IS()):
            return False  # a change inside a value makes it another one
        case nodes.Reference() | nodes.MisplacedHandle():
            return False
    return True


def _tuple_item(node: nodes.TupleOf, part: str) -> Node | None:
    if part.isdecimal():
        position = int(part)
        return node.items[position] if position < len(node.items) else None
    is_uniform = all(item == node.items[0] for item in node.items)
    return node.items[0] if POSITION.fullmatch(part) and is_uniform else None
