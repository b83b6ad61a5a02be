"""Compile the check of a document's keys and types."""

from collections.abc import Iterable
from functools import partial
from itertools import dropwhile
from typing import Any, ClassVar

from mongokit.errors import AuthorizedTypeError, SchemaTypeError, StructureError
from mongokit.operators import SchemaOperator
from mongokit.structure import nodes
from mongokit.structure.nodes import STRUCTURE_KEYWORDS, Mapping, Node
from mongokit.structure.reporting import Check, Report, naming_language, type_error
from mongokit.structure.walk import Compiler, Entries

NO_DEFAULTS = (
    "A document made from given fields gets neither the other fields nor default "
    "values: make it with {0}(), and then update() it."
)
NOT_MIGRATED = (
    "A document that was stored before {0} declared a field gets it by a migration."
)


class _Everything:
    """A set that contains every type."""

    def __contains__(self, _: object) -> bool:
        return True


# The classes whose direct instances need no check; most values are of such a class.
Accepted = frozenset[type] | _Everything
EVERYTHING = _Everything()
NONE_ONLY: frozenset[type] = frozenset([type(None)])


def compile_check(root: Mapping, class_name: str, *, schemaless: bool) -> Check:
    """Compile the check of a whole document.

    :param class_name: the name of the document class, for messages.
    :param schemaless: whether to accept missing and unknown fields.
    """
    return CheckCompiler(schemaless=schemaless).root(root, class_name)


class CheckCompiler(Compiler[Check]):
    """Compiles checks for values that are not ``None``.

    Values of custom types are checked by the encoder instead.
    """

    def __init__(self, *, schemaless: bool) -> None:
        self.schemaless = schemaless

    def root(self, root: Mapping, class_name: str) -> Check:
        """Compile the check of a document."""
        return _DictCheck(self, root, "", self.entries(root), class_name).compile()

    def list_of(self, path: str, item: Check | None, /) -> Check:
        """Compile the check of a list and its items."""

        def check(value: Any, report: Report) -> None:
            if not isinstance(value, (list, tuple)):
                report(type_error(path, "list", value))
            elif item is not None:
                for each in value:
                    if each is not None:
                        item(each, report)

        return check

    def tuple_of(self, path: str, items: list[Check | None], /) -> Check:
        """Compile the check of the length and the items of a tuple."""

        def check(value: Any, report: Report) -> None:
            if not isinstance(value, (list, tuple)):
                report(type_error(path, "list", value))
            elif len(value) != len(items):
                text = f"{path} must have {len(items)} items not {len(value)}"
                report(SchemaTypeError(text, path=path))
            else:
                for each, check_item in zip(value, items, strict=True):
                    if each is not None and check_item is not None:
                        check_item(each, report)

        return check

    def translated(
        self, node: nodes.Translated, path: str, item: Check | None, /
    ) -> Check:
        """Compile the check of a translated field, whose value is a dict."""
        recompile = partial(self.compile, node.item)
        check_item = item and naming_language(item, recompile, path)

        def check(value: Any, report: Report) -> None:
            if not isinstance(value, dict):
                report(type_error(path, "i18n", value))
            elif check_item is not None:
                for language, each in value.items():
                    if each is not None:
                        check_item(language, each, report)

        return check

    def mapping(self, node: Mapping, path: str, entries: Entries[Check], /) -> Check:
        """Compile the check of a nested dict."""
        check, expected = _DictCheck(self, node, path, entries).compile(), node.expected

        def check_class(value: Any, report: Report) -> None:
            if isinstance(value, expected):
                check(value, report)
            else:
                report(type_error(path, expected.__name__, value))

        return check_class

    leaves: ClassVar[dict[type, Any]] = {
        nodes.Anything: lambda _, node, path: _check_authorized(path, node.types),
        nodes.Typed: lambda _, node, path: check_type(
            path, node.declared.__name__, node.types
        ),
        nodes.MisplacedHandle: lambda _, node, path: check_type(
            path, node.expected, ()
        ),
        nodes.Operator: lambda _, node, path: _check_operator(path, node.operator),
        nodes.Reference: lambda _, node, path: check_type(
            path, node.document_class.__name__, (node.document_class,)
        ),
    }


def _accepted(node: Node, check: Check | None) -> Accepted:
    if check is None:
        return EVERYTHING
    if isinstance(node, (nodes.Anything, nodes.Typed)):
        return NONE_ONLY.union(node.types)
    return frozenset() if isinstance(node, nodes.MisplacedHandle) else NONE_ONLY


