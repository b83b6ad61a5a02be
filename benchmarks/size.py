"""Compare the list with many tasks to the list with a thousand tasks.

Both databases are on the same server.
"""

import datetime
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pymongo
from flask import Flask
from pymongo.collection import Collection

from benchmarks.ratios import seconds, time_alternately
from benchmarks.servers import get, serving
from flask_mongokit import ExecutionTimeout
from showcase.site import run_flask, settings
from standalone import EmbeddedMongod
from todo import create_app
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.queries import LONGEST_SEARCH_SECONDS, find_page
from todo.tasks.search_words import words_of
from todo.tasks.times import to_milliseconds

__all__ = ["report"]

FEW = 1000
PAGE_SIZE = 20
MAX_GROWTH = 1.3
TASKS_PER_SECOND = 20_000
MEASURED_SECONDS = 0.05
RARE_TITLE = "Feed the zebra"
SEARCHES = {
    "search, a rare word": Listing(q="zebra"),
    "search, a common word": Listing(q="milk"),
    "search, two common words never together": Listing(q="milk dentist"),
}
MINUTE = {"$toLong": {"$divide": [{"$toLong": "$creation"}, 60_000]}}
HEAD = """\
| | {few:,} tasks | {many:,} tasks | ratio | quartiles | at most | reached |
|---|---|---|---|---|---|---|"""

