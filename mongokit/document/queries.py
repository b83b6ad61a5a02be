"""The query methods of documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Self, TypedDict, TypeVar, Unpack

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.collation import Collation

from mongokit.binding import BatchLoader, load_all
from mongokit.binding.writes import prepare
from mongokit.document.properties import CollectionAttribute
from mongokit.driver import Collection, Cursor
from mongokit.references.snapshots import snapshot_loaded
from mongokit.schema import SchemaDocument

T = TypeVar("T")
Keys = str | Mapping[str, Any] | Sequence[str | tuple[str, Any]]

FILTER_NAMES = ("filter", "spec", "spec_or_id")


class ReadOptions(TypedDict, total=False):
    """The options of a query besides its filter, for type checkers and editors.

    Those before ``fields`` are options of :class:`pymongo.cursor.Cursor`, the others
    are options of pymongo 2, which :mod:`mongokit.legacy` translates.
    """

    projection: Mapping[str, Any] | Sequence[str] | None
    skip: int
    limit: int
    no_cursor_timeout: bool
    cursor_type: int
    sort: Keys | None
    allow_partial_results: bool
    oplog_replay: bool
    batch_size: int
    collation: Collation | Mapping[str, Any] | None
    hint: Keys | None
    max_scan: int | None
    max_time_ms: int | None
    max: Mapping[str, Any] | Sequence[tuple[str, Any]] | None
    min: Mapping[str, Any] | Sequence[tuple[str, Any]] | None
    return_key: bool | None
    show_record_id: bool | None
    snapshot: bool | None
    comment: Any
    session: ClientSession | None
    allow_disk_use: bool | None
    let: Mapping[str, Any] | None

    fields: Mapping[str, Any] | Sequence[str] | None
    timeout: bool
    tailable: bool
    await_data: bool
    exhaust: bool
    partial: bool
    as_class: type[Any] | None
    slave_okay: bool
    read_preference: Any
    tag_sets: Sequence[Mapping[str, str]] | None
    safe: bool | None
    manipulate: bool
    compile_re: bool
    network_timeout: float | None
    secondary_acceptable_latency_ms: float | None


class FindOneOptions(ReadOptions, total=False):
    """The options of a query, including pymongo 2's names of its filter."""

    spec: Any
    spec_or_id: Any


class FindOptions(FindOneOptions, total=False):
    """The options of a query, including its filter."""

    filter: Any


