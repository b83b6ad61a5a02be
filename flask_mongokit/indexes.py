"""The indexes that registered document classes declare."""

from collections.abc import Iterator
from typing import Any

from pymongo import IndexModel

from mongokit.structure.indexes import index_keys

__all__ = ["create_indexes", "missing_indexes", "without_collection"]


def create_indexes(db: Any) -> list[tuple[str, str]]:
    """Create the declared indexes of the document classes that have a collection.

    Existing indexes stay as they are.

    :param db: the :class:`~flask_mongokit.MongoKit` object, in a context.
    :returns: pairs of collection and index name.
    :raises pymongo.errors.OperationFailure: if the server rejects an index.
    """
    return [
        (collection, name)
        for document_class, collection in _collections(db)
        for name in document_class.generate_index(db[collection])
    ]


def missing_indexes(db: Any) -> list[tuple[str, str]]:
    """Return the declared indexes that do not exist, compared by name.

    Classes without a collection are skipped.

    :param db: the :class:`~flask_mongokit.MongoKit` object, in a context.
    :returns: pairs of collection and index name.
    """
    missing = []
    for document_class, collection in _collections(db):
        existing = db[collection].index_information()
        names = [_name(index) for index in document_class.indexes]
        missing += [(collection, name) for name in names if name not in existing]
    return missing


def without_collection(db: Any) -> list[str]:
    """Return the names of the classes that declare indexes but no collection.

    :param db: the :class:`~flask_mongokit.MongoKit` object.
    """
    with_one = {document_class for document_class, _ in _collections(db)}
    classes = db.registered_documents
    return [c.__name__ for c in classes if c.indexes and c not in with_one]


def _collections(db: Any) -> Iterator[tuple[Any, str]]:
    for document_class in db.registered_documents:
        collection = getattr(document_class, "__collection__", None)
        if collection:
            yield document_class, collection


def _name(index: dict[str, Any]) -> str:
    keys = index_keys(index["fields"])
    return str(index.get("name") or IndexModel(keys).document["name"])
