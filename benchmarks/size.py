"""The list with many tasks, against the same list with a thousand.

Both databases are on one server, and are asked in turn.
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

from benchmarks.ratios import seconds, timed_in_turn
from benchmarks.servers import get, serving
from flask_mongokit import ExecutionTimeout
from showcase.site import run_flask, settings
from standalone import EmbeddedMongod
from todo import create_app
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.queries import LONGEST_SEARCH_SECONDS, count_tasks, find_page
from todo.tasks.search_words import words_of

__all__ = ["report"]

FEW = 1000
PAGE_SIZE = 20
MOST_GROWTH = 1.3
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
    """What is compared.

    :param name: what is done.
    :param few: does it, as often as it is told, with few tasks.
    :param many: likewise with many.
    :param most: the largest ratio of the two that is good, if there is such.
    :param longest: the most seconds with many that are good, likewise.
    """

    name: str
    few: Repeat
    many: Repeat
    most: float | None = None
    longest: float | None = None


@dataclass(frozen=True, slots=True)
class Growth:
    """How much longer something takes with many tasks than with few.

    :param case: what was done.
    :param few: the median of its seconds with few tasks.
    :param many: that with many.
    :param ratios: of the rounds, the time with many by that with few.
    """

    case: Case
    few: float
    many: float
    ratios: list[float]

    def __str__(self) -> str:
        """Return one line of a Markdown table."""
        low, ratio, high = statistics.quantiles(self.ratios, n=4)
        return (
            f"| {self.case.name} | {1000 * self.few:.1f} ms | "
            f"{1000 * self.many:.1f} ms | {ratio:.2f} | {low:.2f}..{high:.2f} | "
            f"{self._verdict(ratio)} |"
        )

    def _verdict(self, ratio: float) -> str:
        if self.case.most is not None:
            is_reached = ratio <= self.case.most
            return f"{self.case.most:.2f} | {'yes' if is_reached else 'no'}"
        if self.case.longest is not None:
            is_reached = self.many <= self.case.longest
            return f"{self.case.longest} s | {'yes' if is_reached else 'no'}"
        return "|"


@dataclass(frozen=True, slots=True)
class Site:
    """The site on a database of its own.

    :param app: the application, in this process.
    :param port: where gunicorn serves it.
    :param end: a place near the end of the list.
    :param rate: how many tasks ``flask sample`` stored there in a second.
    """

    app: Flask
    port: int
    end: Position
    rate: float

    def count(self, times: int) -> None:
        """Count the tasks, as the list does."""
        with self.app.app_context():
            for _ in range(times):
                count_tasks()

    def find(self, listing: Listing, times: int) -> None:
        """Read what a page shows."""
        with self.app.app_context():
            for _ in range(times):
                with suppress(ExecutionTimeout):
                    find_page(listing, PAGE_SIZE)

    def show(self, listing: Listing, times: int) -> None:
        """Ask gunicorn for a page."""
        with self.app.test_request_context():
            address = listing.address
        statuses = {200, 503} if listing.q else {200}
        get(self.port, address, times=times, statuses=statuses)


def report(rounds: int, number: int) -> Iterator[str]:
    """Yield the lines of a table of how the site grows slower.

    :param rounds: pairs of each comparison.
    :param number: of tasks, to compare with a thousand.
    """
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        mongod = stack.enter_context(EmbeddedMongod(Path(directory)))
        few, many = (stack.enter_context(site(mongod, each)) for each in (FEW, number))
        yield HEAD.format(few=FEW, many=number)
        for case in cases(few, many):
            yield str(measure(case, rounds))
        yield (
            f"\n`flask sample {number}` stores {many.rate:,.0f} tasks a second "
            f"(target: {TASKS_PER_SECOND:,})."
        )


def cases(few: Site, many: Site) -> Iterator[Case]:
    """Yield what is compared."""
    yield Case("counts, read", few.count, many.count)
    for way, doing in ((Site.find, "read"), (Site.show, "page")):
        for name, listing in listings(few).items():
            yield Case(
                f"{name}, {doing}",
                partial(way, few, listing),
                partial(way, many, listings(many)[name]),
                most=None if listing.q else MOST_GROWTH,
                longest=LONGEST_SEARCH_SECONDS if listing.q else None,
            )


def listings(site: Site) -> dict[str, Listing]:
    """Return the parts of the list that are looked at."""
    return {
        "list": Listing(),
        "filter Open": Listing(Show.OPEN),
        "filter Done": Listing(Show.DONE),
        "filter Deleted": Listing(Show.DELETED),
        "far end": Listing(before=site.end),
        **SEARCHES,
    }


def measure(case: Case, rounds: int) -> Growth:
    """Time something with few tasks and with many, often enough to be measured."""
    case.few(1)
    case.many(1)
    calls = 1 + int(MEASURED_SECONDS / seconds(partial(case.many, 1)))
    pairs = timed_in_turn(partial(case.few, calls), partial(case.many, calls), rounds)
    of_few, of_many = zip(*pairs, strict=True)
    return Growth(
        case,
        statistics.median(of_few) / calls,
        statistics.median(of_many) / calls,
        [much / little for little, much in zip(of_few, of_many, strict=True)],
    )


@contextmanager
def site(mongod: EmbeddedMongod, number: int) -> Iterator[Site]:
    """Run the site with a number of sample tasks."""
    environ = settings(mongod, f"tasks_{number}")
    run_flask(environ, "setup")
    needed = seconds(lambda: run_flask(environ, "sample", str(number)))
    with stored(environ) as tasks:
        finish_and_delete(tasks)
        end = add_at_the_end(tasks)
    names = ("SECRET_KEY", "MONGODB_URI", "MONGODB_DATABASE")
    app = create_app({name: environ[name] for name in names})
    with serving(environ) as port:
        yield Site(app, port, end, number / needed)


@contextmanager
def stored(environ: Mapping[str, str]) -> Iterator[Tasks]:
    """Give the stored tasks of a site."""
    uri = environ["MONGODB_URI"]
    with pymongo.MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        yield client[environ["MONGODB_DATABASE"]]["tasks"]


def finish_and_delete(tasks: Tasks) -> None:
    """Let every third task be done, and every twentieth be deleted."""
    for each, field in ((3, "done"), (20, "deleted")):
        value = True if field == "done" else "$$NOW"
        chosen = {"$expr": {"$eq": [{"$mod": [MINUTE, each]}, 0]}}
        tasks.update_many(chosen, [{"$set": {field: value}}])


def add_at_the_end(tasks: Tasks) -> Position:
    """Store a task older than all others, with a rare word, and return a place near."""
    oldest_first = [("creation", 1), ("_id", 1)]
    *_, last = tasks.find({"deleted": None}).sort(oldest_first).limit(PAGE_SIZE)
    oldest = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    words = words_of(RARE_TITLE)
    tasks.insert_one({"title": RARE_TITLE, "creation": oldest, "words": words})
    return Position(last["creation"], last["_id"])
