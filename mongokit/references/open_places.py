"""SlotFinder where a DBRef stands in for the document that it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from bson import DBRef
from pymongo.errors import InvalidName

from mongokit.errors import AutoReferenceError
from mongokit.references.graph import places_of
from mongokit.references.identity import Key, referred_key
from mongokit.structure.compilers.references import Slot

__all__ = ["ClassKey", "OpenPlace", "open_places"]

ClassKey = tuple[Key, Any]


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """A place where a DBRef stands in for a document.

    :param place: where.
    :param dbref: it, with its database.
    :param key: what it refers to, and as which class.
    :param referrer: the collection of the document that has the place.
    """

    place: Slot
    dbref: DBRef
    key: ClassKey
    referrer: Any

    @classmethod
    def of(cls, document: Any, place: Slot) -> Self:
        """Return a place of a document.

        :raises RuntimeError: the DBRef names no database, and nothing says which.
        """
        dbref = _with_database(place, document)
        key = referred_key(dbref), place.document_class
        return cls(place, dbref, key, document.collection)

    def fill(self, document: Any) -> None:
        """Put a document where the DBRef is."""
        self.place.container[self.place.key] = document

    def missing(self) -> AutoReferenceError:
        """Return the error that says there is no such document."""
        return AutoReferenceError(
            f"there is no {self.place.document_class.__name__} with the _id "
            f"{self.dbref.id!r} in {self.dbref.database}.{self.dbref.collection}"
        )

    def collection(self) -> Any:
        """Return the collection referred to, with the options of the referrer's.

        :raises AutoReferenceError: no collection has such a name.
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
            raise self.missing() from error


def open_places(document: Any) -> Iterator[OpenPlace]:
    """Yield each place of a document where a DBRef stands."""
    for place in places_of(document):
        if isinstance(place.value, DBRef):
            yield OpenPlace.of(document, place)


def _with_database(place: Slot, document: Any) -> DBRef:
    dbref: DBRef = place.value
    if dbref.database is not None:
        return dbref
    if not document.force_autorefs_current_db:
        raise RuntimeError(
            f"{document.__class__.__name__}.{place.path} refers to a document without "
            f"naming its database: {dbref!r}. Set force_autorefs_current_db = True on "
            "the class where that is the database of the document itself."
        )
    return DBRef(dbref.collection, dbref.id, document.db.name)
