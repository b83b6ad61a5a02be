"""Documents as JSON: in MongoKit's form, and in MongoDB's."""

import json
from typing import Any, Self

from bson import json_util
from bson.binary import UuidRepresentation
from bson.codec_options import DEFAULT_CODEC_OPTIONS
from pymongo.client_session import ClientSession

from mongokit.binding.loader import load_all
from mongokit.json_reading import parse_object, read_extended, read_fields
from mongokit.json_writing import Writer
from mongokit.references import load_references
from mongokit.schema import SchemaDocument

__all__ = ["JSONDocument"]


class JSONDocument(SchemaDocument):
    """A document that becomes JSON, and is made of it."""

    def to_json_type(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes; the document is left alone.

        Times are milliseconds since 1970 in UTC, an ObjectId is ``{'$oid': hex}``,
        custom types have their Python form, documents referred to appear whole; what
        JSON has no form for has that of MongoDB's relaxed Extended JSON.
        """
        return Writer().document(self)

    def to_json(self) -> str:
        """Return the document as JSON text.

        As :meth:`to_json_type`; documents that are referred to have ``_collection``
        and ``_database`` as well.
        """
        return json.dumps(Writer(with_places=True).document(self))

    def from_json(
        self, text: str | bytes, *, session: ClientSession | None = None
    ) -> Self:
        """Return the document of JSON text, bound to the collection and not saved.

        It is of the subclass that the type field names, as it would be if it was found.

        :param text: as :meth:`to_json` gives it.
        :param session: for the documents that it refers to.
        :raises AutoReferenceError: a document that it refers to does not exist, or its
            class is not registered.
        :raises ValueError: the text is no JSON object, or has a value of no form.
        """
        raw, collection = parse_object(text), self._home()
        document_class = self._class_named_in(raw)
        made: Self = collection.new_class(document_class)(gen_skel=False)
        made.update(
            read_fields(
                raw,
                document_class._plan.root,
                self._json_options(),
                collection._registry.classes,
            )
        )
        if made._plan.wrap_dicts is not None:
            made._plan.wrap_dicts(made)
        load_references([made], session=session, whole=False)
        return made

    def to_extended_json(self) -> str:
        """Return what is stored of the document as relaxed Extended JSON."""
        return json_util.dumps(self._stored(), json_options=self._json_options())

    def from_extended_json(
        self, text: str | bytes, *, session: ClientSession | None = None
    ) -> Self:
        """Return the document of Extended JSON, bound to the collection and not saved.

        :param text: as :meth:`to_extended_json` gives it.
        :param session: for the documents that it refers to.
        :raises AutoReferenceError: a document that it refers to does not exist.
        :raises ValueError: the text is no JSON object, or has a value of no form.
        """
        parsed = parse_object(text)
        root = self._class_named_in(parsed)._plan.root
        raw = read_extended(parsed, root, self._json_options())
        load = self._home().loader(self.__class__)
        made: Self = load_all(load, [raw], session=session)[0]
        return made

    def _class_named_in(self, raw: dict[str, Any]) -> type[Self]:
        """Return the class of a document of ours, or of a subclass that it names."""
        document_class = self.__class__
        type_field = document_class._plan.type_field
        if type_field is None:
            return document_class
        registry = self._home()._registry
        named: type[Self] = registry.named(document_class, raw.get(type_field))
        return named

    def _home(self) -> Any:
        """Return the collection; a document has one, or says that it has not."""
        document: Any = self
        return document.collection

    def _json_options(self) -> json_util.JSONOptions:
        collection = getattr(self, "_collection", None)
        options = (
            DEFAULT_CODEC_OPTIONS if collection is None else collection.codec_options
        )
        return json_util.JSONOptions(
            json_mode=json_util.JSONMode.RELAXED,
            tz_aware=options.tz_aware,
            tzinfo=options.tzinfo,
            uuid_representation=UuidRepresentation.STANDARD,
        )
