"""The JSON methods of documents."""

import json
from collections.abc import Callable
from typing import Any, Self

from bson import json_util
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from pymongo.client_session import ClientSession

from mongokit.binding import Registry, load_all
from mongokit.json.reading import parse_object, read_extended, read_fields
from mongokit.json.writing import Writer
from mongokit.references import resolve_references
from mongokit.schema import SchemaDocument


class JSONDocument(SchemaDocument):
    """A document that converts to JSON and back."""

    collection: Any
    _codec_options: Callable[[], CodecOptions[Any]]

    def to_json_type(self) -> dict[str, Any]:
        """Return the document as a new dict for ``json.dumps``.

        Times become milliseconds since 1970 in UTC, an ObjectId becomes
        ``{'$oid': hex}``, and referenced documents are embedded. Values of custom types
        keep their Python form if JSON can express it. Any other type that JSON lacks is
        written as relaxed Extended JSON.
        """
        return Writer().document(self)

    def to_json(self) -> str:
        """Return the document as JSON text.

        Like :meth:`to_json_type`, but with ``_collection`` and ``_database`` in each
        embedded reference, so that :meth:`from_json` can restore the reference.
        """
        return json.dumps(Writer(with_location=True).document(self))

    def from_json(
        self, text: str | bytes, *, session: ClientSession | None = None
    ) -> Self:
        """Create an unsaved document of this collection from JSON text.

        If the type field names a subclass, the document is of that class.

        :param text: JSON as :meth:`to_json` returns it.
        :param session: session for loading references.
        :raises AutoReferenceError: if a referenced document does not exist, or its
            class is not registered.
        :raises ValueError: if the text is not a JSON object, or a value cannot be
            converted.
        """
        raw = parse_object(text)
        document_class = self._class_of(raw)
        made: Self = self.collection.new_class(document_class)(gen_skel=False)
        root, known = document_class._plan.root, self.collection._registry.classes
        made.update(read_fields(raw, root, self._json_options(), known))
        if made._plan.wrap_dicts is not None:
            made._plan.wrap_dicts(made)
        resolve_references([made], session=session, whole=False)
        return made

    def to_extended_json(self) -> str:
        """Return the stored form of the document as relaxed Extended JSON."""
        return json_util.dumps(self._stored(), json_options=self._json_options())

    def from_extended_json(
        self, text: str | bytes, *, session: ClientSession | None = None
    ) -> Self:
        """Create an unsaved document of this collection from Extended JSON.

        :param text: JSON as :meth:`to_extended_json` returns it.
        :param session: session for loading references.
        :raises AutoReferenceError: if a referenced document does not exist.
        :raises ValueError: if the text is not a JSON object, or a value cannot be
            converted.
        """
        parsed = parse_object(text)
        root = self._class_of(parsed)._plan.root
        raw = read_extended(parsed, root, self._json_options())
        load = self.collection.loader(self.__class__)
        made: Self = load_all(load, [raw], session=session)[0]
        return made

    def _class_of(self, raw: dict[str, Any]) -> type[Self]:
        """Return this class, or the subclass that the type field names."""
        document_class = self.__class__
        type_field = document_class._plan.type_field
        if type_field is None:
            return document_class
        registry: Registry = self.collection._registry
        return registry.resolve(document_class, raw.get(type_field))

    def _json_options(self) -> json_util.JSONOptions:
        options = self._codec_options()
        return json_util.JSONOptions(
            json_mode=json_util.JSONMode.RELAXED,
            tz_aware=options.tz_aware,
            tzinfo=options.tzinfo,
            uuid_representation=UuidRepresentation.STANDARD,
        )
