"""Compile the tolerant loading of documents that can be migrated."""

from typing import Any, ClassVar

from bson import DBRef

from mongokit.custom_types import CustomType, names_of
from mongokit.errors import SchemaTypeError, StructureError
from mongokit.structure.compilers.check import CheckCompiler, check_type
from mongokit.structure.compilers.decode import compile_field_decoders
from mongokit.structure.nodes import Custom, Mapping, Reference
from mongokit.structure.reporting import Check, Report, type_error
from mongokit.structure.walk import Entries, Mutator

OUTDATED = "_outdated"
"""The attribute that marks an outdated document, and contains its decoding errors."""

SHAPE_ERRORS = (StructureError, SchemaTypeError)


def compile_tolerant_loading(
    root: Mapping, class_name: str, wrap_dicts: Mutator | None
) -> Mutator:
    """Compile a decoder that marks outdated documents instead of raising errors.

    A field that cannot be decoded keeps its stored value.

    :param class_name: the name of the document class, for messages.
    :param wrap_dicts: replaces nested dicts with dicts that support dot notation.
    """
    decoders = compile_field_decoders(root, class_name)
    check = _LoadedCheckCompiler(schemaless=False).root(root, class_name)

    def load(document: Any) -> None:
        state = document.__dict__
        state.pop(OUTDATED, None)
        if wrap_dicts is not None:
            wrap_dicts(document)
        errors = _run(decoders, document)
        misfits: list[Exception] = []
        check(document, misfits.append)
        if errors or any(isinstance(error, SHAPE_ERRORS) for error in misfits):
            state[OUTDATED] = errors

    return load


def _run(decoders: list[Mutator], document: dict[Any, Any]) -> list[Exception]:
    errors: list[Exception] = []
    for decode in decoders:
        try:
            decode(document)
        except Exception as error:  # noqa: BLE001  a custom type may raise anything
            errors.append(error)
    return errors


class _LoadedCheckCompiler(CheckCompiler):
    """Compiles checks for decoded values, in which references may still be DBRefs."""

    def mapping(self, node: Mapping, path: str, entries: Entries[Check], /) -> Check:
        return super().mapping(Mapping(dict, node.fields, node.by_type), path, entries)

    leaves: ClassVar[dict[type, Any]] = CheckCompiler.leaves | {
        Custom: lambda _, node, path: _check_accepted(node.custom_type, path),
        Reference: lambda _, node, path: check_type(
            path, node.document_class.__name__, (node.document_class, DBRef)
        ),
    }


def _check_accepted(custom_type: CustomType, path: str) -> Check:
    def check(value: Any, report: Report) -> None:
        if not custom_type.accepts(value):
            report(type_error(path, names_of(custom_type.python_type), value))

    return check