Repeat = Callable[[int], object]
Tasks = Collection[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the table.

    :param name: the name of the row.
    :param few: the operation with few tasks; its argument is the number of repetitions.
    :param many: the same operation with many tasks.
    :param max_ratio: the highest ratio allowed, or ``None`` for no limit.
    :param max_seconds: the highest time allowed with many tasks, or ``None``.
    """

    name: str
    few: Repeat
    many: Repeat
    max_ratio: float | None = None
    max_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """The times of an operation with few and with many tasks.

    :param case: the operation.
    :param few: the median time with few tasks, in seconds.
    :param many: the median time with many tasks, in seconds.
    :param ratios: the ratios of the two times, one per round.
    """

    case: Case
    few: float
    many: float
    ratios: list[float]

    def __str__(self) -> str:
        """Return a row of a Markdown table."""
        low, ratio, high = statistics.quantiles(self.ratios, n=4)
        return (
            f"| {self.case.name} | {1000 * self.few:.1f} ms | "
            f"{1000 * self.many:.1f} ms | {ratio:.2f} | {low:.2f}..{high:.2f} | "
            f"{self._verdict(ratio)} |"
        )

    def _verdict(self, ratio: float) -> str:
        if self.case.max_ratio is not None:
            is_reached = ratio <= self.case.max_ratio
            return f"{self.case.max_ratio:.2f} | {'yes' if is_reached else 'no'}"
        if self.case.max_seconds is not None:
            is_reached = self.many <= self.case.max_seconds
            return f"{self.case.max_seconds} s | {'yes' if is_reached else 'no'}"
        return "|"


@dataclass(frozen=True, slots=True)
class Site:
    """A running site with its own database.

    :param app: an application in this process, for the same database.
    :param port: the port of gunicorn, which serves the site.
    :param end: a keyset position near the end of the list.
    :param rate: the number of tasks that ``flask sample`` stored per second.
    """

    app: Flask
    port: int
    end: Position
    rate: float

    def find(self, listing: Listing, times: int) -> None:
        """Query a page of the list, with the counts; a search may time out."""
        with self.app.app_context():
            for _ in range(times):
                with suppress(ExecutionTimeout):
                    find_page(listing, PAGE_SIZE)

    def show(self, listing: Listing, times: int) -> None:
        """Request a page of the list from gunicorn; a search may return 503."""
        with self.app.test_request_context():
            path = listing.address
        statuses = {200, 503} if listing.q else {200}
        get(self.port, path, times=times, statuses=statuses)


def report(rounds: int, number: int) -> Iterator[str]:
    """Yield a table of the times with few and many tasks, line by line.

    :param rounds: the number of measured pairs per row.
    :param number: the number of tasks to compare with a thousand.
    """
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        mongod = stack.enter_context(EmbeddedMongod(Path(directory)))
        few, many = (stack.enter_context(site(mongod, each)) for each in (FEW, number))
        yield HEAD.format(few=FEW, many=number)
        for case in cases(few, many):
            yield str(measure(case, rounds))
        yield (
            f"\n`flask sample {number}` stores {many.rate:,.0f} tasks per second "
            f"(target: {TASKS_PER_SECOND:,})."
        )


def cases(few: Site, many: Site) -> Iterator[Case]:
    """Yield the operations to measure, one for each row of the table."""
    for operation, kind in ((Site.find, "read"), (Site.show, "page")):
        for name, listing in listings(few).items():
            yield Case(
                f"{name}, {kind}",
                partial(operation, few, listing),
                partial(operation, many, listings(many)[name]),
                max_ratio=None if listing.q else MAX_GROWTH,
                max_seconds=LONGEST_SEARCH_SECONDS if listing.q else None,
            )


def listings(site: Site) -> dict[str, Listing]:
    """Return the listings to measure, by name."""
    return {
        "list": Listing(),
        "filter Open": Listing(Show.OPEN),
        "filter Done": Listing(Show.DONE),
        "filter Deleted": Listing(Show.DELETED),
        "far end": Listing(before=site.end),
        **SEARCHES,
    }


def measure(case: Case, rounds: int) -> Growth:
    """Time an operation with few and many tasks, repeating calls that are too short."""
    case.few(1)
    case.many(1)
    calls = 1 + int(MEASURED_SECONDS / seconds(partial(case.many, 1)))
    pairs = time_alternately(
        partial(case.few, calls), partial(case.many, calls), rounds
    )
    of_few, of_many = zip(*pairs, strict=True)
    return Growth(
        case,
        statistics.median(of_few) / calls,
        statistics.median(of_many) / calls,
        [many / few for few, many in zip(of_few, of_many, strict=True)],
    )


@contextmanager
def site(mongod: EmbeddedMongod, number: int) -> Iterator[Site]:
    """Yield a running site with this number of sample tasks."""
    environ = settings(mongod, f"tasks_{number}")
    run_flask(environ, "setup")
    needed = seconds(lambda: run_flask(environ, "sample", str(number)))
    with tasks_of(environ) as tasks:
        finish_and_delete(tasks)
        end = add_at_the_end(tasks)
    names = ("SECRET_KEY", "MONGODB_URI", "MONGODB_DATABASE")
    app = create_app({name: environ[name] for name in names})
    with serving(environ) as port:
        yield Site(app, port, end, number / needed)


@contextmanager
def tasks_of(environ: Mapping[str, str]) -> Iterator[Tasks]:
    """Yield the collection of a site's tasks."""
    uri = environ["MONGODB_URI"]
    with pymongo.MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        yield client[environ["MONGODB_DATABASE"]]["tasks"]


def finish_and_delete(tasks: Tasks) -> None:
    """Mark every third task as done and every twentieth as deleted."""
    for each, field in ((3, "done"), (20, "deleted")):
        value = True if field == "done" else "$$NOW"
        chosen = {"$expr": {"$eq": [{"$mod": [MINUTE, each]}, 0]}}
        tasks.update_many(chosen, [{"$set": {field: value}}])


def add_at_the_end(tasks: Tasks) -> Position:
    """Store a task older than all others, with a rare word in its title.

    :returns: the keyset position of another task near the end of the list.
    """
    oldest_first = [("creation", 1), ("_id", 1)]
    *_, last = tasks.find({"deleted": None}).sort(oldest_first).limit(PAGE_SIZE)
    oldest = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    words = words_of(RARE_TITLE)
    tasks.insert_one({"title": RARE_TITLE, "creation": oldest, "words": words})
    return Position(to_milliseconds(last["creation"]), last["_id"])
