"""Validates the documents that a document refers to, and saves those that changed."""

from collections import defaultdict
from typing import Any

from bson.errors import InvalidDocument

from mongokit.errors import AutoReferenceError, MongoKitError
from mongokit.references.graph import (
    find_by_identity,
    identity_key,
    is_visited,
    reachable_documents,
    references_of,
    visiting,
)
from mongokit.references.snapshots import (
    has_changed,
    known_references,
    remember_references,
    snapshot_found,
    take_snapshot,
)
from mongokit.structure.reporting import Report

REFERENCE_ERRORS = (MongoKitError, InvalidDocument, RuntimeError)


def validate_references(document: Any, report: Report) -> None:
    """Validate the documents reachable from a document, unless they skip validation.

    :param report: callback for the errors; each path starts at the invalid document.
    """
    if is_visited(document):
        return
    graph = reachable_documents(document, validated_only=True)
    with visiting(graph):
        for reference in graph[1:]:
            try:
                reference.validate()
            except REFERENCE_ERRORS as error:
                report(error)


def save_references(document: Any, *, session: Any = None) -> None:
    """Save the documents reachable from a document that have changed or are new.

    A document has changed if it differs from its snapshot.

    :param session: session for queries and writes.
    :raises AutoReferenceError: if a newly referenced document is not in the database;
        in that case, nothing is stored.
    """
    if is_visited(document):
        return
    graph = reachable_documents(document)
    _check_new_references(graph, session)
    # Subclasses may override save without accepting a session.
    options = {} if session is None else {"session": session}
    with visiting(graph):
        for reference in graph[1:]:
            if has_changed(reference):
                reference.save(**options)
                take_snapshot(reference, session=session)
    for each in graph:
        remember_references(each, session=session)


def check_references_are_saved(document: Any) -> None:
    """Check that every direct reference has an ``_id`` and a collection.

    :raises AutoReferenceError: if one was never saved.
    """
    for reference in references_of(document):
        _check_is_saved(reference)


def _check_is_saved(reference: Any) -> None:
    if reference.get("_id") is None or reference._collection is None:
        raise _not_saved(reference)


def _check_new_references(graph: list[Any], session: Any) -> None:
    new: dict[Any, list[Any]] = defaultdict(list)
    for document in graph:
        known = known_references(document)
        for reference in references_of(document):
            _check_is_saved(reference)
            key = identity_key(reference)
            if key not in known:
                new[key[:2]].append(reference)
    for references in new.values():
        _check_existence(references, session)


def _check_existence(references: list[Any], session: Any) -> None:
    """Check with a single query that documents of one collection exist."""
    ids = {identity_key(each): each._stored_id() for each in references}
    raws = find_by_identity(references[0].collection, ids, session)
    for reference in references:
        raw = raws.get(identity_key(reference))
        if raw is None:
            raise _not_saved(reference)
        snapshot_found(reference, raw)


def _not_saved(document: Any) -> AutoReferenceError:
    collection = document._collection
    place = "any collection" if collection is None else collection.full_name
    return AutoReferenceError(
        f"the {document.__class__.__name__} with the _id {document.get('_id')!r} is "
        f"not in {place}: save it before the document that refers to it"
    )
