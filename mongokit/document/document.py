"""The base class of documents."""

import copyreg
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar
from uuid import UUID, uuid4

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
from mongokit.migration import migrate_if_outdated, migrate_if_stored
from mongokit.references.resolving import resolve_assigned, resolve_references
from mongokit.references.saving import (
    REFERENCE_ERRORS,
    save_references,
    validate_references,
)
from mongokit.references.snapshots import SNAPSHOT_ATTRIBUTES, snapshot_saved
from mongokit.structure.compilers.convert import Converter
from mongokit.structure.encodability import (
    ENCODING_ERRORS,
    find_encoding_error,
    is_too_deep,
    refuse_operator_keys,
)
from mongokit.structure.reporting import Check, raise_error

LARGEST_DOCUMENT = 16 * 1024 * 1024


class Document(
    QueryingDocument,
    ServerValidatedDocument,
    JSONDocument,
    metaclass=DocumentProperties,
):
    """A dict with a declared structure, stored in a collection.

    :param doc: initial fields; if there are none, the document starts with the
        skeleton of its structure and the default values.
    :param gen_skel: whether a document without ``doc`` gets the skeleton and the
        default values; otherwise it stays empty.
    :param collection: collection of the document; a handle passes its own.
    :param lang: current language of translated fields.
    :param fallback_lang: language to read if the current one has no value.
    """

    authorized_types: ClassVar[list[type]] = [
        *(ObjectId, DBRef, Code, UUID, re.Pattern),
        *(Regex, Decimal128, Timestamp),
    ]
    gridfs: ClassVar[Any] = []
    migration_handler: ClassVar[Any] = None
    type_field: ClassVar[str | None] = "_type"
    use_autorefs = False
    force_autorefs_current_db = False
    atomic_save = False

    _migrates_on_init: ClassVar[bool] = True
    _is_reference_target: ClassVar[bool] = False

    db = CollectionAttribute[Database](
        lambda c: c.database,  # type: ignore[arg-type,return-value]  # ours is
        "The database.",
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
        if self._plan.migrates and self._migrates_on_init:
            migrate_if_stored(self)

    _plain_init: ClassVar[Any] = __init__

    def validate(self, auto_migrate: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  MongoKit's signature
        """Check the document against its class's declarations and the limits of BSON.

        Referenced documents are validated, too.
        With ``raise_validation_errors = False``, the errors are collected in
        :attr:`validation_errors` instead.

        :param auto_migrate: has no effect; kept for overrides that pass it on.
        :raises SchemaDocumentError: the first error found; other exceptions of custom
            types pass through.
        :raises AutoReferenceError: if a referenced document does not exist.
        :raises MaxDocumentSizeError: if the document's BSON is larger than 16 MiB.
        :raises bson.errors.InvalidDocument: if a key is not a string.
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
            self._report_encoding_error(error, checks)
        for failure in failures:
            self._collect(failure)

    _plain_validate: ClassVar[Any] = validate

    def _check_references(self, failures: list[Exception]) -> None:
        """Validate referenced documents; raise or append errors to ``failures``."""
        report = raise_error if self.raise_validation_errors else failures.append
        try:
            resolve_assigned(self)
        except REFERENCE_ERRORS as error:
            report(error)
        validate_references(self, report)

    def _encode_collecting(
        self, encoding_check: Converter
    ) -> tuple[Iterable[Check], Exception | None]:
        """Encode the document; return the checks left to run, and any error of BSON."""
        unstorable: list[Exception] = []
        stored = encoding_check(self, unstorable.append)
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

    def _report_encoding_error(self, error: Exception, checks: Iterable[Check]) -> None:
        """Run the checks, and then report an encoding error.

        If errors are raised, an excessive size is raised without running the checks.
        """
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
        """Return the size of the document's BSON in bytes.

        :raises SchemaDocumentError: if a custom type or BSON cannot encode a value.
        :raises bson.errors.InvalidDocument: if a key is not a string.
        """
        with self._storing() as stored:
            return len(bson.encode(stored, False, self._codec_options()))  # noqa: FBT003  bson's signature

    @contextmanager
    def _storing(self, check_keys: bool = False) -> Iterator[dict[str, Any]]:  # noqa: FBT001, FBT002  private
        """Yield the stored form, and make encoding errors name the field.

        :param check_keys: whether to refuse keys that look like operators.
        """
        stored = self._stored()
        if check_keys:
            refuse_operator_keys(stored)
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
        *,
        check_keys: bool = True,
        **options: Any,
    ) -> Any:
        """Insert the document, or replace the stored one with the same ``_id``.

        Referenced documents that have changed are saved, too.

        :param uuid: whether a new ``_id`` is the class name followed by a UUID, instead
            of an ObjectId.
        :param validate: whether to validate; ``None`` follows ``skip_validation``.
        :param safe: whether to wait for the server's answer.
        :param session: session for queries and writes.
        :param check_keys: whether to refuse keys that contain ``.`` or start with
            ``$``.
        :param options: further options of ``insert_one`` and ``replace_one``, and
            those of pymongo 2: ``w``, ``wtimeout``, ``j``, ``fsync``.
        :raises ConnectionError: if the document has no collection.
        :raises SchemaDocumentError: if the document is invalid; with
            ``raise_validation_errors = False``, it is saved anyway.
        :raises AutoReferenceError: if a referenced document does not exist.
        :raises bson.errors.InvalidDocument: if ``check_keys`` refuses a key.
        :raises pymongo.errors.DuplicateKeyError: if the document violates a unique
            index.
        """
        collection = self.collection._for_write("save", options, safe=safe)
        if self._plan.find_slots is not None:
            resolve_assigned(self, session=session)
        is_validated = validate or (validate is None and not self.skip_validation)
        if is_validated:
            self.validate()
        is_checked = is_validated and self.raise_validation_errors
        check_keys = check_keys and (self._plan.accepts_any_key or not is_checked)
        if self._plan.find_slots is not None:
            save_references(self, session=session)
        if self.get("_id") is None:
            new_id = f"{self.__class__.__name__}-{uuid4()}" if uuid else ObjectId()
            self._insert(collection, new_id, check_keys, session, options)
        else:
            with self._storing(check_keys) as stored:
                query = {"_id": stored["_id"]}
                collection.replace_one(
                    query, stored, upsert=True, session=session, **options
                )
        snapshot_saved(self, session=session)

    def _insert(
        self,
        collection: Collection,
        new_id: Any,
        check_keys: bool,  # noqa: FBT001  private
        session: ClientSession | None,
        options: dict[str, Any],
    ) -> None:
        declared = "_id" in self
        self["_id"] = self._python_id(new_id)
        try:
            with self._storing(check_keys) as stored:
                collection.insert_one(stored, session=session, **options)
        except BaseException:
            if declared:
                self["_id"] = None
            else:
                del self["_id"]
            raise

    def _stored_id(self) -> Any:
        """Return the stored form of the ``_id``, or ``None`` if there is none.

        :raises SchemaTypeError: if it does not have its declared type.
        """
        convert, own_id = self._plan.id_converter, self.get("_id")
        return own_id if convert is None else convert.stored(own_id)

    def reload(self, session: ClientSession | None = None) -> None:
        """Load the stored document again, discarding unsaved changes.

        An outdated document is migrated. If loading fails, the document stays
        unchanged.

        :param session: session for queries and writes.
        :raises ConnectionError: if the document has no collection.
        :raises KeyError: if the document has no ``_id``.
        :raises pymongo.errors.OperationFailure: if the document is not stored.
        """
        before = dict(self)
        try:
            self._take_stored(session)
            if self._plan.migrates:
                migrate_if_outdated(self, session)
            self._finish_loading(session)
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
        """Replace the fields with the stored ones; return whether it is stored."""
        stored = self.collection.find_one(self._own_query(), session=session)
        if stored is None:
            return False
        self.clear()
        self._load(stored)
        return True

    def _finish_loading(self, session: ClientSession | None) -> None:
        """Resolve the references of the loaded fields, and take a snapshot."""
        if self._plan.find_slots is not None:
            resolve_references([self], session=session)
        snapshot_saved(self)

    def migrate(
        self,
        safe: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        session: ClientSession | None = None,
    ) -> dict[str, int]:
        """Migrate the stored document to the current structure.

        :param safe: has no effect: every write is acknowledged.
        :param session: session for queries and writes.
        :returns: number of changed documents for each rule.
        :raises AttributeError: if the class has no ``migration_handler``.
        :raises KeyError: if the document has no ``_id``.
        :raises pymongo.errors.OperationFailure: if the document is not stored.
        """
        if self.migration_handler is None:
            raise AttributeError(
                f"{self.__class__.__name__} has no migration_handler to migrate with"
            )
        migration = self.migration_handler(self.__class__)
        changed: dict[str, int] = migration.migrate(self, safe, session)
        return changed

    def delete(self, session: ClientSession | None = None) -> None:
        """Remove the document from its collection.

        :param session: session for the write.
        :raises ConnectionError: if the document has no collection.
        :raises KeyError: if the document has no ``_id``.
        """
        self.collection.delete_one(self._own_query(), session=session)

    def _own_query(self) -> dict[str, Any]:
        own_id = self._stored_id()
        if own_id is None:
            error = KeyError("_id")
            error.add_note(f"This {type(self).__name__} has no _id: it is not stored.")
            raise error
        return {"_id": own_id}

    def get_dbref(self) -> DBRef:
        """Return a DBRef to the document, which names its collection and database.

        :raises AssertionError: if the document has no ``_id``.
        :raises ConnectionError: if the document has no collection.
        """
        if self.get("_id") is None:
            raise AssertionError("You must specify an '_id' for using this method")
        return DBRef(self.collection.name, self._stored_id(), self.db.name)

    @property
    def fs(self) -> Any:
        """The files of the document, as a :class:`mongokit.grid.FS`.

        ``None`` if there is no collection, or the class declares no ``gridfs``.
        """
        return FS(self) if self.gridfs and self._collection is not None else None

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        """Return the hash of the ``_id``.

        :raises TypeError: if the document has no ``_id``.
        """
        if self.get("_id") is None:
            raise TypeError(f"{self.__class__.__name__} has no hash before it is saved")
        return hash(self["_id"])

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        """Pickle the fields and the attributes, except the collection and snapshots."""
        stays = SNAPSHOT_ATTRIBUTES | {"_collection"}
        state = {k: v for k, v in self.__dict__.items() if k not in stays}
        make = copyreg.__newobj__  # type: ignore[attr-defined]  # typeshed lacks it
        return make, (self.__class__,), state or None, None, iter(self.items())
