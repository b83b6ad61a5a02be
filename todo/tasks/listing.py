"""Which part of the list somebody looks at, as an address or a form carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from flask import url_for

from todo.tasks.keyset import Position

__all__ = ["LONGEST_QUERY", "Listing", "Show"]

LONGEST_QUERY = 200


class Show(StrEnum):
    """The filters of the list; an address without one shows all but the deleted."""

    ALL = ""
    OPEN = "open"
    DONE = "done"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the list: a filter, a search and a place.

    :param show: the filter.
    :param q: the search, as it was typed, trimmed; empty without one.
    :param before: only tasks older than this place.
    :param after: only tasks newer than this place, the ones next to it.
    """

    show: Show = Show.ALL
    q: str = ""
    before: Position | None = None
    after: Position | None = None

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Return the part that an address names.

        :param values: the query's, by name.
        :raises ValueError: a filter, search or place is none.
        """
        q = values.get("q", "").strip()
        if len(q) > LONGEST_QUERY:
            raise ValueError(f"the search has more than {LONGEST_QUERY} characters")
        before, after = (_place(values.get(name, "")) for name in ("before", "after"))
        if before and after:
            raise ValueError("a page begins or ends at a place, not both")
        return cls(Show(values.get("show", "")), q, before, after)

    @classmethod
    def parse_or_all(cls, values: Mapping[str, str]) -> Self:
        """Return the part that a form comes from; the whole list, where it says none.

        :param values: the form's, by name.
        """
        try:
            return cls.parse(values)
        except ValueError:
            return cls()

    @classmethod
    def of_address(cls, address: str) -> Self:
        """Return the part that a browser shows; the whole list, where it shows none.

        :param address: where the browser is.
        """
        try:
            query = urlsplit(address).query
        except ValueError:
            return cls()
        return cls.parse_or_all(dict(parse_qsl(query)))

    @property
    def values(self) -> dict[str, str]:
        """What an address or a form carries, without what is empty."""
        all_values = {
            "show": str(self.show),
            "q": self.q,
            "before": str(self.before or ""),
            "after": str(self.after or ""),
        }
        return {name: value for name, value in all_values.items() if value}

    @property
    def address(self) -> str:
        """Where this part of the list is."""
        query: dict[str, Any] = self.values
        return url_for("tasks.show_all", **query)

    def filtered(self, show: Show) -> Self:
        """Return the top of the list under another filter, and the same search."""
        return type(self)(show, self.q)

    def unsearched(self) -> Self:
        """Return the top of the list under the same filter, without a search."""
        return type(self)(self.show)

    def older_than(self, place: Position) -> Self:
        """Return the part that begins below a place."""
        return type(self)(self.show, self.q, before=place)

    def newer_than(self, place: Position) -> Self:
        """Return the part that ends above a place."""
        return type(self)(self.show, self.q, after=place)


def _place(text: str) -> Position | None:
    return Position.parse(text) if text else None
