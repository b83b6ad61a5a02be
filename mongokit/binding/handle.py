"""Handles: ``db.MyDoc`` creates, finds and writes documents of a class."""

import contextlib
import copy
import functools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne

from mongokit.references.saving import check_references_are_saved
from mongokit.schema import SchemaDocument
from mongokit.structure.compilers.ids import IdConverter

if TYPE_CHECKING:
    from mongokit.binding.binding import Binding


FILTERING_METHODS = frozenset(
    {"count_documents", "delete_one", "delete_many", "update_one", "update_many"}
)
"""The methods of collections whose first argument is a filter."""

# Sets the real class of a handle. An assignment cannot do this: in handles,
# ``__class__`` is a property that returns the declared class, not the generated one.
_set_class: Callable[[object, type], None] = vars(object)["__class__"].__set__


class Handle:
    """The methods that a handle has in addition to those of its document class."""

    _binding: "Binding[Any]"
    _collection: Any

    def __call__(
        self,
        doc: dict[str, Any] | None = None,
        gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        lang: str = "en",
        fallback_lang: str = "en",
        **unknown: Any,
    ) -> Any:
        """Return a new document of this collection.

        :param doc: initial fields; if there are none, the document starts with the
            skeleton of its structure and the default values. A document with given
            fields gets no others, as in MongoKit.
        :param gen_skel: whether a document without ``doc`` gets the skeleton and the
            default values; otherwise it stays empty.
        :param lang: current language of translated fields.
        :param fallback_lang: language to read if the current one has no value.
        :raises TypeError: if there is another keyword, such as the name of a field.
        """
        current = self._binding.current()
        if unknown:
            name, keyword = current.document_class.__name__, next(iter(unknown))
            raise TypeError(
                f"{name}() got an unexpected keyword argument {keyword!r}: give fields "
                f"as a dict, {name}({{{keyword!r}: ...}})"
            )
        if lang != "en" or fallback_lang != "en":
            languages = {"lang": lang, "fallback_lang": fallback_lang}
            return current.new_class(doc, gen_skel, **languages)
        if doc and (make_new := current.make_new) is not None:
            return make_new(doc)
        return current.new_class(doc, gen_skel)

    def _loader(self) -> Any:
        return self._binding.current().load

    def _update_class(self) -> None:
        """Change the handle's class to the one now registered under its name.

        Python does not allow this if the ``__slots__`` of the classes differ; then only
        documents created or loaded later are of the new class.
        """
        current = self._binding.current()
        if current is not self._binding:
            with contextlib.suppress(TypeError):
                _set_class(self, type(current.handle))

    def __getattr__(self, name: str) -> Any:
        """Return the collection's attribute, since the handle has none with this name.

        :raises AttributeError: if the name begins with ``_``, or the collection's
            class does not define it either.
        """
        if name.startswith("_") or not hasattr(type(self._collection), name):
            class_name = self._binding.document_class.__name__
            raise AttributeError(f"{class_name!r} has no attribute {name!r}")
        attribute = getattr(self._collection, name)
        if name in FILTERING_METHODS and self._id_converter() is not None:
            return self._filtering(attribute)
        return attribute

    def _id_converter(self) -> IdConverter | None:
        converter: IdConverter | None = self._binding.current().plan.id_converter
        return converter

    def _with_stored_id(self, filter: Any) -> Any:  # noqa: A002  pymongo's name
        """Return a filter in which each ``_id`` has its stored form."""
        convert = self._id_converter()
        return filter if convert is None else convert.query(filter)

    def _filtering(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a method of the collection whose first argument is a filter."""

        @functools.wraps(method)
        def call(filter: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A002
            return method(self._with_stored_id(filter), *args, **kwargs)

        return call

    def insert_one(self, document: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert a document, after validating it if it is of a document class.

        Takes the parameters of :meth:`pymongo.collection.Collection.insert_one`.

        :raises SchemaDocumentError: if the document is invalid.
        """
        return self._collection.insert_one(prepare_insert(document), *args, **kwargs)

    def insert_many(self, documents: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Insert documents, after validating all that are of a document class.

        Takes the parameters of :meth:`pymongo.collection.Collection.insert_many`.

        :raises SchemaDocumentError: if a document is invalid.
        """
        stored = prepare_inserts(documents)
        return self._collection.insert_many(stored, *args, **kwargs)

    def bulk_write(self, requests: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Run several writes, after validating the documents to insert or replace.

        Takes the parameters of :meth:`pymongo.collection.Collection.bulk_write`.

        :raises SchemaDocumentError: if a document is invalid.
        """
        prepared = prepare_requests(requests)
        for request in prepared if self._id_converter() else ():
            if hasattr(request, "_filter"):
                request._filter = self._with_stored_id(request._filter)
        return self._collection.bulk_write(prepared, *args, **kwargs)

    def replace_one(
        self,
        filter: Any,  # noqa: A002  pymongo's name
        replacement: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Replace a document; a replacement of a document class is validated first.

        Takes the parameters of :meth:`pymongo.collection.Collection.replace_one`.

        :raises SchemaDocumentError: if the replacement is invalid.
        """
        stored = prepare(replacement)
        filter = self._with_stored_id(filter)  # noqa: A001  likewise
        return self._collection.replace_one(filter, stored, *args, **kwargs)


def prepare(document: Any) -> Any:
    """Validate a document, and return its stored form without an ``_id`` of ``None``.

    Plain dicts are returned unchanged. ``skip_validation`` skips the validation.

    :raises SchemaDocumentError: if the document is invalid.
    :raises AutoReferenceError: if a referenced document was never saved.
    """
    if not isinstance(document, SchemaDocument):
        return document
    if not document.skip_validation:
        document.validate()
    if document._plan.find_slots is not None:
        check_references_are_saved(document)
    stored: dict[str, Any] = document._stored()
    if "_id" in stored and stored["_id"] is None:
        return {name: value for name, value in stored.items() if name != "_id"}
    return stored


def prepare_insert(document: Any) -> Any:
    """Prepare a document like :func:`prepare`, and add an ``_id`` if it has none.

    The document and its stored form get the same ``_id``. If they are the same
    object, as with plain dicts, pymongo adds it later.

    :raises SchemaDocumentError: if the document is invalid.
    """
    return _with_id(document, prepare(document))


def prepare_inserts(documents: Iterable[Any]) -> list[Any]:
    """Prepare documents as :func:`prepare_insert` does, and return the stored forms.

    :raises SchemaDocumentError: if one is invalid; then none gets an ``_id``.
    """
    documents = list(documents)
    stored = [prepare(document) for document in documents]
    return list(map(_with_id, documents, stored))


def prepare_requests(requests: Iterable[Any]) -> list[Any]:
    """Prepare the documents in the requests of a bulk write; return the new requests.

    :raises SchemaDocumentError: if one is invalid; then none gets an ``_id``.
    """
    requests = list(requests)
    prepared = [_prepare_request(request) for request in requests]
    for request, new in zip(requests, prepared, strict=True):
        if isinstance(request, InsertOne):
            new._doc = _with_id(request._doc, new._doc)
    return prepared


def _prepare_request(request: Any) -> Any:
    prepared = copy.copy(request)
    if isinstance(request, (InsertOne, ReplaceOne)):
        prepared._doc = prepare(request._doc)
    return prepared


def _with_id(document: Any, stored: Any) -> Any:
    """Add a missing ``_id`` to a document; return its stored form with the same one.

    pymongo adds it to plain dicts, and to documents that are their own stored form.

    :raises RequireFieldError: if the ``_id`` has a custom type that stores no ObjectId.
    """
    if "_id" in stored:
        return stored
    converts_id = isinstance(document, SchemaDocument) and document._plan.id_converter
    if stored is document and not converts_id:
        return stored
    new_id = ObjectId()
    stored = {"_id": new_id, **stored}
    document._adopt_id(new_id)
    return stored
