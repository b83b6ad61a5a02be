"""The indexes that the registered documents declare."""

from collections.abc import Iterator
from typing import Any

from pymongo import IndexModel

from mongokit.structure.indexes import index_keys

__all__ = ["create_indexes", "missing_indexes", "without_collection"]


def create_indexes(db: Any) -> list[tuple[str, str]]:
    """Create the indexes of every registered document that has a collection.

    Those that exist stay as they are.

    :param db: the :class:`~flask_mongokit.MongoKit` object, in a context.
    :returns: pairs of collection and index name.
    :raises pymongo.errors.OperationFailure: the server refuses one.
    """
    return [
        (document_class.__collection__, name)
        for document_class in _with_collection(db)
        for name in document_class.generate_index(db[document_class.__collection__])
    ]


def missing_indexes(db: Any) -> list[tuple[str, str]]:
    """Return the declared indexes that are not there, told apart by their names.

    :param db: the :class:`~flask_mongokit.MongoKit` object, in a context.
    :returns: pairs of collection and index name.
    """
    missing = []
    for document_class in _with_collection(db):
        collection = document_class.__collection__
        there = db[collection].index_information()
        names = [_name(index) for index in document_class.indexes]
        missing += [(collection, name) for name in names if name not in there]
    return missing


def without_collection(db: Any) -> list[str]:
    """Return the names of the registered classes whose indexes have no place.

    :param db: the :class:`~flask_mongokit.MongoKit` object.
    """
    placed = set(_with_collection(db))
    classes = db.registered_documents
    return [c.__name__ for c in classes if c.indexes and c not in placed]


def _with_collection(db: Any) -> Iterator[Any]:
    for document_class in db.registered_documents:
        if getattr(document_class, "__collection__", None):
            yield document_class


def _name(index: dict[str, Any]) -> str:
    keys = index_keys(index["fields"])
    return str(index.get("name") or IndexModel(keys).document["name"])
