"""Compiles the check of a document's types and keys."""

from collections.abc import Callable, Iterable
from itertools import dropwhile
from typing import Any

from mongokit.errors import (
    AuthorizedTypeError,
    SchemaTypeError,
    StructureError,
)
from mongokit.operators import SchemaOperator
from mongokit.structure.nodes import (
    Anything,
    Custom,
    Embedded,
    Handle,
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

__all__ = ["STRUCTURE_KEYWORDS", "Check", "Report", "compile_check", "type_error"]

STRUCTURE_KEYWORDS = ["_id", "_ns", "_revision", "_version"]

Report = Callable[[Exception], None]
Check = Callable[[Any, Report], None]


class _Everything:
    """What every type is in."""

    def __contains__(self, _: object) -> bool:
        return True


# The exact classes that need no closer look: most values pass by this alone.
Accepted = frozenset[type] | _Everything
EVERYTHING = _Everything()
NOTHING: frozenset[type] = frozenset([type(None)])


def compile_check(root: Mapping, class_name: str, *, schemaless: bool) -> Check:
    """Return the check of types and keys of a whole document.

    :param class_name: stands for the document in messages about its fields.
    :param schemaless: fields may be missing, and others be there.
    """
    return _MappingCheck(root, "", class_name, schemaless=schemaless).compiled()


def _compile_node(node: Node, path: str, *, schemaless: bool) -> Check | None:
    """Return the check of a value that is not ``None``, or nothing to check."""
    match node:
        case Scalar() | OpenDict() | OpenList():
            return _check_type(path, *_expected(node))
        case Anything():
            return _check_authorized(path, node.types)
        case ListOf() | TupleOf():
            return _check_sequence(node, path, schemaless=schemaless)
        case Mapping():
            return _MappingCheck(node, path, None, schemaless=schemaless).compiled()
        case Operator():
            return _check_operator(path, node.operator)
        case Reference():
            document_class = node.document_class
            return _check_type(path, document_class.__name__, (document_class,))
        case Handle():
            return _check_type(path, node.expected, ())
        case Translated():
            return _check_translations(node, path, schemaless=schemaless)
    return None  # custom types are checked as they are converted


def _expected(node: Scalar | OpenDict | OpenList) -> tuple[str, tuple[type, ...]]:
    match node:
        case OpenDict():
            return "dict", (dict,)
        case OpenList():
            return "list", (list,)
    return node.declared.__name__, node.types


def _check_sequence(node: ListOf | TupleOf, path: str, *, schemaless: bool) -> Check:
    if isinstance(node, ListOf):
        return _check_items(path, _compile_node(node.item, path, schemaless=schemaless))
    items = [_compile_node(item, path, schemaless=schemaless) for item in node.items]
    return _check_positions(path, tuple(items))


def _accepted(node: Node) -> Accepted:
    match node:
        case Anything() | Scalar():
            return NOTHING | set(node.types)
        case OpenDict():
            return NOTHING | {dict}
        case OpenList():
            return NOTHING | {list}
        case Embedded() | Custom():
            return EVERYTHING
        case Handle():
            return frozenset()
        case _:
            return NOTHING


def type_error(path: str, expected: str, value: Any) -> SchemaTypeError:
    """Return the error of a value that has another type than a field."""
    return SchemaTypeError(
        f"{path} must be an instance of {expected} not {type(value).__name__}",
        path=path,
    )


def _check_type(path: str, name: str, types: tuple[type, ...]) -> Check:
    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            report(type_error(path, name, value))

    return check


def _check_operator(path: str, operator: SchemaOperator) -> Check:
    def check(value: Any, report: Report) -> None:
        if not operator.validate(value):
            found = value if operator.takes_values else type(value).__name__
            text = f"{path} must {operator.expectation()} not {found}"
            report(SchemaTypeError(text, path=path))

    return check


def _check_translations(node: Translated, path: str, *, schemaless: bool) -> Check:
    def compiled(language: Any) -> Check | None:
        return _compile_node(node.item, f"{path} ({language})", schemaless=schemaless)

    accepted = _accepted(node.item)

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, dict):
            report(type_error(path, "i18n", value))
            return
        for language, item in value.items():
            if type(item) not in accepted:
                check_item = compiled(language)
                if check_item is not None:
                    check_item(item, report)

    return check


def _check_authorized(path: str, types: tuple[type, ...]) -> Check:
    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            name = type(value).__name__
            report(AuthorizedTypeError(f"{name} is not an authorized types", path=path))

    return check


