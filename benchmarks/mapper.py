"""Compare the mapper with bare pymongo."""

import itertools
import tempfile
import timeit
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pymongo

from benchmarks.ratios import Comparison, compare
from mongokit import Connection, Document
from standalone import EmbeddedMongod

MANY = 10_000
PAGE = 50
CALLS = 200
BULK = 1000
BULKS = 5


class Task(Document):
    """A flat document with five fields."""

    __collection__ = "tasks"
    structure = {
        "title": str,
        "text": str,
        "number": int,
        "done": bool,
        "creation": datetime,
    }
    required_fields = ["title"]


class Order(Document):
    """A document with three levels of nesting."""

    structure = {
        "number": int,
        "customer": {"name": str, "address": {"street": str, "city": str}},
        "items": [{"title": str, "price": float, "count": int}],
    }
    required_fields = ["number", "customer.name"]


def order() -> dict[str, Any]:
    """Return the fields of an order with twenty items."""
    address = {"street": "1 High Street", "city": "Oxford"}
    items = [{"title": f"Item {n}", "price": 1.5, "count": n} for n in range(20)]
    return {
        "number": 1,
        "customer": {"name": "Ann", "address": address},
        "items": items,
    }


def fields(number: int) -> dict[str, Any]:
    """Return the fields of a task."""
    return {
        "title": f"Task {number}",
        "text": "Something to do, and how to do it.",
        "number": number,
        "done": False,
        "creation": datetime(2026, 1, 1),  # noqa: DTZ001  MongoDB stores no time zone
    }


def read(documents: Any) -> int:
    """Read two fields of each document, and return a total, so that both are used."""
    total = 0
    for document in documents:
        total += len(document["title"]) + document["number"]
    return total


def measure(rounds: int) -> list[Comparison]:
    """Compare loading and writing, on a temporary MongoDB server."""
    connection: Any
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
        pymongo.MongoClient[dict[str, Any]](mongod.uri) as client,
        Connection(mongod.uri) as connection,
    ):
        connection.register(Task)
        bare = client["mapper"]["tasks"]
        bare.insert_many([{"_id": n, **fields(n)} for n in range(MANY)])
        task = connection["mapper"].Task
        return [*loading(bare, task, rounds), *writing(bare, task, rounds)]


def loading(bare: Any, task: Any, rounds: int) -> list[Comparison]:
    """Compare queries that load many documents, a page of them, or only one."""

    def load(find: Any) -> None:
        read(find())

    def pages(find: Any) -> None:
        for number in range(20):
            read(find({"_id": {"$gte": number}}).limit(PAGE))

    def get(find_one: Any) -> None:
        for number in range(CALLS):
            find_one({"_id": number})

    versus = partial(compare, target=0.95, rounds=rounds)
    return [
        versus("load 10,000", partial(load, task.find), partial(load, bare.find)),
        versus("page of 50", partial(pages, task.find), partial(pages, bare.find)),
        versus("get", partial(get, task.find_one), partial(get, bare.find_one)),
    ]


def writing(bare: Any, task: Any, rounds: int) -> list[Comparison]:
    """Compare inserts and updates."""
    numbers = itertools.count(MANY)
    ours, theirs = task.find_one({"_id": 1}), bare.find_one({"_id": 2})

    def replace_ours(number: int) -> None:
        ours["number"] = number
        ours.save()

    def replace_bare(number: int) -> None:
        theirs["number"] = number
        bare.replace_one({"_id": theirs["_id"]}, theirs, upsert=True)

    def repeated(write: Callable[[int], object]) -> Callable[[], None]:
        return lambda: _for_each(write, itertools.islice(numbers, CALLS))

    insert_ours = repeated(lambda number: task(fields(number)).save())
    insert_bare = repeated(lambda number: bare.insert_one(fields(number)))

    def bulk_ours() -> None:
        for _ in range(BULKS):
            task.insert_many([task(fields(number)) for number in range(BULK)])

    def bulk_bare() -> None:
        for _ in range(BULKS):
            bare.insert_many([fields(number) for number in range(BULK)])

    versus = partial(compare, target=0.92, rounds=rounds)
    return [
        versus("insert", insert_ours, insert_bare),
        versus("update", repeated(replace_ours), repeated(replace_bare)),
        compare("bulk insert", bulk_ours, bulk_bare, target=0.80, rounds=rounds),
    ]


def _for_each(write: Callable[[int], object], numbers: Iterable[int]) -> None:
    for number in numbers:
        write(number)


def empty() -> None:
    """Do nothing; used to measure the cost of a function call."""


def validation() -> Iterator[str]:
    """Yield a table of the times of ``validate()``, line by line."""
    yield "| `validate()` of | microseconds | at most | empty calls |"
    yield "|---|---|---|---|"
    call = _microseconds(empty)
    for name, document, most in (
        ("five fields", Task(fields(1)), 2),
        ("three levels, with twenty dicts in a list", Order(order()), 25),
    ):
        own = _microseconds(document.validate)
        yield f"| {name} | {own:.1f} | {most} | {own / call:.0f} |"


def _microseconds(function: Callable[[], object]) -> float:
    calls = 10_000
    return min(timeit.repeat(function, number=calls, repeat=50)) / calls * 1e6
