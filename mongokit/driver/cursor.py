"""A cursor that can yield documents of a document class."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self, TypeVar

from pymongo.client_session import ClientSession
from pymongo.cursor import Cursor as PlainCursor

from mongokit.binding import BatchLoader

T = TypeVar("T", bound=Mapping[str, Any])


class Cursor(PlainCursor[T]):
    """pymongo's cursor, which yields documents if it is given a loader."""

    _loader: Callable[[Any], T] | BatchLoader | None = None
    _load: Callable[[Any], T] | None = None

    def _set_loader(self, load: Callable[[Any], T] | BatchLoader | None) -> Self:
        """Set what turns raw dicts into documents, and return the cursor.

        :param load: loader of a document class; ``None`` yields plain dicts.
        """
        if load is not None:
            self._loader = load
            self._load = None if isinstance(load, BatchLoader) else load
        return self

    def _refresh(self) -> int:
        """Fetch a batch, and resolve the references of all its documents together.

        Outdated documents are migrated. If loading fails, the cursor is closed.
        """
        fetched = super()._refresh()
        loader = self._loader
        if isinstance(loader, BatchLoader) and not self._explain:
            batch, whole = list(self._data), self._projection is None
            self._data.clear()
            try:
                loaded = loader.load_batch(batch, session=self.session, whole=whole)
            except BaseException:
                self.close()
                raise
            self._data.extend(loaded)
        return fetched

    def __iter__(self) -> Iterator[T]:  # type: ignore[override]  # faster than next()
        """Yield the remaining documents."""
        load = None if self._explain else self._load
        if load is None:
            return self._take()
        if isinstance(load, type):
            return map(load, self._take())
        return (load(raw) for raw in self._take())  # map would hide StopIteration

    def _take(self) -> Iterator[T]:
        while not self._empty and (self._data or self._refresh()):
            yield self._data.popleft()

    def next(self) -> T:
        """Return the next document.

        :raises StopIteration: at the end.
        """
        if self._empty or not (self._data or self._refresh()):
            raise StopIteration
        raw: Any = self._data.popleft()
        return raw if self._load is None or self._explain else self._load(raw)

    def to_list(self, length: int | None = None) -> list[T]:
        """Return the remaining documents as a list.

        :param length: maximum number of documents; ``None`` means all.
        """
        found = super().to_list(length)
        load = self._load
        if load is not None and not self._explain:
            for index, raw in enumerate(found):  # in place, to free each raw dict
                found[index] = load(raw)
        return found

    def _count_matches(
        self,
        *,
        with_limit_and_skip: bool = False,
        session: ClientSession | None = None,
    ) -> int:
        """Count the matches with the ``count`` command, which supports ``$where``.

        That command does not support transactions, ``let``, ``min`` and ``max``: with
        these, the matches are read and counted.

        :param with_limit_and_skip: whether to apply the cursor's limit and skip.
        :param session: session of a transaction; defaults to the cursor's own.
        """
        if with_limit_and_skip and self._empty:
            return 0
        session = session or self.session
        in_transaction = session is not None and session.in_transaction
        if in_transaction or self._let or self._min or self._max:
            return self._count_by_reading(
                session, with_limit_and_skip=with_limit_and_skip
            )
        collection = self._collection
        answer = collection.database.command(
            self._count_command(with_limit_and_skip=with_limit_and_skip),
            read_preference=collection.read_preference,
            codec_options=collection.codec_options,
            session=session,
        )
        return int(answer["n"])

    def _count_command(self, *, with_limit_and_skip: bool) -> dict[str, Any]:
        command = {"count": self._collection.name, "query": self._spec}
        options = {
            "hint": self._hint,
            "collation": self._collation,
            "maxTimeMS": self._max_time_ms,
            "comment": self._comment,
            "readConcern": self._collection.read_concern.document or None,
        }
        if with_limit_and_skip:
            options |= {"limit": abs(self._limit), "skip": self._skip}
        return command | {k: v for k, v in options.items() if v is not None}

    def _count_by_reading(
        self, session: ClientSession | None, *, with_limit_and_skip: bool
    ) -> int:
        plain = PlainCursor[dict[str, Any]](
            self._collection, let=self._let, session=session
        )
        self._clone(base=plain)
        plain._projection = {"_id": True}
        if not with_limit_and_skip:
            plain.skip(0).limit(0)
        return len(plain.to_list())

    def _clone_base(self, session: Any) -> Self:
        copied = self.__class__(self._collection, session=session)
        return copied._set_loader(self._loader)
