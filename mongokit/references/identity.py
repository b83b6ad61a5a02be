"""What a document is known by: its database, its collection and its ``_id``."""

from collections.abc import Hashable
from typing import Any

import bson
from bson import DBRef, Regex

__all__ = ["Address", "Key", "has_key", "id_key", "is_id", "key_of", "referred_key"]

Address = tuple[str, str]
Key = tuple[str, str, Hashable]


def has_key(document: Any) -> bool:
    """Tell whether a document has an ``_id``, and a collection to be stored in."""
    return document.get("_id") is not None and document._collection is not None


def key_of(document: Any) -> Key:
    """Return what a document is known by."""
    collection = document.collection
    return collection.database.name, collection.name, id_key(document.get("_id"))


def referred_key(dbref: DBRef) -> Key:
    """Return what the document is known by that a DBRef with a database refers to."""
    return str(dbref.database), dbref.collection, id_key(dbref.id)


def is_id(candidate: Any) -> bool:
    """Tell whether a document may have this as its ``_id``, and ``$in`` take it."""
    if isinstance(candidate, dict):
        return not any(key.startswith("$") for key in candidate)
    return not isinstance(candidate, (list, Regex))


def id_key(id: Any) -> Hashable:  # noqa: A002  MongoDB's name
    """Return what is equal, and has a hash, for ids that MongoDB takes as equal."""
    if isinstance(id, (bool, bytes)) or not isinstance(id, Hashable):
        return bson.encode({"_id": id})
    return id
