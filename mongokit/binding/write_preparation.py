"""What is stored of a document that the driver's own methods are given."""

import copy
from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne

from mongokit.references import check_references_are_saved
from mongokit.schema import SchemaDocument

__all__ = ["prepare", "prepare_insert", "prepare_inserts", "prepare_requests"]


def prepare(document: Any) -> Any:
    """Return what is stored of a document, validated, to put in place of another.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
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
    """Return what is stored of a document, which gets an ``_id`` as with pymongo.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
    """
    stored = prepare(document)
    _share_id(document, stored)
    return stored


def prepare_inserts(documents: Iterable[Any]) -> list[Any]:
    """Return what is stored of documents, as :func:`prepare_insert` does.

    :raises SchemaDocumentError: one does not fit its structure; then none has got an
        ``_id``, for none is stored.
    """
    documents = list(documents)
    stored = [prepare(document) for document in documents]
    for document, form in zip(documents, stored, strict=True):
        if form is not document:
            _share_id(document, form)
    return stored


def prepare_requests(requests: Iterable[Any]) -> list[Any]:
    """Return the requests of a bulk write with what is stored of their documents.

    :raises SchemaDocumentError: a document does not fit its structure; then none has
        got an ``_id``, for none is stored.
    """
    requests = list(requests)
    prepared = [_with_stored(request) for request in requests]
    for request, new in zip(requests, prepared, strict=True):
        if isinstance(request, InsertOne):
            _share_id(request._doc, new._doc)
    return prepared


def _with_stored(request: Any) -> Any:
    if not isinstance(request, (InsertOne, ReplaceOne)):
        return request
    made = copy.copy(request)
    made._doc = prepare(request._doc)
    return made


def _share_id(document: Any, stored: Any) -> None:
    """Give the two forms of a document one ``_id``; one alone gets it of pymongo."""
    if stored is not document and "_id" not in stored:
        stored["_id"] = document["_id"] = ObjectId()
