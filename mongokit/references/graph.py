"""Walks the graph of documents and their references, and identifies documents."""

import threading
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import bson

from mongokit.structure.compilers.references import Slot

IdentityKey = tuple[str, str, Hashable]
"""The names of database and collection, and the ``_id`` in hashable form."""


class _Visited(threading.local):
    """The documents that the current thread visits, by ``id()``."""

    def __init__(self) -> None:
        self.ids: set[int] = set()


visited = _Visited()


def slots_of(document: Any) -> Iterable[Slot]:
    """Return the non-empty slots of a document."""
    find_slots = document._plan.find_slots
    return () if find_slots is None else find_slots(document)


def references_of(document: Any) -> Iterator[Any]:
    """Yield each directly referenced document once."""
    seen = set()
    for slot in slots_of(document):
        value = slot.value
        if isinstance(value, slot.document_class) and id(value) not in seen:
            seen.add(id(value))
            yield value


def reachable_documents(document: Any, *, validated_only: bool = False) -> list[Any]:
    """Return a document, and every document reachable through its references.

    :param validated_only: whether to leave out referenced documents that skip
        validation, and those reachable only through them.
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
    """Mark documents as visited, so that nested calls skip them and cycles end.

    Other threads do not see the mark, because a document can be referenced by several
    documents that different threads save.
    """
    ids = {id(document) for document in documents} - visited.ids
    visited.ids |= ids
    try:
        yield
    finally:
        visited.ids -= ids


def is_visited(document: Any) -> bool:
    """Return whether a caller is already working on the document's references."""
    return id(document) in visited.ids


def identity_key(document: Any) -> IdentityKey:
    """Return the identity key of a document."""
    collection = document.collection
    return collection.database.name, collection.name, hashable_id(document._stored_id())


def find_by_identity(
    collection: Any, ids: dict[IdentityKey, Any], session: Any
) -> dict[IdentityKey, dict[str, Any]]:
    """Find raw documents of one collection by identity key, with a single query.

    :param ids: the ``_id`` for each identity key.
    """
    raws = collection.find({"_id": {"$in": list(ids.values())}}, session=session)
    namespace = collection.database.name, collection.name
    return {(*namespace, hashable_id(raw["_id"])): raw for raw in raws}


def hashable_id(id: Any) -> Hashable:  # noqa: A002  MongoDB's name
    """Return a hashable form of an ``_id``, equal if MongoDB considers the ids equal.

    Booleans, bytes and unhashable ids are encoded as BSON, because ``True == 1`` in
    Python, for example, but not in MongoDB.
    """
    if isinstance(id, (bool, bytes)) or not isinstance(id, Hashable):
        return bson.encode({"_id": id})
    return id
