"""Snapshots, to tell which referenced documents have changed and must be saved."""

from typing import Any

import bson

from mongokit.references.graph import IdentityKey, identity_key, references_of

SNAPSHOT = "_snapshot"
REFERENCES = "_known_references"
SNAPSHOT_ATTRIBUTES = frozenset({SNAPSHOT, REFERENCES})


def take_snapshot(document: Any, *, session: Any = None) -> None:
    """Take a snapshot of a document that is identical to its stored version.

    :param session: the session of the write; in a transaction, which may be rolled
        back, the snapshot is dropped instead.
    """
    if _can_be_rolled_back(session):
        document.__dict__.pop(SNAPSHOT, None)
    else:
        document.__dict__[SNAPSHOT] = _encode(document, document._stored())


def snapshot_loaded(document: Any) -> None:
    """Take a snapshot of a document just loaded, if its class is used in references.

    When a document that refers to this one is saved, comparing this one with its
    snapshot detects changes made here, and ignores changes stored by other processes.
    """
    if document._is_reference_target and SNAPSHOT not in document.__dict__:
        encode = document._plan.encode
        stored = document if encode is None else encode(document, _ignore)
        document.__dict__[SNAPSHOT] = _encode(document, stored)


def snapshot_found(document: Any, raw: dict[str, Any]) -> None:
    """Use a raw document from the database as the snapshot, if there is none yet."""
    if SNAPSHOT not in document.__dict__:
        document.__dict__[SNAPSHOT] = _encode(document, raw)


def snapshot_saved(document: Any, *, session: Any = None) -> None:
    """Take a snapshot of a document just saved, if its class is used in references.

    :param session: as for :func:`take_snapshot`.
    """
    if document._is_reference_target or SNAPSHOT in document.__dict__:
        take_snapshot(document, session=session)


def has_changed(document: Any) -> bool:
    """Return whether a document differs from its snapshot, or has none."""
    snapshot: bytes | None = document.__dict__.get(SNAPSHOT)
    return snapshot != _encode(document, document._stored())


def remember_references(document: Any, *, session: Any = None) -> None:
    """Remember the identity keys of referenced documents, all of which exist.

    :param session: as for :func:`take_snapshot`.
    """
    if _can_be_rolled_back(session):
        document.__dict__.pop(REFERENCES, None)
        return
    keys = frozenset(identity_key(reference) for reference in references_of(document))
    if keys or REFERENCES in document.__dict__:
        document.__dict__[REFERENCES] = keys


def known_references(document: Any) -> frozenset[IdentityKey]:
    """Return the identity keys of the referenced documents that are known to exist."""
    keys: frozenset[IdentityKey] = document.__dict__.get(REFERENCES, frozenset())
    return keys


def _can_be_rolled_back(session: Any) -> bool:
    return session is not None and bool(session.in_transaction)


def _encode(document: Any, stored: Any) -> bytes:
    return bson.encode(stored, codec_options=document._codec_options())


def _ignore(error: Exception) -> None:
    """Ignore the error: invalid values stay as loaded."""
