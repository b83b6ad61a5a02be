"""Compare the mapper with bare pymongo."""

import itertools
import tempfile
import timeit
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pymongo
from bson import ObjectId

from benchmarks.ratios import Comparison, compare
from mongokit import Connection, Document
from standalone import EmbeddedMongod

MANY = 10_000
PAGE = 50
PAGES = 20
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


class Note(Document):
    """A document with lists of scalars and a nested dict."""

    structure = {
        "title": str,
        "done": bool,
        "tags": [str],
        "days": [int],
        "author": {"name": str, "age": int},
    }
    required_fields = ["title", "author.name"]


def note() -> dict[str, Any]:
    """Return the fields of a note."""
    return {
        "title": "Something to do",
        "done": False,
        "tags": ["home", "garden", "urgent"],
        "days": [1, 3, 5],
        "author": {"name": "Ann", "age": 40},
    }


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
        connection.register([Task, Note])
        bare = client["mapper"]["tasks"]
        ids = bare.insert_many([fields(n) for n in range(MANY)]).inserted_ids
        database = connection["mapper"]
        return [
            *loading(bare, database.Task, ids[:CALLS], rounds),
            *writing(bare, database, rounds),
        ]


def loading(
    bare: Any, task: Any, ids: Sequence[ObjectId], rounds: int
) -> list[Comparison]:
    """Compare queries that load many documents, a page of them, or only one.

    :param ids: the documents at which pages start, and which are loaded one by one.
    """

    def load(find: Any) -> None:
        read(find())

    def load_list(find: Any) -> None:
        list(find())

    def to_list(find: Any) -> None:
        find().to_list()

    def pages(find: Any) -> None:
        for first in ids[:PAGES]:
            read(find({"_id": {"$gte": first}}).limit(PAGE))

    def get(find_one: Any) -> None:
        for own_id in ids:
            find_one({"_id": own_id})

    rows = (
        ("load 10,000", load, 0.96),
        ("list of 10,000", load_list, 0.93),
        ("to_list of 10,000", to_list, 0.93),
        ("page of 50", pages, 0.95),
    )
    return [
        *(
            compare(
                name,
                partial(run, task.find),
                partial(run, bare.find),
                target=target,
                rounds=rounds,
            )
            for name, run, target in rows
        ),
        compare(
            "get",
            partial(get, task.find_one),
            partial(get, bare.find_one),
            target=0.95,
            rounds=rounds,
        ),
    ]


def writing(bare: Any, database: Any, rounds: int) -> list[Comparison]:
    """Compare inserts and updates."""
    task, notes = database.Task, database["notes"].Note
    bare_notes = bare.database["notes"]
    numbers = itertools.count(MANY)
    ours, theirs = task.find_one(), bare.find_one(skip=1)

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
    insert_note = repeated(lambda _: notes(note()).save())
    insert_bare_note = repeated(lambda _: bare_notes.insert_one(note()))

    def bulk_ours() -> None:
        for _ in range(BULKS):
            task.insert_many([task(fields(number)) for number in range(BULK)])

    def bulk_bare() -> None:
        for _ in range(BULKS):
            bare.insert_many([fields(number) for number in range(BULK)])

    versus = partial(compare, target=0.95, rounds=rounds)
    return [
        versus("insert", insert_ours, insert_bare),
        versus("insert, nested", insert_note, insert_bare_note),
        versus("update", repeated(replace_ours), repeated(replace_bare)),
        compare("bulk insert", bulk_ours, bulk_bare, target=0.90, rounds=rounds),
    ]


def _for_each(write: Callable[[int], object], numbers: Iterable[int]) -> None:
    for number in numbers:
        write(number)


def empty() -> None:
    """Do nothing; used to measure the cost of a function call."""


def calls(rounds: int) -> Iterator[str]:
    """Yield a table of the times of single calls, line by line.

    :param rounds: how often to time 10,000 calls; the fastest counts.
    """
    yield "| | microseconds | at most | empty calls |"
    yield "|---|---|---|---|"
    call = _microseconds(empty, rounds)
    connection: Any = Connection(connect=False)
    connection.register(Task)
    tasks = connection["mapper"]["tasks"]
    check: Any = Task._plan.check_update  # noqa: SLF001  without the update itself
    update = {"$set": {"title": "Milk", "done": True, "number": 1}}
    for name, function, most in (
        ("`validate()` of five fields", Task(fields(1)).validate, 2),
        ("`validate()` of lists and a nested dict", Note(note()).validate, 2),
        ("`validate()` of twenty dicts in a list", Order(order()).validate, 25),
        ("`Task()`", Task, 1.5),
        ("`tasks.Task()`", tasks.Task, 1.5),
        ("`tasks.Task`", lambda: tasks.Task, 0.3),
        ("check of a `$set` of three fields", lambda: check(update), 3),
    ):
        own = _microseconds(function, rounds)
        yield f"| {name} | {own:.2f} | {most} | {own / call:.0f} |"


def _microseconds(function: Callable[[], object], rounds: int) -> float:
    calls = 10_000
    return min(timeit.repeat(function, number=calls, repeat=rounds)) / calls * 1e6
