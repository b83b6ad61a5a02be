"""Documents that keep a copy of every revision."""

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pymongo import ReadPreference
from pymongo.client_session import ClientSession
from pymongo.errors import DuplicateKeyError

from mongokit.binding import load_all
from mongokit.document import Document
from mongokit.document.properties import CollectionAttribute
from mongokit.driver import Collection

__all__ = ["RevisionDocument", "VersionedDocument"]

INDEX = "id_1_revision_1"
BATCH_SIZE = 10_000


class RevisionDocument(Document):
    """A copy of a document as stored in one revision."""

    structure = {"id": str, "revision": int, "doc": dict}
    required_fields = ["id", "revision", "doc"]
    indexes = [{"fields": ["id", "revision"], "unique": True}]


class VersionedDocument(Document):
    """A document whose ``_revision`` is the number of its latest revision.

    A copy of each revision is kept in the collection ``versioned_<name>``.
    """

    versioning_collection = CollectionAttribute[Collection](
        lambda c: c._sibling(f"versioned_{c.name}"), "The collection of the revisions."
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

        Concurrent saves get different revision numbers. A transaction that loses the
        race fails with pymongo's ``TransientTransactionError`` label, so that it can
        be retried.

        :param versioning: ``False`` stores the document without a new revision.
        :param uuid: as for :meth:`mongokit.Document.save`, like the other parameters.
        :raises SchemaDocumentError: if the document is invalid.
        :raises pymongo.errors.DuplicateKeyError: if it violates a unique index.
        """
        if not versioning:
            super().save(uuid, validate, safe, session, **options)
            return self
        self._ensure_index(session)
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
            validate = False  # the retry changes nothing but the revision

    def _next_revision(self, session: ClientSession | None) -> int:
        last = self.get_last_revision_id(session=session)
        if last is None:
            last = self.get("_revision") or 0  # the copies may have been removed
        return last + 1

    def _keep_copy(self, session: ClientSession | None) -> bool:
        """Store a copy of the revision; return ``False`` if its number is in use."""
        copy = {
            "id": str(self._stored_id()),
            "revision": self["_revision"],
            "doc": self._stored(),
        }
        try:
            self.versioning_collection.insert_one(copy, session=session)
        except DuplicateKeyError as error:
            violated_index = (error.details or {}).get("keyPattern", ())
            if list(violated_index) != ["id", "revision"]:
                raise
            return False
        return True

    def _ensure_index(self, session: ClientSession | None) -> None:
        """Create the unique index of the revisions, once per client.

        An index created in a transaction can be rolled back, so it does not count.
        """
        revisions = self.versioning_collection
        client: Any = revisions.database.client
        ensured = client._ensured_indexes
        if revisions.full_name in ensured:
            return
        in_transaction = session is not None and session.in_transaction
        if in_transaction and INDEX not in revisions.index_information():
            RevisionDocument.generate_index(revisions, session=session)
            return
        RevisionDocument.generate_index(revisions)
        ensured.add(revisions.full_name)

    def get_revision(
        self, revision_number: int, session: ClientSession | None = None
    ) -> Self | None:
        """Return the document as it was in a revision; ``None`` if there is no copy."""
        found = self.versioning_collection.find_one(
            {**self._own_revisions(), "revision": revision_number}, session=session
        )
        return None if found is None else self._load_copy(found, session)

    def get_revisions(self, session: ClientSession | None = None) -> Iterator[Self]:
        """Yield the document as it was in each revision, oldest first."""
        query = self._own_revisions()
        revisions = self.versioning_collection.find(query, session=session)
        for found in revisions.sort("revision", 1):
            yield self._load_copy(found, session)

    def _load_copy(self, copy: dict[str, Any], session: ClientSession | None) -> Self:
        load = self.collection.loader(self.__class__)
        loaded: list[Self] = load_all(load, [copy["doc"]], session=session)
        return loaded[0]

    def get_last_revision_id(self, session: ClientSession | None = None) -> int | None:
        """Return the number of the latest revision; ``None`` if there is no copy."""
        if self.get("_id") is None:
            return None
        # A secondary that lags behind would return a number already in use.
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
        return _revisions_of([] if self.get("_id") is None else [self._stored_id()])

    def delete(  # type: ignore[override]  # MongoKit's signature
        self,
        versioning: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> None:
        """Delete the document.

        :param versioning: whether to delete its revisions as well.
        :raises KeyError: if the document has no ``_id``.
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
        """Delete all matching documents in the collection.

        :param query: a query, or an ``_id``.
        :param versioning: whether to delete their revisions as well.
        :param safe: whether to wait for the server's acknowledgement.
        :param session: session of a transaction.
        :param options: options of ``delete_many``, such as ``collation``.
        """
        if not isinstance(query, Mapping):
            query = {"_id": query}
        [query] = self._with_stored_ids((query,), {})
        collection, ids = self.collection._for_write("remove", options, safe=safe), []
        if versioning:
            found = self.collection.find(
                query, {"_id": True}, session=session, **options
            )
            ids = [raw["_id"] for raw in found]
        collection.delete_many(query, session=session, **options)
        for start in range(0, len(ids), BATCH_SIZE):
            revisions = _revisions_of(ids[start : start + BATCH_SIZE])
            self.versioning_collection.delete_many(revisions, session=session)


def _revisions_of(ids: list[Any]) -> dict[str, Any]:
    """Return a query for revisions, which may store an id as text or unchanged."""
    return {"id": {"$in": [*map(str, ids), *ids]}}
