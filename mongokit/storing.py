"""What is stored of a document that the driver's own methods are given."""

import copy
from typing import Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne

from mongokit.references import refuse_unsaved
from mongokit.schema import SchemaDocument

__all__ = ["prepare", "prepare_insert", "prepare_request"]


def prepare(document: Any) -> Any:
    """Return what is stored of a document, validated.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
    """
    return _stored(document) if isinstance(document, SchemaDocument) else document


def _stored(document: Any) -> dict[str, Any]:
    if not document.skip_validation:
        document.validate()
    if document._plan.places is not None:
        refuse_unsaved(document)
    stored: dict[str, Any] = document._stored()
    return stored


def prepare_insert(document: Any) -> Any:
    """Return what is stored of a document, which gets an ``_id`` as with pymongo.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
    """
    if not isinstance(document, SchemaDocument):
        return document
    stored = _stored(document)
    if document.get("_id") is None:
        stored["_id"] = document["_id"] = ObjectId()
    return stored


def prepare_request(request: Any) -> Any:
    """Return a request of a bulk write with what is stored of its document.

    :raises SchemaDocumentError: that does not fit its structure.
    """
    if isinstance(request, InsertOne):
        prepare_document = prepare_insert
    elif isinstance(request, ReplaceOne):
        prepare_document = prepare
    else:
        return request
    prepared = copy.copy(request)
    prepared._doc = prepare_document(request._doc)
    return prepared
