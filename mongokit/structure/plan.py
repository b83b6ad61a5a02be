"""The plan of a document class: the functions compiled from its declarations."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from mongokit.errors import DuplicateI18nError, DuplicateRequiredError
from mongokit.structure.compilers.check import compile_check
from mongokit.structure.compilers.convert import Converter
from mongokit.structure.compilers.decode import compile_decoder
from mongokit.structure.compilers.defaults import compile_defaults
from mongokit.structure.compilers.dot_notation import (
    compile_dict_wrapping,
    compile_language_sharing,
    dict_factory_chooser,
    translated_names,
)
from mongokit.structure.compilers.encode import compile_encoder
from mongokit.structure.compilers.fast_check import FastCheck, compile_fast_check
from mongokit.structure.compilers.ids import IdConverter, compile_id_converter
from mongokit.structure.compilers.initial_fields import (
    InitialFields,
    compile_initial_fields,
)
from mongokit.structure.compilers.references import (
    SlotFinder,
    compile_slot_finder,
    referenced_classes,
)
from mongokit.structure.compilers.required import compile_required
from mongokit.structure.compilers.skeleton import compile_skeleton
from mongokit.structure.compilers.targets import UpdateRules
from mongokit.structure.compilers.tolerant_loading import compile_tolerant_loading
from mongokit.structure.compilers.updates import UpdateCheck
from mongokit.structure.compilers.validators import compile_validators
from mongokit.structure.encodability import accepts_any_key, has_unlimited_depth
from mongokit.structure.indexes import check_indexes
from mongokit.structure.nodes import STRUCTURE_KEYWORDS, Mapping
from mongokit.structure.parse import parse_structure
from mongokit.structure.paths import check_paths, namespaces
from mongokit.structure.reporting import Check
from mongokit.structure.walk import Mutator


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The declarations of a document class, merged with those of its bases."""

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
    has_own_skeleton: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """The compiled functions of a document class; ``None`` for those it does not need.

    :param checks: the checks of :meth:`mongokit.SchemaDocument.validate`, in order.
    :param encoding_check: the one of these checks that encodes the document.
    :param fast_check: returns ``True`` for valid documents of simple values; all others
        need the full check.
    :param remaining_checks: the checks to run after a successful fast check.
    :param fill_skeleton: adds missing fields.
    :param set_defaults: sets the default values, after the skeleton is filled in.
    :param initial_fields: returns the skeleton with the default values, if these do not
        depend on it.
    :param wrap_dicts: replaces nested dicts with dicts that support dot notation.
    :param decode: decodes stored fields in place, and wraps dicts.
    :param encode: returns the stored form of a document.
    :param id_converter: converts the ``_id``, if it contains custom types.
    :param find_slots: yields the slots of references in a document.
    :param check_update: checks updates, and converts the custom types in them.
    :param referenced_classes: the classes of the referenced documents.
    :param namespaces: all dotted paths of the structure.
    :param translated_fields: the names of the translated top-level fields.
    :param type_field: the name of the field with the class name, if it is declared.
    :param migrates: whether loading accepts outdated documents, to migrate them.
    :param has_unlimited_depth: whether values may be nested to any depth.
    :param accepts_any_key: whether documents may have keys that are not declared.
    :param root: the root node of the structure.
    """

    checks: tuple[Check, ...]
    encoding_check: Converter | None = None
    fast_check: FastCheck | None = None
    remaining_checks: tuple[Check, ...] = ()
    fill_skeleton: Mutator | None = None
    set_defaults: Mutator | None = None
    initial_fields: InitialFields | None = None
    wrap_dicts: Mutator | None = None
    decode: Mutator | None = None
    encode: Converter | None = None
    id_converter: IdConverter | None = None
    find_slots: SlotFinder | None = None
    check_update: UpdateCheck | None = None
    referenced_classes: frozenset[Any] = frozenset()
    namespaces: tuple[str, ...] = ()
    translated_fields: frozenset[str] = frozenset()
    type_field: str | None = None
    migrates: bool = False
    has_unlimited_depth: bool = True
    accepts_any_key: bool = True
    root: Mapping | None = None


