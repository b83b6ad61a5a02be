"""Validates and stores what a document refers to, where that changed."""

from collections import defaultdict
from typing import Any

from bson.errors import InvalidDocument

from mongokit.errors import AutoReferenceError, MongoKitError
from mongokit.references.busy import Busy, is_busy
from mongokit.references.graph import graph_of, references_of
from mongokit.references.identity import Address, has_key, id_key, key_of
from mongokit.references.memory import (
    known_references,
    note_found,
    note_references,
    note_state,
    was_changed,
)
from mongokit.structure.reporting import Report

__all__ = [
    "REFERENCE_ERRORS",
    "refuse_unsaved",
    "save_references",
    "validate_references",
]

REFERENCE_ERRORS = (MongoKitError, InvalidDocument, RuntimeError)


def validate_references(document: Any, report: Report) -> None:
    """Validate the documents that one refers to, unless their class skips that.

    :param report: is given the error of each; the path is its own.
    """
    if is_busy(document):
        return
    graph = graph_of(document, with_skipped=False)
    with Busy(graph):
        for reference in graph[1:]:
            try:
                reference.validate()
            except REFERENCE_ERRORS as error:
                report(error)


def save_references(document: Any, *, session: Any = None) -> None:
    """Store what a document refers to, where that changed since it was loaded.

    :param session: for queries and writes.
    :raises AutoReferenceError: a document that was not referred to before does not
        exist under its present ``_id``; nothing is stored then.
    """
    if is_busy(document):
        return
    graph = graph_of(document)
    _check_existence(graph, session)
    options = {} if session is None else {"session": session}
    with Busy(graph):
        for reference in graph[1:]:
            if was_changed(reference):
                reference.save(**options)
                note_state(reference, session=session)
    for each in graph:
        note_references(each, session=session)


def refuse_unsaved(document: Any) -> None:
    """Refuse a document that refers to one which was never saved.

    :raises AutoReferenceError: it does.
    """
    for reference in references_of(document):
        if not has_key(reference):
            raise _missing_document(reference)


def _check_existence(graph: list[Any], session: Any) -> None:
    new: dict[Address, dict[int, Any]] = defaultdict(dict)
    for document in graph:
        known = known_references(document)
        for reference in references_of(document):
            if not has_key(reference):
                raise _missing_document(reference)
            key = key_of(reference)
            if key not in known:
                new[key[:2]][id(reference)] = reference
    for same_place in new.values():
        _check_collection(list(same_place.values()), session)


def _check_collection(references: list[Any], session: Any) -> None:
    ids = {id_key(each["_id"]): each["_id"] for each in references}
    query = {"_id": {"$in": list(ids.values())}}
    found = references[0].collection.find(query, session=session)
    stored = {id_key(raw["_id"]): raw for raw in found}
    for reference in references:
        raw = stored.get(id_key(reference["_id"]))
        if raw is None:
            raise _missing_document(reference)
        note_found(reference, raw)


def _missing_document(document: Any) -> AutoReferenceError:
    collection = document._collection
    place = "any collection" if collection is None else collection.full_name
    return AutoReferenceError(
        f"the {document.__class__.__name__} with the _id {document.get('_id')!r} is "
        f"not in {place}: save it before the document that refers to it"
    )
