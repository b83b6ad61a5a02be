"""The graph that documents and their references form, and the identity of its nodes."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bson
from bson import DBRef, Regex

from mongokit.structure.compilers.references import Slot

__all__ = [
    "IdentityKey",
    "Namespace",
    "hashable_id",
    "identity_key",
    "is_identifiable",
    "is_valid_id",
    "is_visited",
    "reachable_documents",
    "references_of",
    "slots_of",
    "target_key",
    "visiting",
]

Namespace = tuple[str, str]
"""The names of a database and of a collection in it."""
IdentityKey = tuple[str, str, Hashable]
"""A namespace, and an ``_id`` in hashable form."""

VISITED = "_is_visited"


def slots_of(document: Any) -> Iterable[Slot]:
    """Return the slots of a document: where it refers to others, or could."""
    find_slots = document._plan.find_slots
    return () if find_slots is None else find_slots(document)


def references_of(document: Any) -> Iterator[Any]:
    """Yield each document that is referenced directly, once."""
    seen = set()
    for slot in slots_of(document):
        value = slot.value
        if isinstance(value, slot.document_class) and id(value) not in seen:
            seen.add(id(value))
            yield value


def reachable_documents(document: Any, *, validated_only: bool = False) -> list[Any]:
    """Return a document, and every document reachable through its references.

    :param validated_only: leaves out documents whose class skips validation, and
        what only they refer to.
    """
    reachable = [document]
    seen = {id(document)}
    for each in reachable:
        for reference in references_of(each):
            is_wanted = not (validated_only and reference.skip_validation)
            if is_wanted and id(reference) not in seen:
                seen.add(id(reference))
                reachable.append(reference)
    return reachable


@contextmanager
def visiting(documents: list[Any]) -> Iterator[None]:
    """Mark documents as visited, so that nested calls skip them and cycles end."""
    for document in documents:
        document.__dict__[VISITED] = True
    try:
        yield
    finally:
        for document in documents:
            del document.__dict__[VISITED]


def is_visited(document: Any) -> bool:
    """Return whether a caller is already working on the document's references."""
    return VISITED in document.__dict__


def is_identifiable(document: Any) -> bool:
    """Return whether a document has an ``_id`` and a collection."""
    return document.get("_id") is not None and document._collection is not None


def identity_key(document: Any) -> IdentityKey:
    """Return the identity key of a document."""
    collection = document.collection
    return collection.database.name, collection.name, hashable_id(document.get("_id"))


def target_key(dbref: DBRef) -> IdentityKey:
    """Return the identity key of the document that a DBRef refers to.

    :param dbref: a DBRef that names its database.
    """
    return str(dbref.database), dbref.collection, hashable_id(dbref.id)


def is_valid_id(candidate: Any) -> bool:
    """Return whether a value can be an ``_id``, and can be looked up with ``$in``."""
    if isinstance(candidate, dict):
        return not any(key.startswith("$") for key in candidate)
    return not isinstance(candidate, (list, Regex))


def hashable_id(id: Any) -> Hashable:  # noqa: A002  MongoDB's name
    """Return an ``_id`` in a hashable form that is equal when MongoDB's ids are.

    Booleans and bytes are encoded: in Python ``True == 1``, in MongoDB it is not.
    """
    if isinstance(id, (bool, bytes)) or not isinstance(id, Hashable):
        return bson.encode({"_id": id})
    return id