def check_type(path: str, name: str, types: tuple[type, ...]) -> Check:
    """Compile a check that a value is an instance of given types.

    :param name: the name of the expected type, for the message.
    """

    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            report(type_error(path, name, value))

    return check


def _check_authorized(path: str, types: tuple[type, ...]) -> Check:
    def check(value: Any, report: Report) -> None:
        if not isinstance(value, types):
            name = type(value).__name__
            report(AuthorizedTypeError(f"{name} is not an authorized types", path=path))

    return check


def _check_operator(path: str, operator: SchemaOperator) -> Check:
    def check(value: Any, report: Report) -> None:
        if not operator.validate(value):
            found = _shown(value) if operator.takes_values else type(value).__name__
            text = f"{path} must {operator.expectation()} not {found}"
            report(SchemaTypeError(text, path=path))

    return check


def _shown(value: Any) -> str:
    try:
        return str(value)
    except ValueError:  # an integer with thousands of digits
        return type(value).__name__


class _DictCheck:
    """The check of a dict's keys and values."""

    def __init__(
        self,
        compiler: CheckCompiler,
        node: Mapping,
        path: str,
        entries: Entries[Check],
        class_name: str | None = None,
    ) -> None:
        self.path = path
        self.class_name = class_name
        self.schemaless = compiler.schemaless
        self.names = entries.names - set(STRUCTURE_KEYWORDS)
        self.checks = entries.named
        self.typed = entries.typed
        self.accepted: dict[str, Accepted] = dict.fromkeys(
            STRUCTURE_KEYWORDS, EVERYTHING
        )
        for name, child in node.fields.items():
            self.accepted[name] = _accepted(child, self.checks.get(name))

    def compile(self) -> Check:
        """Return the check as a single closure, for speed."""
        count, checks = len(self.names), self.checks
        accepted = {name: self.accepted[name] for name in (*self.names, "_id")}
        check_closely = self._check_closely

        def check(value: Any, report: Report) -> None:
            items = value.items()
            if len(items) != count + ("_id" in value):
                check_closely(None, value, report)
                return
            key = None
            try:
                for key, item in items:
                    if type(item) not in accepted[key]:
                        checks[key](item, report)
            except KeyError:
                check_closely(key, value, report)

        return check

    def _check_closely(
        self, unknown: Any, value: dict[Any, Any], report: Report
    ) -> None:
        """Check all keys, and the values that the loop in ``compile`` did not reach.

        :param unknown: the key at which it stopped; ``None`` if it did not run.
        """
        self._check_keys(value, report)
        items: Iterable[tuple[Any, Any]] = value.items()
        if unknown is not None:
            items = dropwhile(lambda pair: pair[0] != unknown, items)
        for key, item in items:
            if key in self.accepted and type(item) not in self.accepted[key]:
                self.checks[key](item, report)

    def _check_keys(self, value: dict[Any, Any], report: Report) -> None:
        if not self.schemaless:
            self._report_fields("missed", self.names - value.keys(), value, report)
        if self.typed:
            self._check_typed_keys(value, report)
        elif not self.schemaless:
            unknown = value.keys() - self.accepted.keys()
            self._report_fields("unknown", unknown, value, report)

    def _report_fields(
        self, what: str, names: Iterable[Any], value: Any, report: Report
    ) -> None:
        listed = sorted(names, key=str)
        if listed:
            owner = self.class_name or type(value).__name__
            text = f"{what} fields {listed} in {owner}"
            error = StructureError(text, path=self.path or None)
            if what == "missed" and self.class_name:
                advice = NOT_MIGRATED if "_id" in value else NO_DEFAULTS
                error.add_note(advice.format(self.class_name))
            report(error)

    def _check_typed_keys(self, value: dict[Any, Any], report: Report) -> None:
        for key, item in value.items():
            if key in self.accepted:
                continue
            for key_type, check in self.typed:
                if isinstance(key, key_type):
                    if item is not None and check is not None:
                        check(item, report)
                    break
            else:
                self._report_key(key, report)

    def _report_key(self, key: Any, report: Report) -> None:
        expected = " or ".join(key_type.__name__ for key_type, _ in self.typed)
        error = type_error(f"key of {self.path or self.class_name}", expected, key)
        error.path = self.path or None
        report(error)
