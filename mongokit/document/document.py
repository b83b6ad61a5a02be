"""Documents that live in a collection."""

import copyreg
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import bson
from bson import Code, DBRef, Decimal128, ObjectId, Regex, Timestamp
from bson.codec_options import CodecOptions
from pymongo.client_session import ClientSession
from pymongo.errors import OperationFailure

from mongokit.custom_types import STANDARD_OPTIONS
from mongokit.document.properties import CollectionAttribute, DocumentProperties
from mongokit.document.queries import QueryingDocument
from mongokit.document.server_validation import ServerValidatedDocument
from mongokit.driver import Collection, Database
from mongokit.errors import MaxDocumentSizeError, ValidationError
from mongokit.grid import FS
from mongokit.json import JSONDocument
from mongokit.migration import (
    DocumentMigration,
    migrate_if_outdated,
    migrate_if_stored,
)
from mongokit.references import (
    REFERENCE_ERRORS,
    SNAPSHOT_ATTRIBUTES,
    resolve_assigned,
    resolve_references,
    save_references,
    snapshot_saved,
    validate_references,
)
from mongokit.schema import raise_error
from mongokit.structure import EncodingCheck
from mongokit.structure.encodability import (
    ENCODING_ERRORS,
    find_encoding_error,
    is_too_deep,
)
from mongokit.structure.reporting import Check

__all__ = ["Document"]

LARGEST_DOCUMENT = 16 * 1024 * 1024


