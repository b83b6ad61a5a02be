"""Migrations of tasks stored by older versions."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from tests.todo.concurrent_user import ConcurrentUser
from todo.tasks.migrations import add_search_words, date_undated_tasks

PlainDB = PlainDatabase[dict[str, Any]]
NOON = datetime.datetime(2026, 11, 23, 12)  # noqa: DTZ001  as pymongo returns it


@pytest.fixture(autouse=True)
def app_context(app: Flask) -> Iterator[None]:
    """Push an application context."""
    with app.app_context():
        yield


def stored(database: PlainDB) -> list[dict[str, Any]]:
    """Return the stored tasks."""
    return database["tasks"].find().to_list()


def test_search_words_are_added(database: PlainDB) -> None:
    """Tasks without search words get them, and nothing else changes."""
    old: list[dict[str, Any]] = [
        {"_id": 1, "title": "Buy MILK", "text": "Café", "creation": NOON},
        {"_id": 2, "title": "No text"},
        {"_id": 3, "title": "Nothing", "text": None, "words": None},
        {"_id": 4, "title": 5, "text": ["of another type"]},
        {"_id": 5, "text": "No title"},
    ]
    database["tasks"].insert_many(old)
    assert add_search_words() == 5
    words = [
        *(["buy", "cafe", "milk"], ["no", "text"], ["nothing"], [], ["no", "title"]),
    ]
    expected = zip(old, words, strict=True)
    assert stored(database) == [{**task, "words": found} for task, found in expected]


def test_existing_search_words(database: PlainDB) -> None:
    """Tasks with search words, even an empty list, are unchanged."""
    tasks = [{"title": "a", "words": words} for words in (["b"], [])]
    database["tasks"].insert_many(tasks)
    assert add_search_words() == 0
    assert stored(database) == tasks


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 2500])
def test_many_tasks(database: PlainDB, number: int) -> None:
    """All tasks are migrated in batches, and only once."""
    tasks = [{"title": f"task {index}"} for index in range(number)]
    if tasks:
        database["tasks"].insert_many(tasks)
    assert add_search_words() == number
    assert add_search_words() == 0
    assert database["tasks"].count_documents({"words": "task"}) == number


def test_a_concurrent_edit(make_app: Any, database: PlainDB) -> None:
    """A task edited during the migration keeps its new search words."""
    database["tasks"].insert_one({"title": "Old"})
    edit = {"$set": {"title": "New", "words": ["new"]}}
    editing = ConcurrentUser("find", lambda: database["tasks"].update_one({}, edit))
    with make_app(MONGODB_OPTIONS={"event_listeners": [editing]}).app_context():
        assert add_search_words() == 0
    assert [task["words"] for task in stored(database)] == [["new"]]


def test_creation_times_are_added(database: PlainDB) -> None:
    """Undated tasks get the time in their ``ObjectId``; all others are unchanged."""
    ids = [ObjectId(f"{seconds:08x}{'0' * 16}") for seconds in (0, 1, 2**31 - 1)]
    tasks: list[dict[str, Any]] = [{"_id": each, "title": "a"} for each in ids]
    tasks[1]["creation"] = None
    dated = {"_id": "not an ObjectId", "title": "b"}, {"title": "c", "creation": NOON}
    database["tasks"].insert_many([*tasks, *dated])
    assert date_undated_tasks() == 3
    expected = [
        {**task, "creation": task["_id"].generation_time.replace(tzinfo=None)}
        for task in tasks
    ]
    assert stored(database) == [*expected, *dated]
    assert date_undated_tasks() == 0


def test_setup(app: Flask, database: PlainDB) -> None:
    """Setup reports the number of migrated tasks; a second setup migrates none."""
    database["tasks"].insert_many([{"title": "a"}, {"title": "b", "creation": NOON}])
    first, second = (
        app.test_cli_runner().invoke(args=["setup"]).output for _ in range(2)
    )
    assert "Tasks dated by their id: 1." in first
    assert "Tasks made searchable: 2." in first
    assert "Tasks" not in second
