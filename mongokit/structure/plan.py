"""The plan of a document class: its declarations, compiled once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mongokit.dotted import DotedDict, doted_dict_maker, i18nDotedDict
from mongokit.errors import (
    DuplicateI18nError,
    DuplicateRequiredError,
    SchemaDocumentError,
)
from mongokit.structure.checks import Check, Report
from mongokit.structure.conversion import compile_changes
from mongokit.structure.defaults import compile_defaults
from mongokit.structure.dumping import Dump, compile_dump
from mongokit.structure.glance import Glance, compile_glance
from mongokit.structure.indexes import check_indexes
from mongokit.structure.lenient import compile_lenient_load, parts
from mongokit.structure.nodes import Mapping
from mongokit.structure.parse import parse_structure
from mongokit.structure.paths import check_paths, namespaces
from mongokit.structure.references import (
    Places,
    classes_referred_to,
    compile_places,
)
from mongokit.structure.required import compile_required
from mongokit.structure.skeleton import (
    Fill,
    NestedDict,
    compile_skeleton,
    compile_wrapping,
)
from mongokit.structure.storable import has_open_parts
from mongokit.structure.translations import (
    compile_attaching,
    has_translations,
    translated_names,
)
from mongokit.structure.validation import STRUCTURE_KEYWORDS, compile_check
from mongokit.structure.validators import compile_validators

__all__ = ["Conversion", "Declaration", "Plan", "compile_plan"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a document class declares, its bases' part included."""

    class_name: str
    structure: Any
    required_fields: list[str]
    default_values: dict[str, Any]
    validators: dict[str, Any]
    i18n: list[str]
    indexes: list[dict[str, Any]]
    authorized_types: tuple[type, ...]
    type_field: str | None
    use_schemaless: bool
    use_dot_notation: bool
    dot_notation_warning: bool
    use_autorefs: bool
    migrates: bool


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """The check of what a document's values are stored as.

    :param dump: returns that, and reports what is wrong with it.
    """

    dump: Dump

    def __call__(self, document: Any, report: Report) -> None:
        """Report what is wrong with the stored form of a document."""
        self.dump(document, report)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The compiled functions of one document class; ``None`` where nothing is to do.

    :param set_defaults: puts in the defaults, after the skeleton.
    :param checks: what :meth:`SchemaDocument.validate` runs, in order.
    :param conversion: the one of them that makes the stored form of a document.
    :param glance: tells that a document is right, and can be stored.
    :param checks_after_glance: those of the checks that are left then.
    :param namespaces: every dotted path of the structure.
    :param type_field: the field with the name of the class, where there is one.
    :param translated: the top-level fields that have a value for each language.
    :param fill_skeleton: puts in the fields that a new document lacks.
    :param wrap: gives nested dicts the classes that dot notation needs.
    :param load: makes stored data what the class shows, wrapped.
    :param migrates: it marks documents of another shape, which are to be migrated.
    :param dump: returns the stored form of a document, which it leaves alone.
    :param places: yields the places of a document where it refers to others.
    :param refers_to: the classes of those.
    :param root: the structure, parsed.
    :param is_open: documents may be nested to any depth.
    """

    set_defaults: Fill | None
    checks: tuple[Check, ...]
    conversion: Conversion | None
    glance: Glance | None = None
    checks_after_glance: tuple[Check, ...] = ()
    namespaces: tuple[str, ...] = ()
    type_field: str | None = None
    translated: frozenset[str] = frozenset()
    fill_skeleton: Fill | None = None
    wrap: Fill | None = None
    load: Fill | None = None
    migrates: bool = False
    dump: Dump | None = None
    places: Places | None = None
    refers_to: frozenset[Any] = frozenset()
    root: Mapping | None = None
    is_open: bool = True


def compile_plan(declaration: Declaration) -> Plan:
    """Check the declaration of a class and compile it.

    :raises SchemaDocumentError: the structure is declared wrongly.
    :raises BadIndexError: an index is declared wrongly.
    :raises ValueError: an option names a path that is not in the structure.
    """
    root = _root(declaration)
    _check_options(declaration, tuple(namespaces(root)) if root else ())
    conversion = _compile_conversion_check(root)
    common: dict[str, Any] = {
        "set_defaults": _compile_defaults(declaration, root),
        "checks": tuple(_compile_checks(declaration, root, conversion)),
        "conversion": conversion,
    }
    return Plan(**common) if root is None else _plan(declaration, root, common)


def _plan(declaration: Declaration, root: Mapping, common: dict[str, Any]) -> Plan:
    nested_dict = _nested_dict(declaration)
    wrap, attach = None, None
    if declaration.use_dot_notation:
        attach = compile_attaching(root)
        wrap = _in_order(compile_wrapping(root, nested_dict), attach)
    return Plan(
        **common,
        glance=compile_glance(
            root,
            schemaless=declaration.use_schemaless,
            required_fields=declaration.required_fields,
        ),
        checks_after_glance=_after_glance(declaration, root, common["checks"]),
        namespaces=tuple(namespaces(root)),
        type_field=_type_field(declaration, root),
        translated=translated_names(root),
        fill_skeleton=_in_order(compile_skeleton(root, nested_dict), attach),
        wrap=wrap,
        load=_compile_load(declaration, root, wrap),
        migrates=declaration.migrates,
        dump=compile_dump(root),
        places=compile_places(root),
        refers_to=frozenset(classes_referred_to(root)),
        root=root,
        is_open=declaration.use_schemaless or has_open_parts(root),
    )


def _compile_defaults(declaration: Declaration, root: Mapping | None) -> Fill | None:
    type_field = _type_field(declaration, root)
    named = {type_field: declaration.class_name} if type_field else {}
    return compile_defaults(declaration.default_values | named, root)


def _root(declaration: Declaration) -> Mapping | None:
    if declaration.structure is None:
        return None
    return parse_structure(
        declaration.structure,
        declaration.class_name,
        declaration.authorized_types,
        translated=declaration.i18n,
        has_references=declaration.use_autorefs,
    )


def _check_options(declaration: Declaration, paths: tuple[str, ...]) -> None:
    required = declaration.required_fields
    known = {*paths, *STRUCTURE_KEYWORDS}
    check_paths("i18n", declaration.i18n, paths)
    check_paths("required_fields", required, known)
    if len(set(required)) != len(required):
        raise DuplicateRequiredError(f"duplicate required_fields : {required}")
    if len(set(declaration.i18n)) != len(declaration.i18n):
        raise DuplicateI18nError(f"duplicated i18n : {declaration.i18n}")
    check_paths("default_values", declaration.default_values, known)
    check_paths("validators", declaration.validators, known)
    check_indexes(declaration.indexes, known)


def _type_field(declaration: Declaration, root: Mapping | None) -> str | None:
    is_declared = root is not None and declaration.type_field in root.fields
    return declaration.type_field if is_declared else None


def _nested_dict(declaration: Declaration) -> NestedDict:
    def maker(node: Mapping) -> Callable[[], dict[Any, Any]]:
        if node.expected is not dict or not declaration.use_dot_notation:
            return node.expected
        attributes: dict[str, Any] = {}
        if declaration.use_schemaless and node.fields:
            attributes["_may_lack"] = frozenset(node.fields)
        if declaration.dot_notation_warning:
            attributes["dot_notation_warning"] = True
        if not has_translations(node):
            return doted_dict_maker(DotedDict, attributes)
        attributes["_translated"] = translated_names(node)
        return doted_dict_maker(i18nDotedDict, attributes)

    return maker


def _compile_conversion_check(root: Mapping | None) -> Conversion | None:
    dump = compile_dump(root, validating=True) if root else None
    return dump and Conversion(dump)


def _in_order(*steps: Fill | None) -> Fill | None:
    """Return what does several things with a document."""
    given = [step for step in steps if step is not None]
    if len(given) < 2:  # noqa: PLR2004  one is called without a detour
        return given[0] if given else None

    def do_all(document: dict[Any, Any]) -> None:
        for step in given:
            step(document)

    return do_all


def _compile_load(
    declaration: Declaration, root: Mapping, wrap: Fill | None
) -> Fill | None:
    class_name = declaration.class_name
    if not declaration.migrates:
        return _in_order(wrap, _compile_conversion(root, class_name))
    converters = [_compile_conversion(part, class_name) for part in parts(root)]
    given = [convert for convert in converters if convert is not None]
    return compile_lenient_load(root, class_name, wrap, given)


def _compile_conversion(root: Mapping, class_name: str) -> Fill | None:
    changes = compile_changes(root)
    if changes is None:
        return None

    def convert(document: dict[Any, Any]) -> None:
        try:
            document.update(changes(document))
        except Exception as error:
            if isinstance(error, SchemaDocumentError):
                error.document_class = document.__class__
            if "_id" in document:
                error.add_note(f"of the {class_name} with the _id {document['_id']!r}")
            raise

    return convert


def _compile_checks(
    declaration: Declaration, root: Mapping | None, conversion: Conversion | None
) -> Iterator[Check]:
    class_name = declaration.class_name
    validators = compile_validators(declaration.validators, class_name)
    if validators is not None:
        yield validators
    if root is not None:
        if conversion is not None:
            yield conversion
        schemaless = declaration.use_schemaless
        yield compile_check(root, class_name, schemaless=schemaless)
    required = compile_required(declaration.required_fields, root)
    if required is not None:
        yield required


def _after_glance(
    declaration: Declaration, root: Mapping, checks: tuple[Check, ...]
) -> tuple[Check, ...]:
    """Return the checks of what the glance has not seen.

    A validator may change a value, so all come after one. Without an ``_id`` a
    document may be right, so it is not seen whether one that is required is given.
    """
    if declaration.validators:
        return checks
    seen = root.fields.keys() - {"_id"}
    return () if seen >= set(declaration.required_fields) else checks[1:]
