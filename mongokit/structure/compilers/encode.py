"""Compile the encoder, which converts Python values to their stored form."""

from functools import partial
from typing import Any

from mongokit.custom_types import CustomType, names_of
from mongokit.structure.compilers.convert import ContainerConverter, Converter
from mongokit.structure.nodes import Custom, Mapping, Node, Reference, Translated
from mongokit.structure.reporting import (
    Check,
    Report,
    add_path,
    naming_language,
    type_error,
)


def compile_encoder(root: Mapping, *, validating: bool = False) -> Converter | None:
    """Compile the encoder of documents, or ``None`` if they need no encoding.

    The encoder reports values that a custom type rejects, and leaves them unchanged.

    :param validating: whether :meth:`CustomType.validate` is called on stored values.
    """
    return _EncoderCompiler(validating=validating).compile_root(root)


def compile_value_encoder(node: Node, path: str) -> Converter | None:
    """Compile the encoder of a value at a path, which also validates custom types."""
    return _EncoderCompiler(validating=True).compile(node, path)


class _EncoderCompiler(ContainerConverter):
    def __init__(self, *, validating: bool) -> None:
        super().__init__(copy_dict=dict)
        self.validating = validating

    def translated(
        self, node: Translated, path: str, item: Converter | None, /
    ) -> Converter:
        """Compile the encoder of a translated field, which is stored as a list."""
        recompile = partial(self.compile, node.item)
        encode_item = naming_language(item, recompile, path) if item else _keep

        def encode(value: Any, report: Report) -> Any:
            if not isinstance(value, dict):
                return value
            return [
                {"lang": language, "value": encode_item(language, each, report)}
                for language, each in value.items()
            ]

        return encode

    def _custom(self, node: Custom, path: str) -> Converter:
        custom_type = node.custom_type
        check_stored = _compile_stored_check(
            custom_type, path, validating=self.validating
        )

        def encode(value: Any, report: Report) -> Any:
            if value is None and not custom_type.handles_none:
                return None
            if value is not None and not custom_type.accepts(value):
                report(type_error(path, names_of(custom_type.python_type), value))
                return value
            try:
                stored = custom_type.to_bson(value)
            except Exception as error:  # noqa: BLE001  a custom type may raise anything
                report(add_path(error, path))
                return value
            if stored is not None:
                check_stored(stored, report)
            return stored

        return encode

    leaves = {Custom: _custom, Reference: lambda *_: _encode_reference}


def _keep(_language: str, value: Any, _report: Report) -> Any:
    return value


def _compile_stored_check(
    custom_type: CustomType, path: str, *, validating: bool
) -> Check:
    def check(stored: Any, report: Report) -> None:
        if not isinstance(stored, custom_type.mongo_type):
            report(type_error(path, names_of(custom_type.mongo_type), stored))
        elif validating:
            try:
                custom_type.validate(stored, path)
            except Exception as error:  # noqa: BLE001  likewise
                report(add_path(error, path))

    return check


def _encode_reference(value: Any, _report: Report) -> Any:
    get_dbref = getattr(value, "get_dbref", None)
    if get_dbref is None:
        return value
    is_saved = value.get("_id") is not None and value._collection is not None
    return get_dbref() if is_saved else None  # saving then raises the error
