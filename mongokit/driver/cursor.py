"""A cursor that yields documents of a class."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, repeat, starmap
from operator import length_hint
from typing import Any, Self, TypeVar

from pymongo.client_session import ClientSession
from pymongo.cursor import Cursor as PlainCursor

from mongokit.binding.loader import BatchLoader
from mongokit.legacy.cursor import LegacyCursor

__all__ = ["Cursor"]

T = TypeVar("T", bound=Mapping[str, Any])


class Cursor(LegacyCursor[T]):
    """pymongo's cursor; made through a document class, it yields its documents.

    :param load: makes a document of a stored one; ``None`` yields plain dicts.
    """

    def __init__(
        self,
        collection: Any,
        *args: Any,
        load: Callable[[Any], T] | BatchLoader | None = None,
        **kwargs: Any,
    ) -> None:
        if not self._old_keywords.isdisjoint(kwargs):
            collection, args = self._put_in_new_words(collection, args, kwargs)
        super().__init__(collection, *args, **kwargs)
        # One turn for each document of the batch, for all iterations that take of it.
        self._turns: Iterator[tuple[()]] = iter(())
        self._made_by = load
        self._load = None if isinstance(load, BatchLoader) else load

    def _refresh(self) -> int:
        """Fetch a batch; documents that take the server are made of it at once."""
        fetched = super()._refresh()
        loader = self._made_by
        if isinstance(loader, BatchLoader) and not self._explain:
            batch = list(self._data)
            self._data.clear()
            self._data.extend(self._completed(loader, batch))
        return fetched

    def _completed(self, loader: BatchLoader, batch: list[Any]) -> list[T]:
        """Return the documents of a batch; where there are none, the cursor ends."""
        try:
            return loader.many(
                batch, session=self.session, whole=self._projection is None
            )
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[T]:  # type: ignore[override]  # what C runs is faster than self
        """Yield the documents from where the cursor stands."""
        return chain.from_iterable(self._batches())

    def _batches(self) -> Iterator[Iterator[T]]:
        """Yield what takes the documents of each batch, in turns of all who take."""
        if self._empty:
            return
        load = None if self._explain else self._load
        while self._data or self._refresh():
            if not length_hint(self._turns):
                self._turns = repeat((), len(self._data))
            taken = starmap(self._data.popleft, self._turns)
            yield taken if load is None else _loaded(load, taken)

    def next(self) -> T:
        """Return the next document.

        :raises StopIteration: there is none.
        """
        raw = super().next()
        next(self._turns, None)
        if self._load is None or self._explain:
            return raw
        return self._load(raw)

    def to_list(self, length: int | None = None) -> list[T]:
        """Return the documents from where the cursor stands, as a list.

        :param length: how many at most; all of them when ``None``.
        """
        found = super().to_list(length)
        self._end_turns()
        load = self._load
        if load is not None and not self._explain:
            for place, raw in enumerate(found):  # so that each raw one is freed at once
                found[place] = load(raw)
        return found

    def rewind(self) -> Self:
        """Go back to the start: the next read sends the query again."""
        self._end_turns()
        super().rewind()
        return self

    def _end_turns(self) -> None:
        """Let iterations that are running look anew at what there is to take."""
        deque(self._turns, maxlen=0)

    def _matching(
        self,
        *,
        with_limit_and_skip: bool = False,
        session: ClientSession | None = None,
    ) -> int:
        """Count what matches by the server's command, for it takes ``$where`` as well.

        The server has no such command in a transaction, nor one with variables or
        bounds.

        :param with_limit_and_skip: count no more than the cursor would yield.
        :param session: the session, for a transaction; that of the cursor if ``None``.
        """
        if with_limit_and_skip and self._empty:
            return 0
        session = session or self.session
        in_transaction = session is not None and session.in_transaction
        if in_transaction or self._let or self._min or self._max:
            return self._read_ids(session, with_limit_and_skip=with_limit_and_skip)
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

    def _read_ids(
        self, session: ClientSession | None, *, with_limit_and_skip: bool
    ) -> int:
        """Count by reading, which all queries allow."""
        plain = PlainCursor[dict[str, Any]](
            self._collection, let=self._let, session=session
        )
        self._clone(base=plain)
        plain._projection = {"_id": True}
        if not with_limit_and_skip:
            plain.skip(0).limit(0)
        return len(plain.to_list())

    def _clone_base(self, session: Any) -> Self:
        return self.__class__(self._collection, session=session, load=self._made_by)


def _loaded(load: Callable[[Any], T], taken: Iterator[Any]) -> Iterator[T]:
    if isinstance(load, type):
        return map(load, taken)
    return (load(raw) for raw in taken)  # a StopIteration of its own must not end it
