"""Creates the indexes that the registered documents declare."""

from typing import Any

__all__ = ["create_indexes"]


def create_indexes(db: Any) -> list[tuple[str, str]]:
    """Create the indexes of every registered document that has a collection.

    Those that exist stay as they are.

    :param db: the :class:`~flask_mongokit.MongoKit` object, in a context.
    :returns: pairs of collection and index name.
    :raises pymongo.errors.OperationFailure: the server refuses one.
    """
    return [
        (document_class.__collection__, name)
        for document_class in db.registered_documents
        if getattr(document_class, "__collection__", None)
        for name in document_class.generate_index(db[document_class.__collection__])
    ]
