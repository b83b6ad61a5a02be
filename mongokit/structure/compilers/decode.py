"""Compile decoders, which convert stored values to Python values."""

import copy
import operator
import uuid
from dataclasses import replace
from typing import Any

from bson import Binary
from bson.binary import OLD_UUID_SUBTYPE, UUID_SUBTYPE, UuidRepresentation

from mongokit.errors import SchemaDocumentError
from mongokit.i18n import i18n
from mongokit.structure.compilers.convert import (
    ContainerConverter,
    Converter,
    compile_dict_converter,
)
from mongokit.structure.nodes import Custom, Mapping, Operator, Translated, Typed
from mongokit.structure.reporting import Report, add_path, raise_error
from mongokit.structure.walk import Entries, Mutator

UUID_BYTES = 16
UUID_REPRESENTATIONS = {
    OLD_UUID_SUBTYPE: UuidRepresentation.PYTHON_LEGACY,
    UUID_SUBTYPE: UuidRepresentation.STANDARD,
}


def compile_decoder(root: Mapping, class_name: str) -> Mutator | None:
    """Compile the decoder of documents, or ``None`` if they need no decoding.

    :param class_name: the name of the document class, for notes added to errors.
    """
    return _decode_in_place(_DecoderCompiler().entries(root), class_name)


def compile_field_decoders(root: Mapping, class_name: str) -> list[Mutator]:
    """Compile a decoder for each field that needs one, and one for all typed keys.

    :param class_name: the name of the document class, for notes added to errors.
    """
    entries = _DecoderCompiler().entries(root)
    parts = [
        replace(entries, named={name: decode_field}, typed=())
        for name, decode_field in entries.named.items()
    ]
    parts.append(replace(entries, named={}))
    decoders = [_decode_in_place(part, class_name) for part in parts]
    return [decode for decode in decoders if decode is not None]


def _decode_in_place(entries: Entries[Converter], class_name: str) -> Mutator | None:
    convert = compile_dict_converter(entries, target=lambda _document: {})
    if convert is None:
        return None

    def decode(document: dict[Any, Any]) -> None:
        try:
            decoded = convert(document, raise_error)
        except Exception as error:
            if isinstance(error, SchemaDocumentError):
                error.document_class = document.__class__
            if "_id" in document:
                error.add_note(f"of the {class_name} with the _id {document['_id']!r}")
            raise
        if decoded is not document:
            document.update(decoded)

    return decode


class _DecoderCompiler(ContainerConverter):
    def __init__(self) -> None:
        super().__init__(copy.copy, _keep_sequence)

    def translated(
        self, _node: Translated, _path: str, decode_item: Converter | None, /
    ) -> Converter:
        """Compile the decoder of a translated field, stored as a list or a dict."""

        def decode(value: Any, report: Report) -> Any:
            if isinstance(value, i18n):
                return value
            if isinstance(value, dict):
                pairs = list(value.items())
            elif isinstance(value, list) and all(map(_is_translation, value)):
                pairs = [(entry["lang"], entry["value"]) for entry in value]
            else:
                return value
            translations = i18n()
            for language, item in pairs:
                translations[language] = (
                    decode_item(item, report) if decode_item else item
                )
            return translations

        return decode

    def _typed(self, node: Typed, _path: str) -> Converter | None:
        return _decode_uuid if node.declared is uuid.UUID else None

    def _operator(self, node: Operator, _path: str) -> Converter | None:
        return _decode_uuid if uuid.UUID in list(node.operator) else None

    def _custom(self, node: Custom, path: str) -> Converter:
        custom_type = node.custom_type
        mongo_type = custom_type.mongo_type

        def decode(value: Any, _report: Report) -> Any:
            if value is None and not custom_type.handles_none:
                return None
            if custom_type.accepts(value) and not isinstance(value, mongo_type):
                return value
            try:
                return custom_type.to_python(value)
            except Exception as error:
                add_path(error, path)
                raise

        return decode

    leaves = {Typed: _typed, Operator: _operator, Custom: _custom}


def _keep_sequence(value: list[Any] | tuple[Any, ...], decoded: list[Any]) -> Any:
    """Return the original sequence if no item has changed, otherwise a new one."""
    if all(map(operator.is_, value, decoded)):
        return value
    return decoded if isinstance(value, list) else tuple(decoded)


def _is_translation(entry: Any) -> bool:
    return isinstance(entry, dict) and {"lang", "value"} <= entry.keys()


def _decode_uuid(value: Any, _report: Report) -> Any:
    """Decode a UUID that the client returns as ``Binary``; keep other values."""
    if (
        isinstance(value, Binary)
        and value.subtype in UUID_REPRESENTATIONS
        and len(value) == UUID_BYTES
    ):
        return value.as_uuid(UUID_REPRESENTATIONS[value.subtype])
    return value