class QueryingDocument(SchemaDocument):
    """A document with methods that query for documents of its class."""

    _collection: Collection | None = None

    collection = CollectionAttribute[Collection](lambda c: c, "The collection.")

    def find(self, *args: Any, **kwargs: Unpack[FindOptions]) -> Cursor[Self]:
        """Query the collection for documents of this class.

        Takes the parameters of :meth:`pymongo.collection.Collection.find`.
        """
        args = self._with_stored_ids(args, kwargs)
        return self.collection._query(self._loader(), *args, **kwargs)

    def _with_stored_ids(self, args: tuple[Any, ...], options: Any) -> tuple[Any, ...]:
        """Return the arguments of a query, in which each ``_id`` has its stored form.

        :param options: the options of the query, changed in place.
        """
        convert = self._plan.id_converter
        if convert is None:
            return args
        for name in FILTER_NAMES:
            if name in options:
                options[name] = convert.query(options[name])
        return (convert.query(args[0]), *args[1:]) if args else args

    def find_one(
        self,
        filter: Any = None,  # noqa: A002  pymongo's name
        *args: Any,
        **kwargs: Unpack[FindOneOptions],
    ) -> Self | None:
        """Return a document of this class, or ``None`` if none matches.

        Takes the parameters of :meth:`pymongo.collection.Collection.find_one`.
        """
        if filter is not None and not isinstance(filter, Mapping):
            filter = {"_id": filter}  # noqa: A001  likewise
        return _tracked(next(self.find(filter, *args, **kwargs).limit(-1), None))

    def get_from_id(
        self,
        id: Any,  # noqa: A002  MongoKit's name
        **options: Unpack[ReadOptions],
    ) -> Self | None:
        """Return the document of this class with this ``_id``, or ``None``.

        Takes the options of :meth:`find`.
        """
        return self.find_one({"_id": id}, **options)

    def one(self, *args: Any, **options: Unpack[FindOptions]) -> Self | None:
        """Return the only document that matches, or ``None``.

        Takes the parameters of :meth:`find`.

        :raises MultipleResultsFound: if several match; the message says how many.
        """
        args = self._with_stored_ids(args, options)
        return _tracked(self.collection.one(*args, wrap=self.__class__, **options))

    def fetch(
        self,
        spec: Mapping[str, Any] | None = None,
        *args: Any,
        **options: Unpack[ReadOptions],
    ) -> Cursor[Self]:
        """Query for documents that have every top-level field of the structure.

        Takes the parameters of :meth:`find`, with ``spec`` as its filter.

        :param spec: further conditions; ``None`` adds none.
        """
        return self.find(self._fetch_query(spec or {}), *args, **options)

    def fetch_one(
        self,
        spec: Mapping[str, Any] | None = None,
        *args: Any,
        **options: Unpack[ReadOptions],
    ) -> Self | None:
        """Return the only document that :meth:`fetch` finds, or ``None``.

        Takes the parameters of :meth:`fetch`.

        :raises MultipleResultsFound: if several match; the message says how many.
        """
        return self.one(self._fetch_query(spec or {}), *args, **options)

    def _fetch_query(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        query = dict(spec)
        for name in self.structure or ():
            if isinstance(name, str) and name != "_id":
                condition = query.get(name, {})
                if _takes_operators(condition):
                    query[name] = {**condition, "$exists": True}
        return query

    def find_random(self, **kwargs: Any) -> Self | None:
        """Return a random document, or ``None`` if there is none.

        Takes the parameters of :meth:`mongokit.Collection.find_random`, except
        ``wrap``.
        """
        return _tracked(self.collection.find_random(wrap=self.__class__, **kwargs))

    def find_fulltext(self, search: str, **kwargs: Any) -> dict[str, Any]:
        """Search the text index.

        Takes the parameters of :meth:`mongokit.Collection.find_fulltext`, except
        ``wrap``.

        :returns: ``{'results': [{'score': float, 'obj': document}], 'ok': 1.0}``.
        """
        return self.collection.find_fulltext(search, wrap=self.__class__, **kwargs)

    def find_and_modify(  # noqa: PLR0913, PLR0917  pymongo 2's signature
        self,
        query: Mapping[str, Any] | None = None,
        update: Any = None,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        sort: Any = None,
        full_response: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        manipulate: bool = False,  # noqa: ARG002, FBT001, FBT002  pymongo 2's signature
        fields: Any = None,
        remove: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        new: bool = False,  # noqa: FBT001, FBT002  pymongo 2's signature
        **kwargs: Any,
    ) -> Self | None:
        """Update, replace or remove a document, and return it as it was before.

        :param query: filter; ``None`` matches any document.
        :param update: operators, or the replacement.
        :param upsert: whether to insert a document if none matches.
        :param sort: sort order, which decides among several matches.
        :param manipulate: has no effect.
        :param fields: projection of the returned document.
        :param remove: whether to remove the document instead.
        :param new: whether to return the document as it is afterwards.
        :raises SchemaDocumentError: if the replacement is an invalid document.
        :raises TypeError: if ``full_response`` is set, which is no longer supported.
        :raises ValueError: if neither ``update`` nor ``remove`` is given, or both are.
            An empty ``update``, which would empty the document, counts as not given.
        """
        kwargs |= {"upsert": upsert, "sort": sort, "fields": fields, "new": new}
        found: Self | None = find_and_modify(
            self, query, update, full_response=full_response, remove=remove, **kwargs
        )
        return found

    def _loader(self) -> Callable[[dict[str, Any]], Self] | BatchLoader:
        return self.collection.loader(self.__class__)

    def find_one_and_update(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        filter: Mapping[str, Any],  # noqa: A002  pymongo's name
        update: Any,
        projection: Mapping[str, Any] | Iterable[str] | None = None,
        sort: Keys | None = None,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo's signature
        return_document: bool = ReturnDocument.BEFORE,  # noqa: FBT001  pymongo's
        array_filters: Sequence[Mapping[str, Any]] | None = None,
        hint: Keys | None = None,
        session: ClientSession | None = None,
        let: Mapping[str, Any] | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
        **kwargs: Any,
    ) -> Self | None:
        """Update a document, and return it, or ``None`` if none matches.

        Takes the parameters of
        :meth:`pymongo.collection.Collection.find_one_and_update`, and ``validate``.

        :param validate: whether to check the update against the structure; ``None``
            follows ``skip_validation``.
        :raises SchemaDocumentError: if the update sets an invalid value, or a path that
            the structure does not have.
        """
        is_checked = not self.skip_validation if validate is None else validate
        if is_checked and self._plan.check_update is not None:
            update = self._plan.check_update(update)
        [filter] = self._with_stored_ids((filter,), {})  # noqa: A001  pymongo's name
        options = array_filters, hint, session, let, comment
        raw = self.collection.find_one_and_update(
            filter,
            update,
            projection,
            sort,
            upsert,
            return_document,
            *options,
            **kwargs,
        )
        return self._loaded(raw, projection, return_document, session)

    def find_one_and_replace(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        filter: Mapping[str, Any],  # noqa: A002  pymongo's name
        replacement: Any,
        projection: Mapping[str, Any] | Iterable[str] | None = None,
        sort: Keys | None = None,
        upsert: bool = False,  # noqa: FBT001, FBT002  pymongo's signature
        return_document: bool = ReturnDocument.BEFORE,  # noqa: FBT001  pymongo's
        hint: Keys | None = None,
        session: ClientSession | None = None,
        let: Mapping[str, Any] | None = None,
        comment: "Any | None" = None,
        *,
        validate: bool | None = None,
        **kwargs: Any,
    ) -> Self | None:
        """Replace a document, and return it, or ``None`` if none matches.

        Takes the parameters of
        :meth:`pymongo.collection.Collection.find_one_and_replace`, and ``validate``.

        :param replacement: a document, or a dict with its fields.
        :param validate: whether to validate; ``None`` follows ``skip_validation``.
        :raises SchemaDocumentError: if the replacement is invalid.
        """
        document_class = self.collection.new_class(self.__class__)
        stored = prepare(replacement, document_class, validate=validate)
        [filter] = self._with_stored_ids((filter,), {})  # noqa: A001  pymongo's name
        options = return_document, hint, session, let, comment
        raw = self.collection.find_one_and_replace(
            filter, stored, projection, sort, upsert, *options, **kwargs
        )
        return self._loaded(raw, projection, return_document, session)

    def find_one_and_delete(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        filter: Mapping[str, Any],  # noqa: A002  pymongo's name
        projection: Mapping[str, Any] | Iterable[str] | None = None,
        sort: Keys | None = None,
        hint: Keys | None = None,
        session: ClientSession | None = None,
        let: Mapping[str, Any] | None = None,
        comment: "Any | None" = None,
        **kwargs: Any,
    ) -> Self | None:
        """Delete a document, and return it, or ``None`` if none matches.

        Takes the parameters of
        :meth:`pymongo.collection.Collection.find_one_and_delete`.
        """
        [filter] = self._with_stored_ids((filter,), {})  # noqa: A001  pymongo's name
        options = projection, sort, hint, session, let, comment
        raw = self.collection.find_one_and_delete(filter, *options, **kwargs)
        return self._loaded(raw, projection, ReturnDocument.BEFORE, session)

    def _loaded(
        self,
        raw: dict[str, Any] | None,
        projection: Any,
        return_document: bool,  # noqa: FBT001  pymongo's name of a constant
        session: ClientSession | None,
    ) -> Self | None:
        """Load the result of a ``find_one_and_…`` call, which may be ``None``."""
        if raw is None:
            return None
        whole = projection is None and return_document is ReturnDocument.AFTER
        found: Self
        [found] = load_all(self._loader(), [raw], session=session, whole=whole)
        return found


def find_and_modify(
    target: Any,
    query: Mapping[str, Any] | None,
    update: Any = None,
    *,
    full_response: bool = False,
    remove: bool = False,
    **options: Any,
) -> Any:
    """Emulate pymongo 2's ``find_and_modify`` with a ``find_one_and_…`` method.

    :param target: the document or collection whose method is called.
    :param options: other options of :meth:`QueryingDocument.find_and_modify`.
    :raises TypeError: if ``full_response`` is set.
    :raises ValueError: if neither ``update`` nor ``remove`` is given, or both are.
    """
    if full_response:
        raise TypeError("full_response is gone: the document itself is returned")
    upsert, new = options.pop("upsert", False), options.pop("new", False)
    options["projection"] = options.pop("fields", None)
    options["sort"] = options.get("sort") or None
    if remove:
        if update:
            raise ValueError("find_and_modify takes update or remove=True, not both")
        return target.find_one_and_delete(query or {}, **options)
    if not update:
        raise ValueError("find_and_modify needs update, or remove=True")
    replace = not has_operators(update)
    change = target.find_one_and_replace if replace else target.find_one_and_update
    if isinstance(target, SchemaDocument) and not isinstance(update, SchemaDocument):
        options["validate"] = False  # it checks documents only, as in MongoKit
    after = ReturnDocument.AFTER if new else ReturnDocument.BEFORE
    return change(query or {}, update, upsert=upsert, return_document=after, **options)


def has_operators(update: Any) -> bool:
    """Return whether an update has operators or is a pipeline, not a replacement."""
    return isinstance(update, list) or any(str(key).startswith("$") for key in update)


def _tracked(found: T | None) -> T | None:
    """Return a single result after taking a snapshot of it."""
    if found is not None:
        snapshot_loaded(found)
    return found


def _takes_operators(condition: Any) -> bool:
    """Return whether a condition consists of operators, so that more can be added."""
    return isinstance(condition, dict) and all(
        str(key).startswith("$") for key in condition
    )
