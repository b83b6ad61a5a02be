"""Prepares documents for the driver's write methods."""

import copy
from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne

from mongokit.references.saving import check_references_are_saved
from mongokit.schema import SchemaDocument


def prepare(document: Any) -> Any:
    """Validate and encode a replacement; return plain dicts unchanged.

    :raises SchemaDocumentError: if the document is invalid.
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
    """Validate and encode a document to insert, and give it an ``_id``.

    Return plain dicts unchanged: pymongo adds their ``_id``.

    :raises SchemaDocumentError: if the document is invalid.
    """
    stored = prepare(document)
    _share_id(document, stored)
    return stored


def prepare_inserts(documents: Iterable[Any]) -> list[Any]:
    """Prepare documents as :func:`prepare_insert` does.

    :raises SchemaDocumentError: if one is invalid; then none gets an ``_id``.
    """
    documents = list(documents)
    stored = [prepare(document) for document in documents]
    for document, form in zip(documents, stored, strict=True):
        _share_id(document, form)
    return stored


def prepare_requests(requests: Iterable[Any]) -> list[Any]:
    """Return the requests of a bulk write with their documents prepared.

    :raises SchemaDocumentError: if one is invalid; then none gets an ``_id``.
    """
    requests = list(requests)
    prepared = [_prepare_request(request) for request in requests]
    for request, new in zip(requests, prepared, strict=True):
        if isinstance(request, InsertOne):
            _share_id(request._doc, new._doc)
    return prepared


def _prepare_request(request: Any) -> Any:
    if not isinstance(request, (InsertOne, ReplaceOne)):
        return request
    prepared = copy.copy(request)
    prepared._doc = prepare(request._doc)
    return prepared


def _share_id(document: Any, stored: Any) -> None:
    """Give a document and its encoded form the same new ``_id``."""
    if stored is not document and "_id" not in stored:
        stored["_id"] = document["_id"] = ObjectId()
