"""Sample tasks."""

import datetime
from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

from todo.extensions import db
from todo.tasks.samples import add_samples
from todo.tasks.times import now

PlainDB = PlainDatabase[dict[str, Any]]
MINUTE = datetime.timedelta(minutes=1)


def add(app: Flask, number: int) -> int:
    """Add sample tasks to the site's database, and return their number."""
    with app.app_context():
        return add_samples(number)


@pytest.mark.parametrize("number", [1, 3, 1000, 1001])
def test_the_number_of_samples(app: Flask, database: PlainDB, number: int) -> None:
    """The requested number of tasks is stored, in several batches if necessary."""
    assert add(app, number) == number
    assert database["tasks"].count_documents({}) == number


def test_samples_are_a_minute_apart(app: Flask, database: PlainDB) -> None:
    """The newest sample is created now, and each older one a minute before the next."""
    before = now()
    add(app, 30)
    after = now()
    tasks = database["tasks"].find().sort("creation", -1).to_list()
    times = [task["creation"].replace(tzinfo=datetime.UTC) for task in tasks]
    assert times == [times[0] - index * MINUTE for index in range(30)]
    assert before <= times[0] <= after


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
