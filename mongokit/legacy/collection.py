"""A collection with the methods of pymongo 2 that pymongo 4 removed."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Self

from bson import Code
from pymongo.client_session import ClientSession
from pymongo.errors import (
    BulkWriteError,
    DuplicateKeyError,
    InvalidOperation,
    OperationFailure,
)
from pymongo.write_concern import WriteConcern

from mongokit import driver
from mongokit.binding import load_all
from mongokit.document.queries import find_and_modify, has_operators
from mongokit.errors import ErrorCode
from mongokit.legacy.aggregation import AnswerCursor
from mongokit.legacy.cursor import OLD_KEYWORDS, Cursor, as_filter, translate
from mongokit.legacy.handle import Handle
from mongokit.legacy.old_names import NOTHING, warn_of_old_name
from mongokit.legacy.options import (
    LAST_ERROR_OPTIONS,
    WITH_WRITE_CONCERN,
    OldOptions,
)
from mongokit.structure.encodability import refuse_operator_keys

OLD_INDEX_OPTIONS = {
    **dict.fromkeys(("ttl", "cache_for", "drop_dups"), NOTHING),
    "deprecated_unique": "unique",
}
ANSWER = ("ok", "n", "nModified", "updatedExisting", "upserted")
WRITE_CONCERN_OPTIONS = ("w", "wtimeout", "j", "fsync")
OLD_WRITE_OPTIONS = {
    **dict.fromkeys(WRITE_CONCERN_OPTIONS, "a collection " + WITH_WRITE_CONCERN),
    "manipulate": NOTHING,
}


REMOVED = {
    **LAST_ERROR_OPTIONS,
    "group": "aggregate, with a $group stage",
    "inline_map_reduce": "aggregate, or map_reduce(..., out={'inline': 1})",
    "reindex": "drop_indexes and create_index",
    "parallel_scan": "find",
    "initialize_ordered_bulk_op": "bulk_write",
    "initialize_unordered_bulk_op": "bulk_write(..., ordered=False)",
}


class Collection(OldOptions, driver.Collection):
    """A collection with the methods of pymongo 2 that pymongo 4 removed."""

    _cursor_class = Cursor
    _handle_class = Handle
    _removed = REMOVED

    def _for_write(
        self, method: str, options: dict[str, Any], *, safe: bool
    ) -> driver.Collection:
        if safe and not options:
            return self
        for name in sorted(OLD_WRITE_OPTIONS.keys() & options):
            warn_of_old_name(f"{method}({name}=...)", OLD_WRITE_OPTIONS[name])
        options.pop("manipulate", None)
        return self._with_old_concern(options, safe=None if safe else False)

    def _with_old_concern(
        self, options: dict[str, Any], *, safe: bool | None
    ) -> driver.Collection:
        """Return this collection with the write concern in the options of a call.

        :param options: options of the call; those of the write concern are removed.
        :param safe: whether to wait for the server's answer; ``None`` follows the
            write concern of the collection.
        """
        concern = {
            name: options.pop(name) for name in WRITE_CONCERN_OPTIONS if name in options
        }
        if safe is not None:
            concern.setdefault("w", 1 if safe else 0)
        if not concern:
            return self
        return self.with_options(write_concern=WriteConcern(**concern))

    def insert(
        self,
        doc_or_docs: MutableMapping[str, Any] | Iterable[MutableMapping[str, Any]],
        manipulate: bool = True,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        safe: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        check_keys: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        continue_on_error: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> Any:
        """Insert one document or several, and return the ``_id``, or a list of several.

        Documents without an ``_id`` get one.

        :param manipulate: has no effect.
        :param safe: whether to wait for the server's answer; ``None`` follows the
            write concern of the collection.
        :param check_keys: whether to refuse keys that contain ``.`` or start with
            ``$``.
        :param continue_on_error: whether to insert the remaining documents after an
            error.
        :param options: ``w``, ``wtimeout``, ``j``, ``fsync`` and ``session``.
        :raises bson.errors.InvalidDocument: if ``check_keys`` refuses a key.
        :raises pymongo.errors.DuplicateKeyError: if one violates a unique index.
        :raises pymongo.errors.InvalidOperation: if there are no documents.
        """
        warn_of_old_name("Collection.insert", "insert_one or insert_many")
        target = self._with_old_concern(options, safe=safe)
        if isinstance(doc_or_docs, Mapping):
            if check_keys:
                refuse_operator_keys(doc_or_docs)
            return target.insert_one(doc_or_docs, **options).inserted_id
        documents, ordered = list(doc_or_docs), not continue_on_error
        if not documents:
            raise InvalidOperation("cannot do an empty bulk insert")
        for document in documents if check_keys else ():
            refuse_operator_keys(document)
        try:
            return target.insert_many(
                documents, ordered=ordered, **options
            ).inserted_ids
        except BulkWriteError as error:
            refusal = _last_refusal(error)
            if refusal is None:
                raise
            raise refusal from error

    def save(
        self,
        to_save: MutableMapping[str, Any],
        manipulate: bool = True,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        safe: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        check_keys: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> Any:
        """Insert a document, or replace the one with the same ``_id``.

        :param manipulate: has no effect.
        :param safe: whether to wait for the server's answer; ``None`` follows the
            write concern of the collection.
        :param check_keys: whether to refuse keys that contain ``.`` or start with
            ``$``.
        :param options: ``w``, ``wtimeout``, ``j``, ``fsync`` and ``session``.
        :returns: the ``_id``.
        :raises bson.errors.InvalidDocument: if ``check_keys`` refuses a key.
        """
        warn_of_old_name(
            "Collection.save", "insert_one or replace_one(..., upsert=True)"
        )
        if check_keys:
            refuse_operator_keys(to_save)
        target = self._with_old_concern(options, safe=safe)
        if "_id" in to_save:
            query = {"_id": to_save["_id"]}
            target.replace_one(query, to_save, upsert=True, **options)
        else:
            target.insert_one(to_save, **options)
        return to_save["_id"]

    def update(  # noqa: PLR0913, PLR0917  pymongo 2's signature
        self,
        spec: Mapping[str, Any],
        document: Any,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        manipulate: bool = False,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        safe: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        multi: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        check_keys: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> dict[str, Any] | None:
        """Update one or all matching documents, or replace one.

        :param spec: filter.
        :param document: operators such as ``$set``, or the replacement.
        :param upsert: whether to insert a document if none matches.
        :param manipulate: has no effect.
        :param safe: whether to wait for the server's answer; ``None`` follows the
            write concern of the collection.
        :param check_keys: whether to refuse keys of a replacement that contain ``.``
            or start with ``$``.
        :param multi: whether to update all matching documents.
        :param options: ``w``, ``wtimeout``, ``j``, ``fsync``, and options of
            ``update_one``.
        :returns: the server's answer: ``ok``, ``n``, ``nModified``,
            ``updatedExisting``, and ``upserted``, the ``_id`` of an inserted document;
            ``None`` if it is not waited for.
        :raises bson.errors.InvalidDocument: if ``check_keys`` refuses a key.
        :raises pymongo.errors.OperationFailure: if ``multi`` is set and ``document``
            is a replacement.
        """
        warn_of_old_name("Collection.update", "update_one, update_many or replace_one")
        target = self._with_old_concern(options, safe=safe)
        update: Any = target.update_many if multi else target.update_one
        if not has_operators(document):
            if multi:
                raise OperationFailure("multi=True needs operators such as $set", 9)
            if check_keys:
                refuse_operator_keys(document)
            update = target.replace_one
        return _answer(update(spec, document, upsert=upsert, **options))

    def remove(
        self,
        spec_or_id: Any = None,
        safe: bool | None = None,  # noqa: FBT001  pymongo 2's signature
        multi: bool = True,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> dict[str, Any] | None:
        """Remove all matching documents, or one.

        :param spec_or_id: a query, or an ``_id``; ``None`` matches all documents.
        :param safe: whether to wait for the server's answer; ``None`` follows the
            write concern of the collection.
        :param multi: whether to remove all matching documents.
        :param options: ``w``, ``wtimeout``, ``j``, ``fsync``, and options of
            ``delete_one``.
        :returns: the server's answer: ``ok`` and ``n``; ``None`` if it is not
            waited for.
        """
        warn_of_old_name("Collection.remove", "delete_many or delete_one")
        target = self._with_old_concern(options, safe=safe)
        delete: Any = target.delete_many if multi else target.delete_one
        return _answer(delete(as_filter(spec_or_id) or {}, **options))

    def find_and_modify(  # noqa: PLR0913, PLR0917  pymongo 2's signature
        self,
        query: Mapping[str, Any] | None = None,
        update: Any = None,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        sort: Any = None,
        full_response: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        manipulate: bool = False,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        *,
        wrap: Any = None,
        **options: Any,
    ) -> Any:
        """Update, replace or remove a document, and return it as it was before.

        Takes the parameters of :meth:`mongokit.Document.find_and_modify`, and ``w``,
        ``wtimeout``, ``j``, ``fsync``.

        :param wrap: document class of the result; ``None`` returns a plain dict.
        :raises TypeError: if ``full_response`` is set, which is no longer supported.
        :raises ValueError: if neither ``update`` nor ``remove`` is given, or both are.
        """
        warn_of_old_name(
            "Collection.find_and_modify",
            "find_one_and_update, find_one_and_replace or find_one_and_delete",
        )
        target = self._with_old_concern(options, safe=None)
        options |= {"update": update, "upsert": upsert, "sort": sort}
        raw = find_and_modify(target, query, full_response=full_response, **options)
        if raw is None or wrap is None:
            return raw
        return load_all(self.loader(wrap), [raw], session=options.get("session"))[0]

    def count(
        self,
        filter: Mapping[str, Any] | None = None,  # noqa: A002  pymongo's name
        **options: Any,
    ) -> int:
        """Count the matching documents.

        :param filter: query; ``None`` matches all documents.
        :param options: options of ``count_documents``.
        """
        warn_of_old_name("Collection.count", "count_documents({})")
        return self.count_documents(filter or {}, **options)

    def _with_modern_options(
        self, args: tuple[Any, ...], options: dict[str, Any]
    ) -> tuple[Self, tuple[Any, ...]]:
        if OLD_KEYWORDS.keys().isdisjoint(options):
            return self, args
        return translate(self, args, options)

    def aggregate(
        self,
        pipeline: Any,
        session: ClientSession | None = None,
        let: Mapping[str, Any] | None = None,
        comment: "Any | None" = None,
        **kwargs: Any,
    ) -> AnswerCursor:
        """Return a cursor over the results that also has the keys of pymongo 2's dict.

        Takes the parameters of :meth:`pymongo.collection.Collection.aggregate`.

        :param pipeline: a list of stages, or a single stage, as in pymongo 2.
        """
        if isinstance(pipeline, Mapping):
            warn_of_old_name("aggregate({...})", "a list of stages")
            pipeline = [pipeline]
        cursor = super().aggregate(pipeline, session, let, comment, **kwargs)
        return AnswerCursor.convert(cursor)

    def create_index(
        self,
        keys: Any,
        session: ClientSession | None = None,
        comment: "Any | None" = None,
        **kwargs: Any,
    ) -> str:
        """Create an index, and return its name.

        Takes the parameters of :meth:`pymongo.collection.Collection.create_index`, and
        those of pymongo 2: ``deprecated_unique`` means ``unique``; ``ttl``,
        ``cache_for`` and ``drop_dups`` have no effect.
        """
        for name in sorted(OLD_INDEX_OPTIONS.keys() & kwargs):
            warn_of_old_name(f"create_index({name}=...)", OLD_INDEX_OPTIONS[name])
        options = _modern_index_options(kwargs)
        return super().create_index(keys, session, comment, **options)

    def ensure_index(
        self,
        key_or_list: Any,
        cache_for: float | None = None,  # noqa: ARG002  pymongo 2's signature
        **options: Any,
    ) -> str:
        """Create an index if it does not exist, and return its name.

        :param key_or_list: field name, or pairs of names and directions.
        :param cache_for: has no effect, like ``ttl`` and ``drop_dups``.
        :param options: options of ``create_index``.
        """
        warn_of_old_name("Collection.ensure_index", "create_index")
        return super().create_index(key_or_list, **_modern_index_options(options))

    ensure_indexes = ensure_index

    def map_reduce(
        self,
        map: Any,  # noqa: A002  pymongo's name
        reduce: Any,
        out: Any,
        full_response: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        **options: Any,
    ) -> Any:
        """Run the server's ``mapReduce`` command.

        :param map: JavaScript function, as ``str`` or :class:`bson.Code`.
        :param reduce: JavaScript function, of the same types.
        :param out: name of the collection for the results, or a dict such as
            ``{'merge': name, 'db': name}`` or ``{'inline': 1}``.
        :param full_response: whether to return the server's whole answer.
        :param options: ``session``, and options of the ``mapReduce`` command, such as
            ``query``, ``sort``, ``limit``, ``scope``, ``finalize``.
        :returns: the collection of the results; the answer if they are inline.
        :raises TypeError: if ``out`` is neither a name nor a dict.
        :raises pymongo.errors.OperationFailure: if JavaScript is disabled on the
            server.
        """
        warn_of_old_name("Collection.map_reduce", "aggregate")
        if not isinstance(out, (str, Mapping)):
            raise TypeError(f"out must be a str or a dict, not {type(out).__name__}")
        session = options.pop("session", None)
        command = {"mapReduce": self.name, "map": Code(map), "reduce": Code(reduce)}
        answer = self._run(command | {"out": out} | options, session)
        stored = answer.get("result")
        if full_response or stored is None:
            return answer
        if isinstance(stored, Mapping):
            return self.database.client[stored["db"]][stored["collection"]]
        return self.database[stored]

    def _run(self, command: dict[str, Any], session: Any) -> dict[str, Any]:
        """Run a command that may write its results to a collection."""
        concern = self.write_concern
        inline = isinstance(command["out"], Mapping) and "inline" in command["out"]
        if not inline and not concern.is_server_default:
            command["writeConcern"] = concern.document
        if self.read_concern.level:
            command["readConcern"] = self.read_concern.document
        return self.database.command(
            command,
            codec_options=self.codec_options,
            read_preference=self.read_preference if inline else None,
            session=session,
        )


def _last_refusal(error: BulkWriteError) -> OperationFailure | None:
    """Return the last write error of a bulk write, or ``None`` if there is none."""
    refused = (error.details or {}).get("writeErrors")
    if not refused:
        return None
    last = refused[-1]
    is_duplicate = last["code"] == ErrorCode.DUPLICATE_KEY
    kind = DuplicateKeyError if is_duplicate else OperationFailure
    return kind(last["errmsg"], last["code"], last)


def _answer(result: Any) -> dict[str, Any] | None:
    if not result.acknowledged:
        return None
    raw = result.raw_result
    return {name: raw[name] for name in ANSWER if name in raw}


def _modern_index_options(options: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in options.items() if k not in OLD_INDEX_OPTIONS}
    if options.get("deprecated_unique") is not None:
        kept.setdefault("unique", options["deprecated_unique"])
    return kept
