"""Aggregation results that can be read like the dict that pymongo 2 returned."""

from collections import deque
from collections.abc import KeysView
from typing import Any

from pymongo.command_cursor import CommandCursor
from pymongo.errors import InvalidOperation

from mongokit.legacy.old_names import warn_of_old_name

OK = 1.0
MODERN = "the cursor, or its to_list()"


class AnswerCursor(CommandCursor[Any]):
    """A cursor over aggregation results, with the keys ``result`` and ``ok``.

    Reading a key loads all results; afterwards the cursor still yields all of them.
    """

    _answer: dict[str, Any] | None = None
    _first_batch = 0
    _is_past_first_batch = False

    @classmethod
    def convert(cls, cursor: CommandCursor[Any]) -> "AnswerCursor":
        """Convert a cursor that was just opened, and return it."""
        cursor.__class__ = cls
        converted: Any = cursor
        converted._first_batch = len(cursor._data)
        return converted  # type: ignore[no-any-return]  # its class was just replaced

    def __getitem__(self, name: str) -> Any:
        """Return the list of results for ``'result'``, or 1.0 for ``'ok'``.

        :raises KeyError: if ``name`` is another key.
        :raises pymongo.errors.InvalidOperation: if results have been read by iteration.
        """
        warn_of_old_name(f"aggregate(...)[{name!r}]", MODERN)
        return self._as_dict()[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a key, or the default if it is not in pymongo 2's dict.

        :raises pymongo.errors.InvalidOperation: if results have been read by iteration.
        """
        warn_of_old_name("aggregate(...).get", MODERN)
        return self._as_dict().get(name, default)

    def keys(self) -> KeysView[str]:
        """Return the keys, ``result`` and ``ok``."""
        warn_of_old_name("aggregate(...).keys", MODERN)
        return self._as_dict().keys()

    def __contains__(self, item: object) -> bool:
        """Return whether a name is a key, or whether another object is a result."""
        if not isinstance(item, str):
            return any(item == each for each in self)
        warn_of_old_name(f"{item!r} in aggregate(...)", MODERN)
        return item in self._as_dict()

    def _refresh(self) -> int:
        self._is_past_first_batch = True
        return super()._refresh()

    def _as_dict(self) -> dict[str, Any]:
        if self._answer is None:
            if self._is_past_first_batch or len(self._data) < self._first_batch:
                raise InvalidOperation(
                    "aggregate(...)['result'] needs all results, but some have been "
                    "read by iteration: keep list(cursor) instead"
                )
            results = self.to_list()
            self._answer = {"result": results, "ok": OK}
            self._data = deque(results)  # so that the cursor still yields them
        return self._answer
