"""What each peer's program does, and how it is compared with bare pymongo.

It runs in the environments of the peers, so it imports nothing but pymongo.
"""

import asyncio
import datetime
import inspect
import itertools
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable
from typing import Any

import pymongo

MANY = 10_000
PAGE = 50
PAGES = 20
CALLS = 100
ROUNDS = 21
KEPT = 1000

URI, DATABASE = ["", "", *sys.argv[1:]][-2:]  # of a program that measures
NUMBERS = itertools.count(MANY)
LOOP = asyncio.new_event_loop()


def fields(number: int) -> dict[str, Any]:
    """Return what a task has, beside its id."""
    return {
        "title": f"Task {number}",
        "text": "Something to do, and how to do it.",
        "number": number,
        "done": False,
        "creation": datetime.datetime(2026, 1, 1),  # noqa: DTZ001  MongoDB keeps no zone
    }


def run(result: Any) -> Any:
    """Return what a function gives, awaited where it has to be."""
    return LOOP.run_until_complete(result) if inspect.isawaitable(result) else result


class Bare:
    """The same with bare pymongo."""

    def __init__(self) -> None:
        self.tasks: Any = pymongo.MongoClient(URI)[DATABASE]["tasks"]
        self.task: Any = self.tasks.find_one({"_id": 2})

    def load(self) -> Iterable[Any]:
        """Load all tasks."""
        return list(self.tasks.find())

    def page(self, first: int) -> Iterable[Any]:
        """Load some tasks."""
        return list(self.tasks.find({"_id": {"$gte": first}}).limit(PAGE))

    def get(self, number: int) -> Any:
        """Load one task."""
        return self.tasks.find_one({"_id": number})

    def insert(self, number: int) -> None:
        """Store a new task."""
        self.tasks.insert_one({"_id": number, **fields(number)})

    def update(self, number: int) -> None:
        """Change a task, and store it whole."""
        self.task["number"] = number
        self.tasks.replace_one({"_id": self.task["_id"]}, self.task, upsert=True)


def rows(mapper: Any, read: Callable[[Any], int]) -> dict[str, Callable[[], object]]:
    """Return what is timed, by its name.

    :param mapper: has the methods of :class:`Bare`.
    :param read: looks at two fields of a task.
    """

    def load() -> int:
        return sum(map(read, run(mapper.load())))

    def pages() -> int:
        found = (run(mapper.page(first)) for first in range(PAGES))
        return sum(read(task) for page in found for task in page)

    def get() -> int:
        return sum(read(run(mapper.get(number))) for number in range(CALLS))

    def insert() -> None:
        for number in itertools.islice(NUMBERS, CALLS):
            run(mapper.insert(number))

    def update() -> None:
        for number in range(CALLS):
            run(mapper.update(number))

    return {
        "load 10,000": load,
        "page of 50": pages,
        "get": get,
        "insert": insert,
        "update": update,
    }


def seconds(function: Callable[[], object]) -> float:
    """Return how long a function takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def bytes_kept(mapper: Any) -> float:
    """Return how much memory a loaded task takes."""
    tracemalloc.start()
    kept = [run(mapper.get(number)) for number in range(KEPT)]
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return current / len(kept)


def by_attribute(task: Any) -> int:
    """Look at two fields of a task that has them as attributes."""
    return len(task.title) + int(task.number)


def by_key(task: Any) -> int:
    """Look at two fields of a task that is a dict."""
    return len(task["title"]) + int(task["number"])


def compare(
    mapper: Any, import_seconds: float, read: Callable[[Any], int] = by_attribute
) -> None:
    """Print the ratios of a mapper to bare pymongo as JSON, each pair in turn.

    :param mapper: has the methods of :class:`Bare`.
    :param import_seconds: how long its package took to be imported.
    :param read: looks at two fields of its tasks.
    """
    ours, rivals = rows(mapper, read), rows(Bare(), by_key)
    result: dict[str, float] = {}
    for name, function in ours.items():
        function()
        rivals[name]()
        pairs = [(seconds(rivals[name]), seconds(function)) for _ in range(ROUNDS)]
        result[name] = statistics.median(rival / own for rival, own in pairs)
    result["bytes"] = bytes_kept(mapper)
    result["import"] = import_seconds
    print(json.dumps(result))
