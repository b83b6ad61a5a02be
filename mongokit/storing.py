"""What is stored of a document that the driver's own methods are given."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

from bson import ObjectId
from pymongo import InsertOne, ReplaceOne

from mongokit.references import refuse_unsaved
from mongokit.schema import SchemaDocument

__all__ = ["prepare", "prepare_all", "prepare_insert", "prepare_request"]


def prepare(document: Any) -> Any:
    """Return what is stored of a document, validated, to put in place of another.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
    """
    if not isinstance(document, SchemaDocument):
        return document
    if not document.skip_validation:
        document.validate()
    if document._plan.places is not None:
        refuse_unsaved(document)
    stored = document._stored()
    if "_id" in stored and stored["_id"] is None:
        return {name: value for name, value in stored.items() if name != "_id"}
    return stored


def prepare_insert(document: Any) -> Any:
    """Return what is stored of a document, which gets an ``_id`` as with pymongo.

    :param document: what is of no document class is returned as it is.
    :raises SchemaDocumentError: it does not fit its structure.
    """
    if not isinstance(document, SchemaDocument):
        return document
    stored = prepare(document)
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


def prepare_all(items: Iterable[Any], prepare_one: Callable[[Any], Any]) -> list[Any]:
    """Prepare several documents or requests for one write.

    :raises SchemaDocumentError: a document does not fit its structure; then none has
        got an ``_id``, for none is stored.
    """
    items = list(items)
    without_id = [
        (document, "_id" in document)
        for document in map(_document_of, items)
        if isinstance(document, SchemaDocument) and document.get("_id") is None
    ]
    try:
        return [prepare_one(item) for item in items]
    except BaseException:
        for document, has_declared in without_id:
            if has_declared:
                document["_id"] = None
            else:
                document.pop("_id", None)
        raise


def _document_of(item: Any) -> Any:
    return item._doc if isinstance(item, InsertOne) else item
