"""Documents that keep a copy of each of their revisions."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pymongo import ReadPreference
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from mongokit.binding.loader import load_all
from mongokit.document import Document
from mongokit.document.properties import OfCollection
from mongokit.driver.collection import Collection

__all__ = ["RevisionDocument", "VersionedDocument"]

INDEX = "id_1_revision_1"
BATCH = 10_000


class RevisionDocument(Document):
    """A copy of a document, as one revision of it was stored."""

    structure = {"id": str, "revision": int, "doc": dict}
    required_fields = ["id", "revision", "doc"]
    indexes = [{"fields": ["id", "revision"], "unique": True}]


def _beside(collection: Collection) -> Collection:
    return collection.database.get_collection(  # type: ignore[return-value]  # ours is
        f"versioned_{collection.name}",
        collection.codec_options,
        collection.read_preference,
        collection.write_concern,
        collection.read_concern,
    )


class VersionedDocument(Document):
    """A document whose ``_revision`` counts how often it was saved.

    Each revision is kept as a copy in a collection beside the document's own.
    """

    versioning_collection = OfCollection[Collection](
        _beside, "The collection of the revisions."
    )

    def save(  # type: ignore[override]  # MongoKit's signature
        self,
        versioning: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        uuid: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        validate: bool | None = None,  # noqa: FBT001  MongoKit's signature
        safe: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
        **options: Any,
    ) -> Self:
        """Store the document as a new revision, and return it.

        Of two who save at once one gets the next number, and the other the one after;
        a transaction that was slower fails, with the label of an error to try again.

        :param versioning: ``False`` stores it without counting or copying it.
        :param uuid: as :meth:`mongokit.Document.save`, likewise the others.
        :raises SchemaDocumentError: it does not fit its structure; nothing is counted.
        :raises pymongo.errors.DuplicateKeyError: a unique index has its key already.
        """
        if not versioning:
            super().save(uuid, validate, safe, session, **options)
            return self
        self._make_index(session)
        while True:
            was_there, before = "_revision" in self, self.get("_revision")
            self["_revision"] = self._next_revision(session)
            try:
                super().save(uuid, validate, safe, session, **options)
            except BaseException:
                self["_revision"] = before
                if not was_there:
                    del self["_revision"]
                raise
            if self._keep_copy(session):
                return self
            validate = False  # it was, and nothing else has changed

    def _next_revision(self, session: ClientSession | None) -> int:
        last = self.get_last_revision_id(session=session)
        if last is None:
            last = self.get("_revision") or 0  # the copies were removed
        return last + 1

    def _keep_copy(self, session: ClientSession | None) -> bool:
        """Store the copy, unless somebody else has stored this revision just now."""
        copy = {
            "id": str(self["_id"]),
            "revision": self["_revision"],
            "doc": self._stored(),
        }
        try:
            self.versioning_collection.insert_one(copy, session=session)
        except DuplicateKeyError as error:
            if not _is_of_revisions(error):
                raise
            return False
        return True

    def _make_index(self, session: ClientSession | None) -> None:
        """Make the index that gives each number once, once in a process.

        What a transaction makes can be undone with it, so that is not remembered.
        """
        revisions = self.versioning_collection
        ready: set[str] = revisions._registry.remember("indexes of revisions", set)
        if revisions.full_name in ready:
            return
        in_transaction = session is not None and session.in_transaction
        if in_transaction and INDEX not in revisions.index_information():
            RevisionDocument.generate_index(revisions, session=session)
            return
        RevisionDocument.generate_index(revisions)
        ready.add(revisions.full_name)

    def get_revision(
        self, revision_number: int, session: ClientSession | None = None
    ) -> Self | None:
        """Return the document as it was in a revision, ``None`` if there is no copy."""
        found = self.versioning_collection.find_one(
            {**self._own_revisions(), "revision": revision_number}, session=session
        )
        return None if found is None else self._revived(found, session)

    def get_revisions(self, session: ClientSession | None = None) -> Iterator[Self]:
        """Yield the document as it was in each revision, the oldest first."""
        revisions = self.versioning_collection.find(
            self._own_revisions(), session=session
        )
        for found in revisions.sort("revision", 1):
            yield self._revived(found, session)

    def _revived(self, copy: dict[str, Any], session: ClientSession | None) -> Self:
        load = self.collection.loader(self.__class__)
        revived: Self
        [revived] = load_all(load, [copy["doc"]], session=session)
        return revived

    def get_last_revision_id(self, session: ClientSession | None = None) -> int | None:
        """Return the number of the last revision, ``None`` if there is no copy."""
        if self.get("_id") is None:
            return None
        # A server that lags behind would give a number for the second time.
        revisions = self.versioning_collection.with_options(
            read_preference=ReadPreference.PRIMARY
        )
        last = revisions.find_one(
            self._own_revisions(),
            {"revision": True},
            sort=[("revision", -1)],
            session=session,
        )
        return None if last is None else last["revision"]

    def _own_revisions(self) -> dict[str, Any]:
        return _revisions_of([] if self.get("_id") is None else [self["_id"]])

    def delete(  # type: ignore[override]  # MongoKit's signature
        self,
        versioning: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> None:
        """Remove the document from its collection.

        :param versioning: remove its revisions as well.
        :raises KeyError: it has no ``_id``.
        """
        super().delete(session=session)
        if versioning:
            query = self._own_revisions()
            self.versioning_collection.delete_many(query, session=session)

    def remove(
        self,
        query: Any,
        versioning: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        safe: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        session: ClientSession | None = None,
        **options: Any,
    ) -> None:
        """Remove all documents of the collection that match.

        :param query: which ones; what is no query is an ``_id``.
        :param versioning: remove their revisions as well.
        :param safe: ``False`` does not wait for the server's answer.
        :param session: the session, for a transaction.
        :param options: of ``delete_many``, such as ``collation``.
        """
        if not isinstance(query, Mapping):
            query = {"_id": query}
        collection, ids = self._written_by("remove", options, safe=safe), []
        if versioning:
            found = self.collection.find(
                query, {"_id": True}, session=session, **options
            )
            ids = [raw["_id"] for raw in found]
        collection.delete_many(query, session=session, **options)
        for start in range(0, len(ids), BATCH):
            revisions = _revisions_of(ids[start : start + BATCH])
            self.versioning_collection.delete_many(revisions, session=session)


def _revisions_of(ids: list[Any]) -> dict[str, Any]:
    """Return the query for the revisions; ids stand there as text, or as they are."""
    return {"id": {"$in": [*map(str, ids), *ids]}}


def _is_of_revisions(error: DuplicateKeyError) -> bool:
    details = error.details or {}
    return list(details.get("keyPattern", ())) == ["id", "revision"]
