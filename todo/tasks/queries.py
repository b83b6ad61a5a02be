"""Finds pages of the task list."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from flask_mongokit import UNREACHABLE_ERRORS, ExecutionTimeout, timeout
from todo.extensions import db
from todo.tasks.items import Item
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.model import Task
from todo.tasks.ordering import Ordering
from todo.tasks.reads import MOST_COUNTED, Reads
from todo.tasks.search_words import query_words

LONGEST_SEARCH_SECONDS = 2
LONGEST_PING_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of open and done tasks, as text; ``1000+`` means more than 1000."""

    open: str
    done: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list.

    :param tasks: the tasks, newest first.
    :param newer: position of the page of newer tasks; ``None`` if there are none.
    :param older: position of the page of older tasks; ``None`` if there are none.
    :param is_beyond_end: whether the requested position has no tasks below it.
    :param counts: the numbers of all tasks that are not deleted.
    """

    tasks: list[Task] = field(default_factory=list)
    newer: Position | None = None
    older: Position | None = None
    is_beyond_end: bool = False
    counts: Counts = Counts("0", "0")

    @property
    def items(self) -> list[Item]:
        """The tasks, as the list shows them."""
        return list(map(Item.of, self.tasks))


def find_page(listing: Listing, size: int) -> Page:
    """Return a page of tasks, and count all tasks.

    :param listing: filter, search and position.
    :param size: maximum number of tasks.
    :raises ExecutionTimeout: if a search takes too long.
    """
    reads = Reads()
    page = _find_page(reads, listing, size)
    counts = Counts(*(_number(reads.count(show)) for show in (Show.OPEN, Show.DONE)))
    return replace(page, counts=counts)


def find_tasks(listing: Listing, size: int) -> Page:
    """Return a page of tasks without counting all tasks.

    :param listing: filter, search and position.
    :param size: maximum number of tasks.
    :raises ExecutionTimeout: if a search takes too long.
    """
    return _find_page(Reads(is_counting=False), listing, size)


def _number(count: int) -> str:
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _find_page(reads: Reads, listing: Listing, size: int) -> Page:
    if not listing.q:
        return _page(Ordering(listing.show, {}, reads), listing, size)
    words = query_words(listing.q)
    if not words:
        return Page()
    prefixes = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
    with _search_limit():
        return _page(Ordering(listing.show, {"$and": prefixes}, reads), listing, size)


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


def _page(ordering: Ordering, listing: Listing, size: int) -> Page:
    if listing.after is not None:
        page = _page_after(ordering, listing.after, size)
        if page is not None:
            return page
    return _page_before(ordering, listing.before, size)


def _page_before(ordering: Ordering, before: Position | None, size: int) -> Page:
    found = ordering.older(before, size + 1)
    shown = found[:size]
    newer = None
    if before is not None:
        above = shown[0].position if shown else before.below()
        newer = above if ordering.newer(above, 1) else None
    return Page(
        tasks=[placed.task for placed in shown],
        newer=newer,
        older=shown[-1].position if len(found) > size else None,
        is_beyond_end=before is not None and not shown,
    )


def _page_after(ordering: Ordering, after: Position, size: int) -> Page | None:
    """Return the page that ends above a position; ``None`` if it is the first page."""
    found = ordering.newer(after, size + 1)
    if len(found) <= size:
        return None
    shown = found[-size:]
    last = shown[-1].position
    return Page(
        tasks=[placed.task for placed in shown],
        newer=shown[0].position,
        older=last if ordering.older(last, 1) else None,
    )
