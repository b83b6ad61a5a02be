"""Migrations of tasks stored by older versions."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from tests.todo.concurrent_user import ConcurrentUser
from todo.tasks.migrations import date_undated_tasks, update_search_words
from todo.tasks.search_words import FOLDING

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
    """Tasks get missing or outdated search words, and nothing else changes."""
    old: list[dict[str, Any]] = [
        {"_id": 1, "title": "Buy MILK", "text": "Café", "creation": NOON},
        {"_id": 2, "title": "No text"},
        {"_id": 3, "title": "Nothing", "text": None, "words": None},
        {"_id": 4, "title": 5, "text": ["of another type"]},
        {"_id": 5, "text": "No title"},
        {"_id": 6, "title": "Łódź", "words": ["łodz"]},
        {"_id": 7, "title": "...", "words": []},
        {"_id": 8, "title": "new", "words": ["=1", "old"]},
        {"_id": 9, "title": "of another type", "words": {"a": 1}},
        {"_id": 10, "title": {"$gt": ""}, "text": float("nan"), "words": "old"},
    ]
    database["tasks"].insert_many(old)
    assert update_search_words() == len(old)
    words = [
        *(["buy", "cafe", "milk"], ["no", "text"], ["nothing"], [], ["no", "title"]),
        *(["lodz"], [], ["new"], ["another", "of", "type"], []),
    ]
    for task, before, found in zip(stored(database), old, words, strict=True):
        assert task.pop("words") == [FOLDING, *found]
        before.pop("words", None)
        assert repr(task) == repr(before)  # NaN differs from itself


def test_current_search_words(database: PlainDB, commands: Any, make_app: Any) -> None:
    """If no search words are outdated, setup reads no tasks."""
    tasks = [{"title": "a", "words": [FOLDING, *words]} for words in (["b"], [])]
    database["tasks"].insert_many(tasks)
    with make_app(MONGODB_OPTIONS={"event_listeners": [commands]}).app_context():
        assert update_search_words() == 0
    assert [name for name, _ in commands.started_commands] == ["aggregate"] * 2
    assert stored(database) == tasks


def test_new_tasks_have_current_search_words(site: Any) -> None:
    """Tasks that the site stores or changes need no migration."""
    site.add("Łódź")
    site.add("Milk")
    edit = f"{site.items()[0].one('a', 'Milk')['href']}/edit"
    site.press_on(edit, "Save", title="Tea")
    assert update_search_words() == 0


def test_an_interrupted_migration(database: PlainDB, make_app: Any) -> None:
    """After an interruption, the next setup does the rest."""
    database["tasks"].insert_many([{"title": f"task {each}"} for each in range(1200)])

    def interrupt() -> None:
        raise KeyboardInterrupt

    interrupted = ConcurrentUser("update", interrupt)
    app = make_app(MONGODB_OPTIONS={"event_listeners": [interrupted]})
    with app.app_context(), pytest.raises(KeyboardInterrupt):
        update_search_words()
    done = database["tasks"].count_documents({"words": FOLDING})
    assert 0 < done < 1200
    assert update_search_words() == 1200 - done
    assert database["tasks"].count_documents({"words": "task"}) == 1200


def test_huge_tasks(database: PlainDB) -> None:
    """Tasks that leave no room for search words are left alone."""
    huge = {"title": "huge", "text": "x " * 8_000_000}
    database["tasks"].insert_many([huge, {"title": "small"}])
    assert update_search_words() == 1
    assert stored(database)[0] == huge


@pytest.mark.parametrize("number", [0, 1, 999, 1000, 1001, 2500])
def test_many_tasks(database: PlainDB, number: int) -> None:
    """All tasks are migrated in batches, and only once."""
    tasks = [{"title": f"task {index}"} for index in range(number)]
    if tasks:
        database["tasks"].insert_many(tasks)
    assert update_search_words() == number
    assert update_search_words() == 0
    assert database["tasks"].count_documents({"words": "task"}) == number


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "New", "words": [FOLDING, "new"]},
        {"title": "New", "words": ["new"]},
        {"title": "Old", "text": "New", "words": ["new", "old"]},
    ],
)
@pytest.mark.parametrize("words", [{}, {"words": ["old"]}])
def test_a_concurrent_edit(
    make_app: Any, database: PlainDB, words: dict[str, Any], edit: dict[str, Any]
) -> None:
    """A task edited during the migration, by any version, keeps its new words."""
    database["tasks"].insert_one({"title": "Old", **words})
    change = {"$set": edit}
    editing = ConcurrentUser("find", lambda: database["tasks"].update_one({}, change))
    with make_app(MONGODB_OPTIONS={"event_listeners": [editing]}).app_context():
        assert update_search_words() == 0
    assert [task["words"] for task in stored(database)] == [edit["words"]]


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
