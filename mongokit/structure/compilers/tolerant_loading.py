"""Compiles the loading of documents that may be of an older shape."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bson import DBRef

from mongokit.custom_types import CustomType
from mongokit.errors import SchemaTypeError, StructureError
from mongokit.operators import SchemaOperator
from mongokit.structure.compilers.check import compile_check
from mongokit.structure.compilers.skeleton import Mutator
from mongokit.structure.nodes import (
    Custom,
    ListOf,
    Mapping,
    Node,
    Operator,
    Reference,
    Scalar,
    Translated,
    TupleOf,
    Unchecked,
)

__all__ = ["OUTDATED", "compile_tolerant_loading", "parts"]

OUTDATED = "_outdated"
"""The attribute of a document of another shape: why parts were not converted."""


def parts(root: Mapping) -> Iterator[Mapping]:
    """Yield the structure of each field by itself, last that of typed keys."""
    for name, node in root.fields.items():
        yield Mapping(dict, {name: node})
    if root.by_type:
        yield replace(root, fields=dict.fromkeys(root.fields, Unchecked()))


def compile_tolerant_loading(
    root: Mapping, class_name: str, wrap: Mutator | None, converters: Iterable[Mutator]
) -> Mutator:
    """Return what makes stored data what the class shows, as far as it can be.

    A document that does not fit the structure is marked by the attribute
    :data:`OUTDATED`; what could not be converted is as it is stored.

    :param class_name: stands for the document in messages about its fields.
    :param wrap: gives nested dicts the classes that dot notation needs.
    :param converters: each converts one part.
    """
    converters = tuple(converters)
    check = compile_check(_loaded_form(root), class_name, schemaless=False)

    def load(document: Any) -> None:
        state = document.__dict__
        state.pop(OUTDATED, None)
        if wrap is not None:
            wrap(document)
        failures = _run(converters, document)
        misfits: list[Exception] = []
        check(document, misfits.append)
        if failures or any(isinstance(error, OF_SHAPE) for error in misfits):
            state[OUTDATED] = failures

    return load


OF_SHAPE = (StructureError, SchemaTypeError)


def _run(converters: tuple[Mutator, ...], document: dict[Any, Any]) -> list[Exception]:
    failures: list[Exception] = []
    for convert in converters:
        try:
            convert(document)
        except Exception as error:  # noqa: BLE001  a custom type raises what it likes
            failures.append(error)
    return failures


class _AcceptedBy(SchemaOperator):
    """A value of the type that a custom type gives a document."""

    repr = "accepted"

    def __init__(self, custom_type: CustomType) -> None:
        super().__init__(custom_type)
        self.validate = custom_type.accepts  # type: ignore[method-assign]  # it is that


def _loaded_form(node: Any) -> Any:
    """Return the node of a value once it is loaded, and its references are not yet."""
    compile_kind = KINDS.get(type(node))
    return compile_kind(node) if compile_kind else node


def _mapping(node: Mapping) -> Mapping:
    return Mapping(
        dict,
        {name: _loaded_form(child) for name, child in node.fields.items()},
        tuple((key_type, _loaded_form(child)) for key_type, child in node.by_type),
    )


KINDS: dict[type, Callable[[Any], Node]] = {
    Custom: lambda node: Operator(_AcceptedBy(node.custom_type)),
    Reference: lambda node: Scalar(node.document_class, (node.document_class, DBRef)),
    Translated: lambda node: Translated(_loaded_form(node.item)),
    ListOf: lambda node: ListOf(_loaded_form(node.item)),
    TupleOf: lambda node: TupleOf(tuple(map(_loaded_form, node.items))),
    Mapping: _mapping,
}
