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
from mongokit.structure.compilers.check import STRUCTURE_KEYWORDS, compile_check
from mongokit.structure.compilers.decode import compile_changes
from mongokit.structure.compilers.defaults import compile_defaults
from mongokit.structure.compilers.encode import Encoder, compile_encoder
from mongokit.structure.compilers.fast_check import FastCheck, compile_fast_check
from mongokit.structure.compilers.references import (
    SlotFinder,
    compile_slot_finder,
    referenced_classes,
)
from mongokit.structure.compilers.required import compile_required
from mongokit.structure.compilers.skeleton import (
    ChooseFactory,
    Mutator,
    compile_dict_wrapping,
    compile_skeleton,
)
from mongokit.structure.compilers.tolerant_loading import (
    compile_tolerant_loading,
    parts,
)
from mongokit.structure.compilers.translations import (
    compile_attaching,
    has_translations,
    translated_names,
)
from mongokit.structure.compilers.validators import compile_validators
from mongokit.structure.encodability import has_unlimited_depth
from mongokit.structure.indexes import check_indexes
from mongokit.structure.nodes import Mapping
from mongokit.structure.parse import parse_structure
from mongokit.structure.paths import check_paths, namespaces
from mongokit.structure.reporting import Check, Report

__all__ = ["Declaration", "EncodingCheck", "Plan", "compile_plan"]


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
class EncodingCheck:
    """The check of what a document's values are stored as.

    :param encode: returns that, and reports what is wrong with it.
    """

    encode: Encoder

    def __call__(self, document: Any, report: Report) -> None:
        """Report what is wrong with the stored form of a document."""
        self.encode(document, report)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The compiled functions of one document class; ``None`` where nothing is to do.

    :param set_defaults: puts in the defaults, after the skeleton.
    :param checks: what :meth:`SchemaDocument.validate` runs, in order.
    :param encoding_check: the one of them that makes the stored form of a document.
    :param fast_check: tells that a document is right, and can be stored.
    :param remaining_checks: those of the checks that are left then.
    :param namespaces: every dotted path of the structure.
    :param type_field: the field with the name of the class, where there is one.
    :param translated_fields: the top-level fields that have a value for each language.
    :param fill_skeleton: puts in the fields that a new document lacks.
    :param wrap_dicts: gives nested dicts the classes that dot notation needs.
    :param decode: makes stored data what the class shows, wrapped.
    :param migrates: it marks documents of another shape, which are to be migrated.
    :param encode: returns the stored form of a document, which it leaves alone.
    :param find_slots: yields the places of a document where it refers to others.
    :param referenced_classes: the classes of those.
    :param root: the structure, parsed.
    :param has_unlimited_depth: documents may be nested to any depth.
    """

    set_defaults: Mutator | None
    checks: tuple[Check, ...]
    encoding_check: EncodingCheck | None
    fast_check: FastCheck | None = None
    remaining_checks: tuple[Check, ...] = ()
    namespaces: tuple[str, ...] = ()
    type_field: str | None = None
    translated_fields: frozenset[str] = frozenset()
    fill_skeleton: Mutator | None = None
    wrap_dicts: Mutator | None = None
    decode: Mutator | None = None
    migrates: bool = False
    encode: Encoder | None = None
    find_slots: SlotFinder | None = None
    referenced_classes: frozenset[Any] = frozenset()
    root: Mapping | None = None
    has_unlimited_depth: bool = True


def compile_plan(declaration: Declaration) -> Plan:
    """Check the declaration of a class and compile it.

    :raises SchemaDocumentError: the structure is declared wrongly.
    :raises BadIndexError: an index is declared wrongly.
    :raises ValueError: an option names a path that is not in the structure.
    """
    root = _root(declaration)
    _check_options(declaration, tuple(namespaces(root)) if root else ())
    encoding_check = _compile_encoding_check(root)
    common: dict[str, Any] = {
        "set_defaults": _compile_defaults(declaration, root),
        "checks": tuple(_compile_checks(declaration, root, encoding_check)),
        "encoding_check": encoding_check,
    }
    return Plan(**common) if root is None else _plan(declaration, root, common)


def _plan(declaration: Declaration, root: Mapping, common: dict[str, Any]) -> Plan:
    choose_factory = _choose_factory(declaration)
    wrap, attach = None, None
    if declaration.use_dot_notation:
        attach = compile_attaching(root)
        wrap = _in_order(compile_dict_wrapping(root, choose_factory), attach)
    return Plan(
        **common,
        fast_check=compile_fast_check(
            root,
            schemaless=declaration.use_schemaless,
            required_fields=declaration.required_fields,
        ),
        remaining_checks=_remaining_checks(declaration, root, common["checks"]),
        namespaces=tuple(namespaces(root)),
        type_field=_type_field(declaration, root),
        translated_fields=translated_names(root),
        fill_skeleton=_in_order(compile_skeleton(root, choose_factory), attach),
        wrap_dicts=wrap,
        decode=_compile_decoding(declaration, root, wrap),
        migrates=declaration.migrates,
        encode=compile_encoder(root),
        find_slots=compile_slot_finder(root),
        referenced_classes=frozenset(referenced_classes(root)),
        root=root,
        has_unlimited_depth=declaration.use_schemaless or has_unlimited_depth(root),
    )


def _compile_defaults(declaration: Declaration, root: Mapping | None) -> Mutator | None:
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


def _choose_factory(declaration: Declaration) -> ChooseFactory:
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


def _compile_encoding_check(root: Mapping | None) -> EncodingCheck | None:
    encode = compile_encoder(root, validating=True) if root else None
    return encode and EncodingCheck(encode)


def _in_order(*steps: Mutator | None) -> Mutator | None:
    """Return what does several things with a document."""
    given = [step for step in steps if step is not None]
    if len(given) < 2:  # noqa: PLR2004  one is called without a detour
        return given[0] if given else None

    def do_all(document: dict[Any, Any]) -> None:
        for step in given:
            step(document)

    return do_all


def _compile_decoding(
    declaration: Declaration, root: Mapping, wrap: Mutator | None
) -> Mutator | None:
    class_name = declaration.class_name
    if not declaration.migrates:
        return _in_order(wrap, _compile_decoder(root, class_name))
    converters = [_compile_decoder(part, class_name) for part in parts(root)]
    given = [convert for convert in converters if convert is not None]
    return compile_tolerant_loading(root, class_name, wrap, given)


def _compile_decoder(root: Mapping, class_name: str) -> Mutator | None:
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
    declaration: Declaration, root: Mapping | None, encoding_check: EncodingCheck | None
) -> Iterator[Check]:
    class_name = declaration.class_name
    validators = compile_validators(declaration.validators, class_name)
    if validators is not None:
        yield validators
    if root is not None:
        if encoding_check is not None:
            yield encoding_check
        schemaless = declaration.use_schemaless
        yield compile_check(root, class_name, schemaless=schemaless)
    required = compile_required(declaration.required_fields, root)
    if required is not None:
        yield required


def _remaining_checks(
    declaration: Declaration, root: Mapping, checks: tuple[Check, ...]
) -> tuple[Check, ...]:
    """Return the checks of what the fast check has not seen.

    A validator may change a value, so all come after one. Without an ``_id`` a
    document may be right, so it is not seen whether one that is required is given.
    """
    if declaration.validators:
        return checks
    seen = root.fields.keys() - {"_id"}
    return () if seen >= set(declaration.required_fields) else checks[1:]
