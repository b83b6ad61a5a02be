"""A listing: filter, search and page position of the list, in URLs and forms."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from flask import url_for

from todo.tasks.cleaning import check_length
from todo.tasks.keyset import Position

LONGEST_QUERY = 200


class Show(StrEnum):
    """The filters of the list; the default shows all tasks but the deleted ones."""

    ALL = ""
    OPEN = "open"
    DONE = "done"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Listing:
    """A filter, a search and a page position of the list.

    :param show: the filter.
    :param q: the search, as typed but trimmed; may be empty.
    :param before: the page begins below this position.
    :param after: the page ends above this position.
    """

    show: Show = Show.ALL
    q: str = ""
    before: Position | None = None
    after: Position | None = None

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Parse the query string of a URL.

        :param values: the parameters by name.
        :raises TooLongError: if the search is too long.
        :raises ValueError: if one is invalid, or both positions are given.
        """
        q = values.get("q", "").strip()
        check_length("Search", q, LONGEST_QUERY)
        before, after = (
            Position.parse(values[name]) if values.get(name) else None
            for name in ("before", "after")
        )
        if before and after:
            raise ValueError("a page has one position, not both")
        return cls(Show(values.get("show", "")), q, before, after)

    @classmethod
    def parse_or_all(cls, values: Mapping[str, str]) -> Self:
        """Parse the hidden fields of a form; fall back to the first page of all tasks.

        :param values: the values of the form by field name.
        """
        try:
            return cls.parse(values)
        except ValueError:
            return cls()

    @classmethod
    def of_address(cls, address: str) -> Self:
        """Parse a URL; fall back to the first page of all tasks.

        Of a repeated parameter, the first counts, as in ``request.args``.

        :param address: the URL of the page that the browser shows.
        """
        try:
            return cls.parse(dict(reversed(parse_qsl(urlsplit(address).query))))
        except ValueError:
            return cls()

    @property
    def values(self) -> dict[str, str]:
        """The non-empty values by name, for a URL or a form."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in values.items() if value}

    @property
    def address(self) -> str:
        """The URL of this listing."""
        query: dict[str, Any] = self.values
        return url_for("tasks.show_all", **query)

    def filtered(self, show: Show) -> Self:
        """Return the first page with another filter and the same search."""
        return type(self)(show, self.q)

    def unsearched(self) -> Self:
        """Return the first page with the same filter and no search."""
        return type(self)(self.show)

    def older_than(self, position: Position) -> Self:
        """Return the page that begins below a position."""
        return type(self)(self.show, self.q, before=position)

    def newer_than(self, position: Position) -> Self:
        """Return the page that ends above a position."""
        return type(self)(self.show, self.q, after=position)
