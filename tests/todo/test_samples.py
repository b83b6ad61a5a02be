"""Sample tasks."""

import datetime
import unicodedata
from operator import itemgetter
from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

from todo.extensions import db
from todo.tasks.samples import add_samples
from todo.tasks.times import now

PlainDB = PlainDatabase[dict[str, Any]]
YEAR = datetime.timedelta(days=365)
ID = itemgetter("_id")


def add(app: Flask, number: int, seed: int | None = None) -> int:
    """Add sample tasks to the site's database, and return their number."""
    with app.app_context():
        return add_samples(number, seed)


@pytest.mark.parametrize("number", [1, 3, 1000, 1001])
def test_the_number_of_samples(app: Flask, database: PlainDB, number: int) -> None:
    """The requested number of tasks is stored, in several batches if necessary."""
    assert add(app, number) == number
    assert database["tasks"].count_documents({}) == number


def test_times_of_samples(app: Flask, database: PlainDB) -> None:
    """The newest sample is created now, others up to two years before, all differently.

    What is done was done since then.
    """
    before = now()
    add(app, 100)
    after = now()
    tasks = database["tasks"].find().to_list()
    times = [task["creation"].replace(tzinfo=datetime.UTC) for task in tasks]
    assert before <= max(times) <= after
    assert min(times) < before - 2 * YEAR
    assert len(set(times)) == 100
    for task in tasks:
        assert task["done"] is ("finished" in task)
        if task["done"]:
            assert task["creation"] <= task["finished"] <= after.replace(tzinfo=None)


def test_contents_of_samples(app: Flask, database: PlainDB) -> None:
    """Fifty samples differ: some are done; one is long, one from right to left."""
    add(app, 50)
    tasks = database["tasks"].find().to_list()
    titles = {task["title"] for task in tasks}
    assert len(titles) == 50
    assert 190 <= max(map(len, titles)) <= 200
    assert {task["done"] for task in tasks} == {True, False}
    assert any(unicodedata.bidirectional(title[0]) == "R" for title in titles)
    assert any(unicodedata.category(title[0]) == "So" for title in titles)


def test_seeded_samples(app: Flask, database: PlainDB) -> None:
    """A seed makes the same tasks, once; another one makes others."""
    assert [add(app, 60, seed) for seed in (1, 1, 2)] == [60, 0, 60]
    tasks = database["tasks"].find().to_list()
    database["tasks"].delete_many({})
    add(app, 60, 2)
    add(app, 60, 1)
    again = database["tasks"].find().to_list()
    assert sorted(tasks, key=ID) == sorted(again, key=ID)


def test_more_seeded_samples(app: Flask, database: PlainDB) -> None:
    """A larger number with the same seed adds the rest."""
    assert [add(app, number, 1) for number in (10, 2500)] == [10, 2490]
    assert database["tasks"].count_documents({}) == 2500


def test_samples_are_valid_tasks(app: Flask) -> None:
    """All samples are valid; some have a text of several lines, some none."""
    add(app, 30)
    with app.app_context():
        tasks = db.Task.find().to_list()
    for task in tasks:
        task.validate()
    assert {bool(task.text) for task in tasks} == {True, False}
    assert any("\n" in task.text for task in tasks)


def test_adding_samples_again(app: Flask, database: PlainDB) -> None:
    """Adding samples again adds more, and leaves other tasks unchanged."""
    database["tasks"].insert_one({"title": "Mine"})
    add(app, 2)
    add(app, 2)
    assert database["tasks"].count_documents({}) == 5


def test_samples_in_the_list(app: Flask, site: Any) -> None:
    """The list shows sample tasks with the newest first."""
    add(app, 2)
    with app.app_context():
        newest_first = db.Task.find().sort("creation", -1).to_list()
    assert site.titles() == [task.title for task in newest_first]
