"""Checked writes: documents and updates are checked before they are sent."""

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection as PlainCollection
from pymongo.common import validate_list
from pymongo.results import (
    BulkWriteResult,
    InsertManyResult,
    InsertOneResult,
    UpdateResult,
)

from mongokit.references.saving import check_references_are_saved
from mongokit.schema import SchemaDocument
from mongokit.structure.compilers.ids import IdConverter

if TYPE_CHECKING:
    from mongokit.binding.binding import Binding

Query = Mapping[str, Any]


class CheckedWrites:
    """The write methods of a handle, with the parameters of pymongo's collection."""

    _binding: "Binding[Any]"
    _collection: PlainCollection[Any]

    def _id_converter(self) -> IdConverter | None:
        converter: IdConverter | None = self._binding.current().plan.id_converter
        return converter

    def _with_stored_id(self, filter: Any) -> Any:  # noqa: A002  pymongo's name
        """Return a filter in which each ``_id`` has its stored form."""
        convert = self._id_converter()
        return filter if convert is None else convert.query(filter)

    def _checks(self, validate: bool | None) -> bool:
        """Return whether a write is checked; ``None`` follows ``skip_validation``."""
        if validate is None:
            return not self._binding.document_class.skip_validation
        return validate

    def _checked(self, update: Any, validate: bool | None) -> Any:
        """Return an update after checking it, with the stored form of its values."""
        check = self._binding.current().plan.check_update
        if check is None or not self._checks(validate):
            return update
        return check(update)

    def _prepared(self, document: Any, validate: bool | None) -> Any:
        return prepare(document, self._new_class(), validate=validate)

    def _new_class(self) -> Any:
        return self._binding.current().new_class

    def insert_one(
        self,
        document: Any,
        bypass_document_validation: bool | None = None,
        session: ClientSession | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
    ) -> InsertOneResult:
        """Insert a document, after validating it.

        Takes the parameters of :meth:`pymongo.collection.Collection.insert_one`, and
        ``validate``.

        :param document: a document, or a dict with its fields.
        :param validate: whether to validate; ``None`` follows ``skip_validation``.
        :raises SchemaDocumentError: if the document is invalid.
        """
        stored = _with_id(document, self._prepared(document, validate), self._new_class)
        return self._collection.insert_one(
            stored, bypass_document_validation, session, comment
        )

    def insert_many(
        self,
        documents: Iterable[Any],
        ordered: bool = True,
        bypass_document_validation: bool | None = None,
        session: ClientSession | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
    ) -> InsertManyResult:
        """Insert documents, after validating all of them.

        Takes the parameters of :meth:`pymongo.collection.Collection.insert_many`, and
        ``validate``, as for :meth:`insert_one`.

        :raises SchemaDocumentError: if a document is invalid.
        :raises TypeError: if there are no documents, or it is a single one.
        """
        if isinstance(documents, Mapping) or not isinstance(documents, Iterable):
            raise TypeError("documents must be a non-empty list")
        documents = list(documents)
        accepts = self._binding.current().accepts_as_stored
        if validate is False or not all(map(accepts, documents)):
            documents = self._stored_with_ids(documents, validate=validate)
        return self._collection.insert_many(
            documents, ordered, bypass_document_validation, session, comment
        )

    def _stored_with_ids(
        self, documents: list[Any], *, validate: bool | None
    ) -> list[Any]:
        prepared = [self._prepared(document, validate) for document in documents]
        return [
            _with_id(document, stored, self._new_class)
            for document, stored in zip(documents, prepared, strict=True)
        ]

    def replace_one(
        self,
        filter: Query,  # noqa: A002  pymongo's name
        replacement: Any,
        upsert: bool = False,
        bypass_document_validation: bool | None = None,
        collation: Any = None,
        hint: Any = None,
        session: ClientSession | None = None,
        let: Query | None = None,
        sort: Query | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
    ) -> UpdateResult:
        """Replace a document, after validating the replacement.

        Takes the parameters of :meth:`pymongo.collection.Collection.replace_one`, and
        ``validate``, as for :meth:`insert_one`.

        :raises SchemaDocumentError: if the replacement is invalid.
        """
        stored = self._prepared(replacement, validate)
        filter = self._with_stored_id(filter)  # noqa: A001  likewise
        return self._collection.replace_one(
            filter,
            stored,
            upsert,
            bypass_document_validation,
            collation,
            hint,
            session,
            let,
            sort,
            comment,
        )

    def update_one(
        self,
        filter: Query,  # noqa: A002  pymongo's name
        update: Any,
        upsert: bool = False,
        bypass_document_validation: bool | None = None,
        collation: Any = None,
        array_filters: Sequence[Query] | None = None,
        hint: Any = None,
        session: ClientSession | None = None,
        let: Query | None = None,
        sort: Query | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
    ) -> UpdateResult:
        """Update a document, after checking the update against the structure.

        Takes the parameters of :meth:`pymongo.collection.Collection.update_one`, and
        ``validate``. Pipelines, and what depends on the stored document, are not
        checked.

        :param validate: whether to check; ``None`` follows ``skip_validation``.
        :raises SchemaDocumentError: if the update sets an invalid value, or a path that
            the structure does not have.
        """
        filter, update = self._with_stored_id(filter), self._checked(update, validate)  # noqa: A001
        return self._collection.update_one(
            filter,
            update,
            upsert,
            bypass_document_validation,
            collation,
            array_filters,
            hint,
            session,
            let,
            sort,
            comment,
        )

    def update_many(
        self,
        filter: Query,  # noqa: A002  pymongo's name
        update: Any,
        upsert: bool = False,
        array_filters: Sequence[Query] | None = None,
        bypass_document_validation: bool | None = None,
        collation: Any = None,
        hint: Any = None,
        session: ClientSession | None = None,
        let: Query | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
    ) -> UpdateResult:
        """Update documents, after checking the update as :meth:`update_one` does.

        Takes the parameters of :meth:`pymongo.collection.Collection.update_many`, and
        ``validate``.

        :raises SchemaDocumentError: if the update sets an invalid value, or a path that
            the structure does not have.
        """
        filter, update = self._with_stored_id(filter), self._checked(update, validate)  # noqa: A001
        return self._collection.update_many(
            filter,
            update,
            upsert,
            array_filters,
            bypass_document_validation,
            collation,
            hint,
            session,
            let,
            comment,
        )

    def bulk_write(
        self,
        requests: Sequence[Any],
        ordered: bool = True,
        bypass_document_validation: bool | None = None,
        session: ClientSession | None = None,
        comment: "Any | None" = None,
        let: Query | None = None,
        *,
        validate: bool | None = None,
    ) -> BulkWriteResult:
        """Run several writes, after checking all documents and updates in them.

        Takes the parameters of :meth:`pymongo.collection.Collection.bulk_write`, and
        ``validate``, as for :meth:`insert_one`.

        :raises SchemaDocumentError: if a document or an update is invalid.
        :raises TypeError: if the requests are not a list of write operations.
        """
        validate_list("requests", requests)
        prepared = [self._prepared_request(request, validate) for request in requests]
        for request, new in zip(requests, prepared, strict=True):
            if isinstance(request, InsertOne):
                new._doc = _with_id(request._doc, new._doc, self._new_class)
        return self._collection.bulk_write(
            prepared, ordered, bypass_document_validation, session, comment, let
        )

    def _prepared_request(self, request: Any, validate: bool | None) -> Any:
        prepared = copy.copy(request)
        if hasattr(request, "_filter"):
            prepared._filter = self._with_stored_id(request._filter)
        if isinstance(request, (InsertOne, ReplaceOne)):
            prepared._doc = self._prepared(request._doc, validate)
        elif isinstance(request, (UpdateOne, UpdateMany)):
            prepared._doc = self._checked(request._doc, validate)
        return prepared


