"""Pagination of query results."""

from typing import Any

from mongokit.driver import Cursor

__all__ = ["DEFAULT_LIMIT", "Paginator"]

DEFAULT_LIMIT = 10


class Paginator:
    """One page of a cursor's results, and its position among all pages.

    The results are counted once, on construction. A page out of range is empty.

    :param cursor: an unused cursor, whose skip and limit are overwritten;
        ``None`` means no results.
    :param page: the number of the page, starting at 1.
    :param limit: the number of items per page.
    :raises ValueError: if ``page`` or ``limit`` is not a number, or ``limit`` is less
        than 1.
    :raises TypeError: if ``cursor`` is not a :class:`mongokit.Cursor`.
    """

    def __init__(
        self,
        cursor: Cursor[Any] | None,
        page: int | str = 1,
        limit: int | str = DEFAULT_LIMIT,
    ) -> None:
        self._page = _number("page", page)
        self._limit = _number("limit", limit)
        if self._limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit!r}")
        self._count = 0
        self._items: Any = []
        if cursor is not None:
            _check_cursor(cursor)
            self._count = cursor._count_matches()
            self._items = self._slice(cursor)

    def _slice(self, cursor: Cursor[Any]) -> Any:
        if not self._exists:
            return cursor[0:0]
        return cursor.skip((self._page - 1) * self._limit).limit(self._limit)

    @property
    def _exists(self) -> bool:
        return 1 <= self._page <= self.num_pages

    @property
    def items(self) -> Any:
        """The items of the page: a cursor, or an empty list if no cursor was given."""
        return self._items

    @property
    def count(self) -> int:
        """The number of items on all pages."""
        return self._count

    @property
    def num_pages(self) -> int:
        """The number of pages; 0 if there are no results."""
        return -(-self._count // self._limit)

    @property
    def page_range(self) -> list[int]:
        """The numbers of all pages."""
        return list(range(1, self.num_pages + 1))

    @property
    def current_page(self) -> int:
        """The number of this page."""
        return self._page

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self._page < self.num_pages

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self._page > 1

    @property
    def next_page(self) -> int:
        """The number of the next page, at least 1."""
        return max(self._page + 1, 1)

    @property
    def previous_page(self) -> int:
        """The number of the page before this one, at most that of the last page."""
        return min(self._page - 1, max(self.num_pages, 1))

    @property
    def start_index(self) -> int:
        """The position of the first item, starting at 1; 0 if the page is empty."""
        return (self._page - 1) * self._limit + 1 if self._exists else 0

    @property
    def end_index(self) -> int:
        """The position of the last item; 0 if the page is empty."""
        return min(self._page * self._limit, self._count) if self._exists else 0

    @property
    def is_paginated(self) -> bool:
        """Whether there is more than one page."""
        return self.num_pages > 1


def _check_cursor(cursor: object) -> None:
    if not isinstance(cursor, Cursor):
        kind = type(cursor)
        name = f"{kind.__module__}.{kind.__name__}".removeprefix("builtins.")
        raise TypeError(f"cursor must be a mongokit.Cursor or None, not {name}")


def _number(name: str, value: int | str) -> int:
    try:
        return int(value)
    except (OverflowError, TypeError, ValueError):
        raise ValueError(f"{name} must be a number, not {value!r}") from None
