"""The comparison of a mapper with bare pymongo.

This module runs in the peers' environments, so it depends only on pymongo.
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

URI, DATABASE = ["", "", *sys.argv[1:]][-2:]  # empty if imported by __main__.py
NUMBERS = itertools.count(MANY)
LOOP = asyncio.new_event_loop()


def fields(number: int) -> dict[str, Any]:
    """Return the fields of a task, except its id."""
    return {
        "title": f"Task {number}",
        "text": "Something to do, and how to do it.",
        "number": number,
        "done": False,
        "creation": datetime.datetime(2026, 1, 1),  # noqa: DTZ001  MongoDB stores no time zone
    }


def run(result: Any) -> Any:
    """Return a result, after awaiting it if it is awaitable."""
    return LOOP.run_until_complete(result) if inspect.isawaitable(result) else result


class Bare:
    """The timed operations, on bare pymongo."""

    def __init__(self) -> None:
        self.tasks: Any = pymongo.MongoClient(URI)[DATABASE]["tasks"]
        self.task: Any = self.tasks.find_one({"_id": 2})

    def load(self) -> Iterable[Any]:
        """Return a list of all tasks."""
        return list(self.tasks.find())

    def page(self, first: int) -> Iterable[Any]:
        """Return a page of tasks, starting with the one that has this id."""
        return list(self.tasks.find({"_id": {"$gte": first}}).limit(PAGE))

    def get(self, number: int) -> Any:
        """Return the task with this id."""
        return self.tasks.find_one({"_id": number})

    def insert(self, number: int) -> None:
        """Store a new task."""
        self.tasks.insert_one({"_id": number, **fields(number)})

    def update(self, number: int) -> None:
        """Change a task, and replace it in the database."""
        self.task["number"] = number
        self.tasks.replace_one({"_id": self.task["_id"]}, self.task, upsert=True)


def operations(
    mapper: Any, read: Callable[[Any], int]
) -> dict[str, Callable[[], object]]:
    """Return the functions to time, by column name.

    :param mapper: an object with the methods of :class:`Bare`.
    :param read: the function that reads two fields of a task.
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
    """Call a function, and return the time that it takes, in seconds."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def bytes_kept(mapper: Any) -> float:
    """Return the average memory used by a loaded task, in bytes."""
    tracemalloc.start()
    kept = [run(mapper.get(number)) for number in range(KEPT)]
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return current / len(kept)


def by_attribute(task: Any) -> int:
    """Read two fields of a task as attributes."""
    return len(task.title) + int(task.number)


def by_key(task: Any) -> int:
    """Read two fields of a task by key."""
    return len(task["title"]) + int(task["number"])


def compare(
    mapper: Any, import_seconds: float, read: Callable[[Any], int] = by_attribute
) -> None:
    """Compare a mapper with bare pymongo, and print the result as JSON.

    :param mapper: an object with the methods of :class:`Bare`.
    :param import_seconds: the time to import the mapper's package, in seconds.
    :param read: the function that reads two fields of one of the mapper's tasks.
    """
    ours, baseline = operations(mapper, read), operations(Bare(), by_key)
    result: dict[str, float] = {}
    for name, function in ours.items():
        function()
        baseline[name]()
        pairs = [(seconds(baseline[name]), seconds(function)) for _ in range(ROUNDS)]
        result[name] = statistics.median(bare / own for bare, own in pairs)
    result["bytes"] = bytes_kept(mapper)
    result["import"] = import_seconds
    print(json.dumps(result))
