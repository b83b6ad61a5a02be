"""Parse a declared structure into nodes, rejecting invalid declarations."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from mongokit.custom_types import CustomType, check_custom_type, loaded_as
from mongokit.errors import AuthorizedTypeError, BadKeyError, StructureError
from mongokit.i18n import i18n
from mongokit.operators import SchemaOperator
from mongokit.structure import nodes
from mongokit.structure.nodes import Mapping, Node
from mongokit.structure.walk import key_part


def parse_structure(
    structure: object,
    class_name: str,
    authorized: tuple[type, ...],
    *,
    translated: Collection[str] = (),
    has_references: bool = False,
) -> Mapping:
    """Parse a declared structure, and return its root node.

    :param structure: the class attribute, as declared.
    :param class_name: the name of the document class, for messages.
    :param authorized: the types that fields may have.
    :param translated: the paths of the translated fields.
    :param has_references: whether a document class in the structure declares a
        reference instead of an embedded document.
    :raises StructureError: if the structure is not a dict, or contains a key or type
        that is not allowed, or ``authorized`` contains anything but types.
    :raises BadKeyError: if a field name contains ``.`` or starts with ``$``.
    :raises AuthorizedTypeError: if a key type is not authorized.
    :raises TypeError: if a field is declared with something that is not a type.
    """
    if not isinstance(structure, dict):
        raise StructureError(f"{class_name}.structure must be a dict instance")
    for each in authorized:
        if not isinstance(each, type):
            raise StructureError(
                f"{class_name}.authorized_types must be types, and {each!r} is none"
            )
    parser = _Parser(class_name, authorized, tuple(translated), has_references)
    return parser.mapping(structure, "")


@dataclass(frozen=True, slots=True)
class _Parser:
    class_name: str
    authorized: tuple[type, ...]
    translated: tuple[str, ...]
    has_references: bool

    def mapping(self, structure: dict[Any, Any], prefix: str) -> Mapping:
        fields: dict[str, Node] = {}
        by_type: list[tuple[type, Node]] = []
        for key, value in structure.items():
            if isinstance(key, type):
                path = prefix + key_part(key)
                self._check_key_type(key, path)
                by_type.append((key, self._entry(value, path)))
            else:
                self._check_name(key, prefix)
                fields[key] = self._entry(value, prefix + key)
        return Mapping(type(structure), fields, tuple(by_type))

    def _entry(self, value: Any, path: str) -> Node:
        node = self.node(value, path)
        if path not in self.translated or isinstance(node, nodes.Translated):
            return node
        return nodes.Translated(node)

    def node(self, value: Any, path: str) -> Node:
        if value is None:
            return nodes.Anything(self.authorized)
        if isinstance(value, (SchemaOperator, CustomType)):
            return self._special(value, path)
        if hasattr(value, "structure"):
            return self._document_class(value)
        if isinstance(value, (list, tuple)):
            return self._sequence(value, path)
        if isinstance(value, dict):
            return self.mapping(value, f"{path}.")
        return self._type(value, path)

    def _special(self, value: SchemaOperator | CustomType, path: str) -> Node:
        if isinstance(value, SchemaOperator):
            return self._operator(value, path)
        if isinstance(value, i18n):
            declared = value.field_type
            return nodes.Translated(
                nodes.Unchecked() if declared is None else self.node(declared, path)
            )
        check_custom_type(value)
        return nodes.Custom(value)

    def _sequence(self, value: list[Any] | tuple[Any, ...], path: str) -> Node:
        if isinstance(value, tuple):
            return nodes.TupleOf(tuple(self.node(item, path) for item in value))
        if len(value) > 1:
            raise StructureError(
                f"{self.class_name}: {path} must be a list of no or one "
                f"type, not of {len(value)}; a tuple has a type for each position",
                path=path,
            )
        return nodes.ListOf(self.node(value[0] if value else None, path))

    def _type(self, value: Any, path: str) -> Node:
        if not isinstance(value, type):
            raise TypeError(f"{self.class_name}: {value!r} is not a type")
        if value not in {dict, list} and not self._is_field_type(value):
            hint = f": write {value.__name__}()" if _needs_instance(value) else ""
            raise StructureError(
                f"{self.class_name}: {value!r} is not an authorized type{hint}",
                path=path,
            )
        return nodes.Typed(value, loaded_as([value]))

    def _document_class(self, value: Any) -> Node:
        if not isinstance(value, type):
            return nodes.MisplacedHandle(value.__class__.__name__)
        is_reference = self.has_references and hasattr(value, "get_dbref")
        return nodes.Reference(value) if is_reference else nodes.Unchecked()

    def _operator(self, operator: SchemaOperator, path: str) -> Node:
        for operand in operator:
            found = type(operand)
            candidate = found if operator.takes_values else operand
            is_type = isinstance(candidate, type) and not hasattr(operand, "structure")
            if not is_type or not self._is_field_type(candidate):
                raise StructureError(
                    f"{self.class_name}: {operand!r} in {operator} is not an "
                    f"authorized type ({found.__name__} found)",
                    path=path,
                )
        return nodes.Operator(operator)

    def _is_field_type(self, candidate: type) -> bool:
        return self._is_authorized(candidate) and not _needs_instance(candidate)

    def _is_authorized(self, candidate: type) -> bool:
        return issubclass(candidate, self.authorized)

    def _check_key_type(self, key: type, path: str) -> None:
        if not self._is_authorized(key):
            text = f"{self.class_name}: {key!r} is not an authorized type"
            raise AuthorizedTypeError(text, path=path)

    def _check_name(self, key: object, prefix: str) -> None:
        if not isinstance(key, str):
            raise StructureError(
                f"{self.class_name}: {key!r} must be a str or a type",
                path=prefix.rstrip(".") or None,
            )
        if "." in key:
            text = f"{self.class_name}: {key} must not contain '.'"
            raise BadKeyError(text, path=prefix + key)
        if key.startswith("$"):
            text = f"{self.class_name}: {key} must not start with '$'"
            raise BadKeyError(text, path=prefix + key)


def _needs_instance(declared: type) -> bool:
    """Return whether a type is a custom type, whose instances must be declared."""
    return issubclass(declared, CustomType) and declared is not CustomType
