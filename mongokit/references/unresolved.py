"""Unresolved slots: those that hold a DBRef where a document belongs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bson import DBRef
from pymongo.errors import InvalidName

from mongokit.errors import AutoReferenceError
from mongokit.references.graph import IdentityKey, hashable_id, slots_of
from mongokit.structure.compilers.references import Slot

__all__ = ["TargetKey", "UnresolvedSlot", "unresolved_slots"]

TargetKey = tuple[IdentityKey, Any]
"""An identity key, and the document class that the structure asks for."""


@dataclass(frozen=True, slots=True)
class UnresolvedSlot:
    """A slot that still holds a DBRef.

    :param slot: the slot itself.
    :param dbref: its DBRef, completed with the database's name.
    :param key: identity key and class of the target.
    :param referrer: the collection of the document that has the slot.
    """

    slot: Slot
    dbref: DBRef
    key: TargetKey
    referrer: Any

    def fill(self, document: Any) -> None:
        """Replace the DBRef with a document."""
        self.slot.container[self.slot.key] = document

    def target_missing(self) -> AutoReferenceError:
        """Return the error to raise if the target does not exist."""
        return AutoReferenceError(
            f"there is no {self.slot.document_class.__name__} with the _id "
            f"{self.dbref.id!r} in {self.dbref.database}.{self.dbref.collection}"
        )

    def target_collection(self) -> Any:
        """Return the target's collection, with the options of the referrer's.

        :raises AutoReferenceError: if the DBRef holds an invalid name.
        """
        options = self.referrer
        try:
            database = options.database.client[self.dbref.database]
            return database[self.dbref.collection].with_options(
                options.codec_options,
                options.read_preference,
                options.write_concern,
                options.read_concern,
            )
        except InvalidName as error:
            raise self.target_missing() from error


def unresolved_slots(document: Any) -> Iterator[UnresolvedSlot]:
    """Yield the unresolved slots of a document.

    :raises RuntimeError: if a DBRef names no database, and the class does not set
        ``force_autorefs_current_db``.
    """
    for slot in slots_of(document):
        if isinstance(slot.value, DBRef):
            dbref = _with_database(slot, document)
            key = str(dbref.database), dbref.collection, hashable_id(dbref.id)
            target_key = key, slot.document_class
            yield UnresolvedSlot(slot, dbref, target_key, document.collection)


def _with_database(slot: Slot, document: Any) -> DBRef:
    dbref: DBRef = slot.value
    if dbref.database is not None:
        return dbref
    if not document.force_autorefs_current_db:
        raise RuntimeError(
            f"{document.__class__.__name__}.{slot.path} refers to a document without "
            f"naming its database: {dbref!r}. Set force_autorefs_current_db = True on "
            "the class where that is the database of the document itself."
        )
    return DBRef(dbref.collection, dbref.id, document.db.name)
