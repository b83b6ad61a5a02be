"""The mapper against bare pymongo, on a MongoDB of its own."""

import itertools
import tempfile
import timeit
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pymongo

from benchmarks.ratios import Contest, compare
from mongokit import Connection, Document
from standalone import EmbeddedMongod

MANY = 10_000
PAGE = 50
CALLS = 200


class Task(Document):
    """A document of five fields."""

    __collection__ = "tasks"
    structure = {
        "title": str,
        "text": str,
        "number": int,
        "done": bool,
        "creation": datetime,
    }
    required_fields = ["title"]


def fields(number: int) -> dict[str, Any]:
    """Return what a task has."""
    return {
        "title": f"Task {number}",
        "text": "Something to do, and how to do it.",
        "number": number,
        "done": False,
        "creation": datetime(2026, 1, 1),  # noqa: DTZ001  MongoDB keeps no zone
    }


def read(documents: Any) -> int:
    """Look at two fields of each."""
    total = 0
    for document in documents:
        total += len(document["title"]) + document["number"]
    return total


def measure(rounds: int) -> list[Contest]:
    """Return the ratio of each thing that is done with documents."""
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


def loading(bare: Any, task: Any, rounds: int) -> list[Contest]:
    """Compare loading."""

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


def writing(bare: Any, task: Any, rounds: int) -> list[Contest]:
    """Compare inserting, and replacing what was loaded."""
    numbers = itertools.count(MANY)
    ours, rivals = task.find_one({"_id": 1}), bare.find_one({"_id": 2})

    def replace_ours(number: int) -> None:
        ours["number"] = number
        ours.save()

    def replace_bare(number: int) -> None:
        rivals["number"] = number
        bare.replace_one({"_id": rivals["_id"]}, rivals, upsert=True)

    def repeated(write: Callable[[int], object]) -> Callable[[], None]:
        return lambda: _for_each(write, itertools.islice(numbers, CALLS))

    insert_ours = repeated(lambda number: task(fields(number)).save())
    insert_bare = repeated(lambda number: bare.insert_one(fields(number)))
    versus = partial(compare, target=0.90, rounds=rounds)
    return [
        versus("insert", insert_ours, insert_bare),
        versus("update", repeated(replace_ours), repeated(replace_bare)),
    ]


def _for_each(write: Callable[[int], object], numbers: Iterable[int]) -> None:
    for number in numbers:
        write(number)


def empty() -> None:
    """Do nothing: what a function call costs."""


def validation_calls() -> float:
    """Return what ``validate()`` of a five-field document costs, in empty calls."""
    document = Task(fields(1))
    return _fastest(document.validate) / _fastest(empty)


def _fastest(function: Callable[[], object]) -> float:
    return min(timeit.repeat(function, number=20_000, repeat=50))
