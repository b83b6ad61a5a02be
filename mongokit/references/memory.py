"""What a document remembers: how it is stored, and what it referred to then.

Who refers to it compares, and saves it where it was changed here.
"""

from typing import Any

import bson

from mongokit.references.graph import references_of
from mongokit.references.identity import Key, key_of

__all__ = [
    "REMEMBERED_STATE",
    "known_references",
    "note_found",
    "note_loaded",
    "note_references",
    "note_saved",
    "note_state",
    "was_changed",
]

KNOWN = "_known_references"
STORED = "_stored_as"
REMEMBERED_STATE = frozenset({KNOWN, STORED})


def note_loaded(document: Any) -> None:
    """Remember the state of a document just loaded, if others may refer to it.

    Who refers to it later then knows whether it was changed here, or elsewhere.
    """
    if document._is_referred_to and STORED not in document.__dict__:
        encode = document._plan.encode
        stored = document if encode is None else encode(document, _ignore)
        document.__dict__[STORED] = _encoded(document, stored)


def note_found(document: Any, raw: dict[str, Any]) -> None:
    """Remember how a document was found in the database, if it remembers nothing."""
    if STORED not in document.__dict__:
        document.__dict__[STORED] = _encoded(document, raw)


def note_saved(document: Any, *, session: Any = None) -> None:
    """Remember the state of a document just stored, if others refer to it.

    :param session: what is done in its transaction may be undone: it is forgotten.
    """
    if document._is_referred_to or STORED in document.__dict__:
        note_state(document, session=session)


def note_state(document: Any, *, session: Any = None) -> None:
    """Remember the state of a document, which is the stored one.

    :param session: what is done in its transaction may be undone: it is forgotten.
    """
    if _may_be_undone(session):
        document.__dict__.pop(STORED, None)
    else:
        document.__dict__[STORED] = _encoded(document, document._stored())


def was_changed(document: Any) -> bool:
    """Tell whether a document has another state than it remembers."""
    remembered: bytes | None = document.__dict__.get(STORED)
    return remembered != _encoded(document, document._stored())


def note_references(document: Any, *, session: Any = None) -> None:
    """Remember what a document refers to, all of which is in the database.

    :param session: what is done in its transaction may be undone: it is forgotten.
    """
    if _may_be_undone(session):
        document.__dict__.pop(KNOWN, None)
        return
    known = frozenset(key_of(reference) for reference in references_of(document))
    if known or KNOWN in document.__dict__:
        document.__dict__[KNOWN] = known


def known_references(document: Any) -> frozenset[Key]:
    """Return what a document referred to when it was loaded or stored."""
    known: frozenset[Key] = document.__dict__.get(KNOWN, frozenset())
    return known


def _may_be_undone(session: Any) -> bool:
    return session is not None and bool(session.in_transaction)


def _encoded(document: Any, stored: Any) -> bytes:
    return bson.encode(stored, codec_options=document._codec_options())


def _ignore(error: Exception) -> None:
    """Let what does not fit be as it was loaded."""