def compile_plan(declaration: Declaration) -> Plan:
    """Check and compile the declarations of a class.

    :raises SchemaDocumentError: if the structure or an option is declared wrongly.
    :raises BadIndexError: if an index is declared wrongly.
    :raises DuplicateI18nError: if ``i18n`` contains a path twice.
    :raises TypeError: if the structure contains a value that is not a type, or a
        validator is not callable.
    :raises ValueError: if an option names a path that is not in the structure.
    """
    root = _parse(declaration)
    paths = () if root is None else tuple(namespaces(root))
    _check_options(declaration, paths)
    type_field = None
    if root is not None and declaration.type_field in root.fields:
        type_field = declaration.type_field
    names = {type_field: declaration.class_name} if type_field else {}
    defaults = declaration.default_values | names
    set_defaults = compile_defaults(defaults, root)
    encoding_check = None
    if root is not None:
        encoding_check = compile_encoder(root, validating=True)
    checks = _compile_checks(declaration, root, encoding_check)
    if root is None:
        return Plan(checks=checks, set_defaults=set_defaults)
    return Plan(
        checks=checks,
        encoding_check=encoding_check,
        fast_check=compile_fast_check(
            root,
            schemaless=declaration.use_schemaless,
            required_fields=declaration.required_fields,
        ),
        remaining_checks=_remaining_checks(declaration, paths, checks),
        set_defaults=set_defaults,
        encode=compile_encoder(root),
        id_converter=compile_id_converter(root, declaration.class_name),
        find_slots=compile_slot_finder(root),
        check_update=_compile_update_check(declaration, root),
        referenced_classes=referenced_classes(root),
        namespaces=paths,
        translated_fields=translated_names(root),
        type_field=type_field,
        migrates=declaration.migrates,
        has_unlimited_depth=declaration.use_schemaless or has_unlimited_depth(root),
        accepts_any_key=declaration.use_schemaless or accepts_any_key(root),
        root=root,
        **_compile_mutators(declaration, root, defaults),
    )


def _compile_update_check(declaration: Declaration, root: Mapping) -> UpdateCheck:
    return UpdateCheck(
        UpdateRules(
            root,
            declaration.class_name,
            tuple(declaration.required_fields),
            declaration.validators,
            declaration.use_schemaless,
        )
    )


def _parse(declaration: Declaration) -> Mapping | None:
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


def _compile_checks(
    declaration: Declaration, root: Mapping | None, encoding_check: Converter | None
) -> tuple[Check, ...]:
    class_name, schemaless = declaration.class_name, declaration.use_schemaless
    checks: list[Check | None] = [
        compile_validators(declaration.validators, class_name),
        encoding_check,
        None
        if root is None
        else compile_check(root, class_name, schemaless=schemaless),
        compile_required(declaration.required_fields, root),
    ]
    return tuple(check for check in checks if check is not None)


def _remaining_checks(
    declaration: Declaration, paths: Collection[str], checks: tuple[Check, ...]
) -> tuple[Check, ...]:
    """Return the checks to run even after a successful fast check.

    Validators may change values, so all checks run if there are any. Otherwise, only a
    required ``_id`` has to be checked: the fast check accepts documents without it.
    """
    if declaration.validators:
        return checks
    checked = {*paths} - {"_id"}
    return () if checked >= set(declaration.required_fields) else checks[1:]


def _compile_mutators(
    declaration: Declaration, root: Mapping, defaults: dict[str, Any]
) -> dict[str, Any]:
    class_name = declaration.class_name
    choose_factory = dict_factory_chooser(
        dots=declaration.use_dot_notation,
        schemaless=declaration.use_schemaless,
        warning=declaration.dot_notation_warning,
    )
    wrap_dicts, share_languages = None, None
    if declaration.use_dot_notation:
        share_languages = compile_language_sharing(root)
        wrap_dicts = _in_order(
            compile_dict_wrapping(root, choose_factory), share_languages
        )
    skeleton = compile_skeleton(root, choose_factory)
    return {
        "fill_skeleton": _in_order(skeleton, share_languages),
        "initial_fields": None
        if share_languages or declaration.has_own_skeleton
        else compile_initial_fields(defaults, root, choose_factory),
        "wrap_dicts": wrap_dicts,
        "decode": compile_tolerant_loading(root, class_name, wrap_dicts)
        if declaration.migrates
        else _in_order(wrap_dicts, compile_decoder(root, class_name)),
    }


def _in_order(*mutators: Mutator | None) -> Mutator | None:
    """Return a mutator that runs others in order, or ``None`` if all are ``None``."""
    needed = [mutate for mutate in mutators if mutate is not None]
    if len(needed) < 2:  # noqa: PLR2004  a single one needs no wrapper
        return needed[0] if needed else None

    def mutate_in_order(document: dict[Any, Any]) -> None:
        for mutate in needed:
            mutate(document)

    return mutate_in_order
