"""Finds pages of the task list, and counts tasks."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask_mongokit import UNREACHABLE_ERRORS, ExecutionTimeout, timeout
from todo.extensions import db
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.model import DELETED, NEWEST_FIRST, NOT_DELETED, Task
from todo.tasks.search_words import query_words

OLDEST_FIRST = [("creation", 1), ("_id", 1)]
MOST_COUNTED = 1000
LONGEST_SEARCH_SECONDS = 2
LONGEST_PING_SECONDS = 1

FILTERS: dict[Show, dict[str, Any]] = {
    Show.ALL: NOT_DELETED,
    # Unlike "not true", this looks up exact index values, so the index sorts the tasks.
    Show.OPEN: {**NOT_DELETED, "done": {"$in": [None, False]}},
    Show.DONE: {**NOT_DELETED, "done": True},
    Show.DELETED: DELETED,
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    :param tasks: the tasks, newest first.
    :param newer: position of the page of newer tasks; ``None`` if there are none.
    :param older: position of the page of older tasks; ``None`` if there are none.
    :param is_beyond_end: whether the requested position has no tasks below it.
    """

    tasks: list[Task] = field(default_factory=list)
    newer: Position | None = None
    older: Position | None = None
    is_beyond_end: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of open and done tasks, as text; ``1000+`` means more than 1000."""

    open: str
    done: str


def find_page(listing: Listing, size: int) -> Page:
    """Return a page of tasks.

    :param listing: filter, search and position.
    :param size: maximum number of tasks.
    :raises ExecutionTimeout: if a search takes too long.
    """
    criteria = _criteria(listing)
    if criteria is None:
        return Page()
    if not listing.q:
        return _page(criteria, listing, size)
    with _search_limit():
        return _page(criteria, listing, size)


@contextmanager
def _search_limit() -> Iterator[None]:
    """Limit the time that a search may take.

    The server should report the timeout just before the driver gives up, but often
    reports it too late. If the server still answers a ping, the search was too slow;
    otherwise, the server is unreachable.
    """
    try:
        with timeout(LONGEST_SEARCH_SECONDS):
            yield
    except UNREACHABLE_ERRORS as error:
        if not getattr(error, "timeout", False):
            raise
        with timeout(LONGEST_PING_SECONDS):
            db.command("ping")
        raise ExecutionTimeout("The search timed out.") from error


def _page(criteria: dict[str, Any], listing: Listing, size: int) -> Page:
    if listing.after is not None:
        page = _page_after(criteria, listing.after, size)
        if page is not None:
            return page
    return _page_before(criteria, listing.before, size)


def count_tasks() -> Counts:
    """Count the open and the done tasks that are not deleted."""
    return Counts(*(_count(FILTERS[show]) for show in (Show.OPEN, Show.DONE)))


def _count(criteria: dict[str, Any]) -> str:
    number = db.tasks.count_documents(criteria, limit=MOST_COUNTED + 1)
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _criteria(listing: Listing) -> dict[str, Any] | None:
    """Return the query of a listing; ``None`` if it cannot match any task."""
    criteria = FILTERS[listing.show]
    if not listing.q:
        return criteria
    words = query_words(listing.q)
    if not words:
        return None
    prefixes = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
    return {**criteria, "$and": prefixes}


def _page_before(criteria: dict[str, Any], before: Position | None, size: int) -> Page:
    tasks = _find(criteria | _older_than(before), NEWEST_FIRST, size + 1)
    shown = tasks[:size]
    newer = None
    if before is not None:
        above = Position.of(shown[0]) if shown else before.below()
        newer = above if _exists(criteria | _newer_than(above)) else None
    return Page(
        tasks=shown,
        newer=newer,
        older=Position.of(shown[-1]) if len(tasks) > size else None,
        is_beyond_end=before is not None and not shown,
    )


def _page_after(criteria: dict[str, Any], after: Position, size: int) -> Page | None:
    """Return the page that ends above a position; ``None`` if it is the first page."""
    tasks = _find(criteria | _newer_than(after), OLDEST_FIRST, size + 1)
    if len(tasks) <= size:
        return None
    shown = tasks[:size][::-1]
    last = Position.of(shown[-1])
    older = last if _exists(criteria | _older_than(last)) else None
    return Page(tasks=shown, newer=Position.of(shown[0]), older=older)


def _find(
    criteria: dict[str, Any], order: list[tuple[str, int]], limit: int
) -> list[Task]:
    found: list[Task] = db.Task.find(criteria).sort(order).limit(limit).to_list()
    return found


def _exists(criteria: dict[str, Any]) -> bool:
    return db.tasks.find_one(criteria, {"_id": True}) is not None


# The range of ``creation`` limits the index scan; of the tasks created at the exact
# time of the position, ``$or`` keeps only those on the right side of it.
# Tasks without a creation time come last until ``flask setup`` dates them.


def _older_than(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {}
    creation, older_id = position.creation, {"_id": {"$lt": position.id}}
    if creation is None:
        return {"creation": None, **older_id}
    return {
        "creation": {"$not": {"$gt": creation}},  # includes None, unlike $lte
        "$or": [{"creation": {"$not": {"$gte": creation}}}, older_id],
    }


def _newer_than(position: Position) -> dict[str, Any]:
    creation, newer_id = position.creation, {"_id": {"$gt": position.id}}
    if creation is None:
        return {"$or": [{"creation": {"$ne": None}}, newer_id]}
    return {
        "creation": {"$gte": creation},
        "$or": [{"creation": {"$gt": creation}}, newer_id],
    }