def prepare(
    document: Any, document_class: Any = None, *, validate: bool | None = None
) -> Any:
    """Validate a document, and return its stored form without an ``_id`` of ``None``.

    :param document: a document, or another mapping.
    :param document_class: the class by which another mapping is validated; ``None``
        leaves it unchanged, as does no validation.
    :param validate: whether to validate; ``None`` follows ``skip_validation``.
    :raises SchemaDocumentError: if the document is invalid.
    :raises AutoReferenceError: if a referenced document was never saved.
    """
    given = document
    is_document = isinstance(document, SchemaDocument)
    owner = document if is_document else document_class
    is_validated = validate
    if validate is None:
        is_validated = owner is not None and not owner.skip_validation
    if not is_document:
        if owner is None or not is_validated:
            return given
        new_class: Any = owner
        document = dict.__new__(new_class)
        dict.update(document, given)
    if is_validated:
        document.validate()
    if document._plan.find_slots is not None:
        check_references_are_saved(document)
    stored: dict[str, Any] = document._stored()
    if "_id" in stored and stored["_id"] is None:
        return {name: value for name, value in stored.items() if name != "_id"}
    return given if stored is document else stored


def prepare_inserts(documents: Iterable[Any]) -> list[Any]:
    """Prepare documents as :func:`prepare` does, and add each missing ``_id``.

    Other mappings are returned unchanged.

    :raises SchemaDocumentError: if a document is invalid; then none gets an ``_id``.
    """
    documents = list(documents)
    prepared = [prepare(document) for document in documents]
    return [
        _with_id(document, stored) if isinstance(document, SchemaDocument) else document
        for document, stored in zip(documents, prepared, strict=True)
    ]


def _with_id(
    document: Any, stored: Any, new_class: Callable[[], Any] | None = None
) -> Any:
    """Add a missing ``_id`` to a document; return its stored form with the same one.

    pymongo adds it to dicts and documents that are their own stored form.

    :param new_class: returns the class by which mappings are validated.
    :raises RequireFieldError: if the ``_id`` has a custom type that stores no ObjectId.
    """
    if "_id" in stored:
        return stored
    is_document = isinstance(document, SchemaDocument)
    document_class: Any = document
    if not is_document and new_class is not None:
        document_class = new_class()
    if stored is document and document_class._plan.id_converter is None:
        return stored
    new_id = ObjectId()
    stored = {"_id": new_id, **stored}
    document["_id"] = document_class._python_id(new_id)
    return stored
