"""Compiles the check of a document's types and keys."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile
from typing import Any

from mongokit.errors import StructureError
from mongokit.structure.compilers.translations import check_translations
from mongokit.structure.nodes import (
    Anything,
    Custom,
    Embedded,
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
from mongokit.structure.reporting import (
    Check,
    Report,
    check_authorized,
    check_items,
    check_operator,
    check_positions,
    check_type,
    type_error,
)

__all__ = ["STRUCTURE_KEYWORDS", "compile_check"]

STRUCTURE_KEYWORDS = ["_id", "_ns", "_revision", "_version"]


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
    compiler = _Compiler(schemaless)
    return _MappingCheck(compiler, root, "", class_name).compiled()


@dataclass(frozen=True, slots=True)
class _Compiler:
    schemaless: bool

    def node(self, node: Node, path: str) -> Check | None:
        """Return the check of a value that is not ``None``, or nothing to check."""
        compile_kind = KINDS.get(type(node))
        return compile_kind and compile_kind(self, node, path)

    def list_of(self, node: ListOf, path: str) -> Check:
        return check_items(path, self.node(node.item, path))

    def tuple_of(self, node: TupleOf, path: str) -> Check:
        return check_positions(path, tuple(self.node(i, path) for i in node.items))

    def mapping(self, node: Mapping, path: str) -> Check:
        return _MappingCheck(self, node, path, None).compiled()

    def translated(self, node: Translated, path: str) -> Check:
        return check_translations(path, partial(self.node, node.item))


# A custom type is checked as it is converted; what else is missing is not checked.
KINDS: dict[type, Callable[[_Compiler, Any, str], Check]] = {
    Anything: lambda _, node, path: check_authorized(path, node.types),
    Scalar: lambda _, node, path: check_type(path, node.declared.__name__, node.types),
    OpenDict: lambda _, __, path: check_type(path, "dict", (dict,)),
    OpenList: lambda _, __, path: check_type(path, "list", (list,)),
    MisplacedHandle: lambda _, node, path: check_type(path, node.expected, ()),
    Operator: lambda _, node, path: check_operator(path, node.operator),
    Reference: lambda _, node, path: check_type(
        path, node.document_class.__name__, (node.document_class,)
    ),
    ListOf: _Compiler.list_of,
    TupleOf: _Compiler.tuple_of,
    Mapping: _Compiler.mapping,
    Translated: _Compiler.translated,
}


def _accepted(node: Node) -> Accepted:
    match node:
        case Anything() | Scalar():
            return NOTHING | set(node.types)
        case OpenDict():
            return NOTHING | {dict}
        case OpenList():
            return NOTHING | {list}
        case Embedded() | Custom() | Unchecked():
            return EVERYTHING
        case MisplacedHandle():
            return frozenset()
        case _:
            return NOTHING


class _MappingCheck:
    """The check of one dict of a structure: its class, its keys, its values."""

    def __init__(
        self, compiler: _Compiler, node: Mapping, path: str, label: str | None
    ) -> None:
        prefix = f"{path}." if path else ""
        self.path = path
        self.label = label
        self.expected = node.expected
        self.schemaless = compiler.schemaless
        self.names = frozenset(node.fields) - set(STRUCTURE_KEYWORDS)
        self.accepted: dict[str, Accepted] = dict.fromkeys(
            STRUCTURE_KEYWORDS, EVERYTHING
        )
        self.accepted |= {name: _accepted(child) for name, child in node.fields.items()}
        self.checks = {
            name: check
            for name, child in node.fields.items()
            if (check := compiler.node(child, prefix + name))
        }
        self.by_type = tuple(
            (key, compiler.node(child, f"{prefix}${key.__name__}"))
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
            key = None
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