def _check_items(path: str, check_item: Check | None) -> Check:
    def check(value: Any, report: Report) -> None:
        if not isinstance(value, (list, tuple)):
            report(type_error(path, "list", value))
        elif check_item is not None:
            for item in value:
                if item is not None:
                    check_item(item, report)

    return check


def _check_positions(path: str, checks: tuple[Check | None, ...]) -> Check:
    def check(value: Any, report: Report) -> None:
        if not isinstance(value, (list, tuple)):
            report(type_error(path, "list", value))
        elif len(value) != len(checks):
            text = f"{path} must have {len(checks)} items not {len(value)}"
            report(SchemaTypeError(text, path=path))
        else:
            for item, check_item in zip(value, checks, strict=True):
                if item is not None and check_item is not None:
                    check_item(item, report)

    return check


class _MappingCheck:
    """The check of one dict of a structure: its class, its keys, its values."""

    def __init__(
        self, node: Mapping, path: str, label: str | None, *, schemaless: bool
    ) -> None:
        prefix = f"{path}." if path else ""
        self.path = path
        self.label = label
        self.expected = node.expected
        self.schemaless = schemaless
        self.names = frozenset(node.fields) - set(STRUCTURE_KEYWORDS)
        self.accepted: dict[str, Accepted] = dict.fromkeys(
            STRUCTURE_KEYWORDS, EVERYTHING
        )
        self.accepted |= {name: _accepted(child) for name, child in node.fields.items()}
        self.checks = {
            name: check
            for name, child in node.fields.items()
            if (check := _compile_node(child, prefix + name, schemaless=schemaless))
        }
        self.by_type = tuple(
            (
                key,
                _compile_node(child, f"{prefix}${key.__name__}", schemaless=schemaless),
            )
            for key, child in node.by_type
        )

    def compiled(self) -> Check:
        """Return the check as one function, for this is what each document runs."""
        count, checks = len(self.names), self.checks
        accepted = {name: self.accepted[name] for name in (*self.names, "_id")}
        rest = self._rest

        def check(value: Any, report: Report) -> None:
            items = value.items()
            if len(items) != count + ("_id" in value):
                rest(None, value, report)
                return
            try:
                for key, item in items:
                    if type(item) not in accepted[key]:
                        checks[key](item, report)
            except KeyError:
                rest(key, value, report)

        return check if self.label else self._guarded(check)

    def _rest(self, unknown: Any, value: dict[Any, Any], report: Report) -> None:
        """Look at all keys, then at the values from an unknown key on, or all."""
        self._check_keys(value, report)
        items: Iterable[tuple[Any, Any]] = value.items()
        if unknown is not None:
            items = dropwhile(lambda pair: pair[0] != unknown, items)
        for key, item in items:
            if key in self.accepted and type(item) not in self.accepted[key]:
                self.checks[key](item, report)

    def _guarded(self, check: Check) -> Check:
        expected, path = self.expected, self.path

        def check_class(value: Any, report: Report) -> None:
            if isinstance(value, expected):
                check(value, report)
            else:
                report(type_error(path, expected.__name__, value))

        return check_class

    def _check_keys(self, value: dict[Any, Any], report: Report) -> None:
        if not self.schemaless:
            self._report_fields("missed", self.names - value.keys(), value, report)
        if self.by_type:
            self._check_typed_keys(value, report)
        elif not self.schemaless:
            unknown = value.keys() - self.accepted.keys()
            self._report_fields("unknown", unknown, value, report)

    def _report_fields(
        self, what: str, names: Iterable[Any], value: Any, report: Report
    ) -> None:
        listed = sorted(names, key=str)
        if listed:
            label = self.label or type(value).__name__
            text = f"{what} fields {listed} in {label}"
            report(StructureError(text, path=self.path or None))

    def _check_typed_keys(self, value: dict[Any, Any], report: Report) -> None:
        for key, item in value.items():
            if key in self.accepted:
                continue
            for key_type, check in self.by_type:
                if isinstance(key, key_type):
                    if item is not None and check is not None:
                        check(item, report)
                    break
            else:
                self._report_key(key, report)

    def _report_key(self, key: Any, report: Report) -> None:
        expected = " or ".join(key_type.__name__ for key_type, _ in self.by_type)
        error = type_error(f"key of {self.path or self.label}", expected, key)
        error.path = self.path or None
        report(error)