class Document(
    QueryingDocument,
    ServerValidatedDocument,
    JSONDocument,
    metaclass=DocumentProperties,
):
    """A dict with a declared structure that lives in a collection.

    :param doc: the fields to take over; without any, the document starts as the
        structure says, with the default values.
    :param gen_skel: ``False`` starts a document without ``doc`` empty.
    :param collection: where it lives; a handle gives its own.
    :param lang: the language of translated fields.
    :param fallback_lang: the language used where that has no value.
    """

    authorized_types: ClassVar[list[type]] = [
        *(ObjectId, DBRef, Code, uuid.UUID, re.Pattern),
        *(Regex, Decimal128, Timestamp),
    ]
    gridfs: ClassVar[Any] = []
    migration_handler: ClassVar[Any] = None
    type_field: ClassVar[str | None] = "_type"
    use_autorefs = False
    force_autorefs_current_db = False
    atomic_save = False

    _settles_itself: ClassVar[bool] = True
    _is_referred_to: ClassVar[bool] = False

    db = CollectionAttribute[Database](
        lambda c: c.database,  # type: ignore[arg-type,return-value]  # ours is
        "The database it lives in.",
    )
    connection = CollectionAttribute[Any](lambda c: c.database.client, "The client.")

    def __init__(
        self,
        doc: dict[str, Any] | None = None,
        gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        collection: Collection | None = None,
        lang: str = "en",
        fallback_lang: str = "en",
    ) -> None:
        if collection is not None:
            self._collection = collection
        super().__init__(doc, gen_skel, lang, fallback_lang)
        if self._plan.migrates and self._settles_itself:
            migrate_if_stored(self)

    _plain_init: ClassVar[Any] = __init__

    def validate(self, auto_migrate: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        """Check the document against its structure, and that it can be stored.

        With ``raise_validation_errors = False`` nothing is raised:
        :attr:`validation_errors` has what was found, also in what it refers to.

        :param auto_migrate: kept for overrides that hand it on.
        :raises SchemaDocumentError: the first thing that is wrong.
        :raises MaxDocumentSizeError: it is larger than 16 MiB as BSON.
        :raises bson.errors.InvalidDocument: BSON has no form for a key or a value.
        """
        plan = self._plan
        fast_check = plan.fast_check
        if fast_check is not None and self.raise_validation_errors and fast_check(self):
            if plan.remaining_checks:
                self._run(plan.remaining_checks)
            return
        failures: list[Exception] = []
        if plan.find_slots is not None:
            self._check_references(failures)
        encoding_check = plan.encoding_check
        checks: Iterable[Check] = plan.checks
        if encoding_check is None:
            error = self._encoding_error(self)
        else:
            checks, error = self._encode_collecting(encoding_check)
        if error is None:
            self._run(checks)
        else:
            self._refuse(error, checks)
        for failure in failures:
            self._collect(failure)

    def _check_references(self, failures: list[Exception]) -> None:
        """Add what is wrong with what it refers to, where the class collects that."""
        report = raise_error if self.raise_validation_errors else failures.append
        try:
            resolve_assigned(self)
        except REFERENCE_ERRORS as error:
            report(error)
        validate_references(self, report)

    def _encode_collecting(
        self, encoding_check: EncodingCheck
    ) -> tuple[Iterable[Check], Exception | None]:
        """Return what is left to check, and what keeps the stored form from BSON."""
        unstorable: list[Exception] = []
        stored = encoding_check.encode(self, unstorable.append)
        error = None if unstorable else self._encoding_error(stored)
        return self._checks_knowing(unstorable), error

    def _encoding_error(self, stored: dict[str, Any]) -> Exception | None:
        try:
            encoded = bson.encode(stored, False, self._codec_options())  # noqa: FBT003  bson's signature
        except ENCODING_ERRORS:
            return self._find_encoding_error(stored)
        size = len(encoded)
        if size > LARGEST_DOCUMENT:
            return MaxDocumentSizeError(
                "The document size is too big, documents lower than 16MB is allowed "
                f"(got {size} bytes)"
            )
        if self._plan.has_unlimited_depth and is_too_deep(stored, encoded):
            return self._find_encoding_error(stored)
        return None

    def _find_encoding_error(self, stored: dict[str, Any]) -> Exception:
        error = find_encoding_error(stored, self._codec_options())
        if isinstance(error, ValidationError):
            error.document_class = self.__class__
        return error

    def _refuse(self, error: Exception, checks: Iterable[Check]) -> None:
        """Report that the document cannot be stored; only its size goes first."""
        if isinstance(error, MaxDocumentSizeError) and self.raise_validation_errors:
            raise error
        self._run(checks)
        if self.raise_validation_errors:
            raise error
        path = getattr(error, "path", None)
        self.validation_errors.setdefault(path, []).append(error)

    def _codec_options(self) -> CodecOptions[Any]:
        collection = self._collection
        return STANDARD_OPTIONS if collection is None else collection.codec_options

    def get_size(self) -> int:
        """Return the size of the document as BSON, in bytes.

        :raises ValidationError: a value has no form as BSON.
        :raises bson.errors.InvalidDocument: a key has none.
        """
        with self._storing() as stored:
            return len(bson.encode(stored, False, self._codec_options()))  # noqa: FBT003  bson's signature

    @contextmanager
    def _storing(self) -> Iterator[dict[str, Any]]:
        """Give the stored form; where the driver cannot encode it, say which field."""
        stored = self._stored()
        try:
            yield stored
        except ENCODING_ERRORS as error:
            reason = self._encoding_error(stored)
            if reason is None:
                raise
            raise reason from error

    def save(
        self,
        uuid: bool = False,  # noqa: FBT001, FBT002  MongoKit's signature
        validate: bool | None = None,  # noqa: FBT001  MongoKit's signature
        safe: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
        **options: Any,
    ) -> Any:
        """Store the document: insert it, or replace the one with its ``_id``.

        :param uuid: make an ``_id`` of the class's name and a UUID, not an ObjectId.
        :param validate: whether to; ``None`` follows ``skip_validation``.
        :param safe: ``False`` does not wait for the server's answer.
        :param session: the session, for a transaction.
        :param options: further ones of ``insert_one`` and ``replace_one``, and
            those of pymongo 2: ``w``, ``wtimeout``, ``j``, ``fsync``.
        :raises ConnectionError: it has no collection.
        :raises SchemaDocumentError: it does not fit its structure, or cannot be stored.
        :raises pymongo.errors.DuplicateKeyError: a unique index has its key already.
        """
        collection = self.collection._for_write("save", options, safe=safe)
        if self._plan.find_slots is not None:
            resolve_assigned(self, session=session)
        if validate or (validate is None and not self.skip_validation):
            self.validate()
        if self._plan.find_slots is not None:
            save_references(self, session=session)
        if self.get("_id") is None:
            self._insert(collection, self._new_id(uuid=uuid), session, options)
        else:
            query = {"_id": self["_id"]}
            with self._storing() as stored:
                collection.replace_one(
                    query, stored, upsert=True, session=session, **options
                )
        snapshot_saved(self, session=session)

    def _new_id(self, *, uuid: bool) -> Any:
        return f"{self.__class__.__name__}-{_uuid4()}" if uuid else ObjectId()

    def _insert(
        self,
        collection: Collection,
        new_id: Any,
        session: ClientSession | None,
        options: dict[str, Any],
    ) -> None:
        declared = "_id" in self
        self["_id"] = new_id
        try:
            with self._storing() as stored:
                collection.insert_one(stored, session=session, **options)
        except BaseException:
            if declared:
                self["_id"] = None
            else:
                del self["_id"]
            raise

    def reload(self, session: ClientSession | None = None) -> None:
        """Take the document's stored state; changes that were not saved are lost.

        :raises KeyError: it has no ``_id``.
        :raises pymongo.errors.OperationFailure: it is not in the collection; it stays
            as it was.
        """
        before = dict(self)
        try:
            self._take_stored(session)
            if self._plan.migrates:
                migrate_if_outdated(self, session)
            self._complete(session)
        except Exception:
            self.clear()
            self.update(before)
            raise

    def _take_stored(self, session: ClientSession | None) -> None:
        if not self._reread(session):
            raise OperationFailure(
                "Can not reload an unsaved document. "
                f"{self['_id']} is not found in the database"
            )

    def _reread(self, session: ClientSession | None) -> bool:
        """Take the stored state, if there is one."""
        stored = self.collection.find_one(self._own_query(), session=session)
        if stored is None:
            return False
        self.clear()
        self._load(stored)
        return True

    def _complete(self, session: ClientSession | None) -> None:
        """Load what the stored state refers to."""
        if self._plan.find_slots is not None:
            resolve_references([self], session=session)
        snapshot_saved(self)

    def migrate(
        self,
        safe: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Bring the stored document into the shape that the class has now.

        :param safe: every rule waits for the server's answer.
        :param session: the session, for a transaction.
        :returns: for each rule of the migration how many documents it has changed.
        :raises AttributeError: the class has no ``migration_handler``.
        :raises KeyError: it has no ``_id``.
        :raises pymongo.errors.OperationFailure: it is not in the collection.
        """
        if self.migration_handler is None:
            raise AttributeError(
                f"{self.__class__.__name__} has no migration_handler to migrate with"
            )
        migration: DocumentMigration = self.migration_handler(self.__class__)
        return migration.migrate(self, safe, session)

    def delete(self, session: ClientSession | None = None) -> None:
        """Remove the document from its collection.

        :raises KeyError: it has no ``_id``.
        """
        self.collection.delete_one(self._own_query(), session=session)

    def _own_query(self) -> dict[str, Any]:
        if self.get("_id") is None:
            raise KeyError("_id")
        return {"_id": self["_id"]}

    def get_dbref(self) -> DBRef:
        """Return a reference to the document, with collection and database.

        :raises AssertionError: it has no ``_id``.
        """
        if self.get("_id") is None:
            raise AssertionError("You must specify an '_id' for using this method")
        return DBRef(self.collection.name, self["_id"], self.db.name)

    @property
    def fs(self) -> Any:
        """The files of the document, a :class:`mongokit.grid.FS`.

        ``None`` if it has no collection, or the class declares no ``gridfs``.
        """
        return FS(self) if self.gridfs and self._collection is not None else None

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        """Return the hash of the ``_id``.

        :raises TypeError: it has none yet.
        """
        if self.get("_id") is None:
            raise TypeError(f"{self.__class__.__name__} has no hash before it is saved")
        return hash(self["_id"])

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        """Pickle the fields and attributes; the collection stays behind."""
        stays = SNAPSHOT_ATTRIBUTES | {"_collection"}
        state = {k: v for k, v in self.__dict__.items() if k not in stays}
        make = copyreg.__newobj__  # type: ignore[attr-defined]  # typeshed lacks it
        return make, (self.__class__,), state or None, None, iter(self.items())


_uuid4 = uuid.uuid4
