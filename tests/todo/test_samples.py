"""Sample tasks."""

import datetime
from typing import Any

import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

from todo.extensions import db
from todo.tasks.model import now
from todo.tasks.samples import add_samples

PlainDB = PlainDatabase[dict[str, Any]]
MINUTE = datetime.timedelta(minutes=1)


def add(app: Flask, number: int) -> int:
    """Add samples to an application's database."""
    with app.app_context():
        return add_samples(number)


@pytest.mark.parametrize("number", [1, 3, 1000, 1001])
def test_as_many_as_asked_for(app: Flask, database: PlainDB, number: int) -> None:
    """As many tasks are stored as asked for, above one batch as well."""
    assert add(app, number) == number
    assert database["tasks"].count_documents({}) == number


def test_they_are_a_minute_apart(app: Flask, database: PlainDB) -> None:
    """The newest is of now, and each other is a minute older than the one before."""
    before = now()
    add(app, 30)
    after = now()
    tasks = database["tasks"].find().sort("creation", -1).to_list()
    times = [task["creation"].replace(tzinfo=datetime.UTC) for task in tasks]
    assert times == [times[0] - index * MINUTE for index in range(30)]
    assert before <= times[0] <= after


def test_they_are_tasks(app: Flask) -> None:
    """Each is a valid task; some have a text, of more than one line, and some none."""
    add(app, 30)
    with app.app_context():
        tasks = db.Task.find().to_list()
    for task in tasks:
        task.validate()
    assert {bool(task.text) for task in tasks} == {True, False}
    assert any("\n" in task.text for task in tasks)


def test_they_come_on_top_of_what_is_there(app: Flask, database: PlainDB) -> None:
    """Samples that are added twice are there twice, and leave others alone."""
    database["tasks"].insert_one({"title": "Mine"})
    add(app, 2)
    add(app, 2)
    assert database["tasks"].count_documents({}) == 5


def test_the_list_shows_them(app: Flask, site: Any) -> None:
    """They are in the list in the order of their times."""
    add(app, 2)
    with app.app_context():
        newest_first = db.Task.find().sort("creation", -1).to_list()
    assert site.titles() == [task.title for task in newest_first]
