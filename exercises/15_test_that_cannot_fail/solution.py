"""Test that a task is marked as done.

``finish`` is right. The tests below must notice if somebody breaks it: the checks call
each function ``test_…`` with an empty collection, once with this ``finish``, and then
with broken ones.
"""

import datetime
from typing import Any

from bson import ObjectId
from pymongo.collection import Collection

Tasks = Collection[dict[str, Any]]
LAST_YEAR = datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC)


def finish(tasks: Tasks, task_id: ObjectId) -> bool:
    """Mark a task as done and store when, unless it is deleted.

    Return whether there is such a task. A task that is done already keeps its time.
    """
    found = {"_id": task_id, "deleted": None}
    finished = {"done": True, "finished": datetime.datetime.now(datetime.UTC)}
    if tasks.update_one(
        {**found, "done": {"$ne": True}}, {"$set": finished}
    ).matched_count:
        return True
    return tasks.count_documents(found) == 1


def add(tasks: Tasks, **fields: Any) -> ObjectId:
    """Store a task, and return its id."""
    task_id: ObjectId = tasks.insert_one({"title": "Milk", **fields}).inserted_id
    return task_id


def fields(tasks: Tasks, task_id: ObjectId) -> dict[str, Any]:
    """Return a stored task."""
    task = tasks.find_one({"_id": task_id})
    assert task is not None
    return task


def test_finish(tasks: Tasks) -> None:
    """A finished task is done, and has the time."""
    task_id = add(tasks, done=False)
    assert finish(tasks, task_id)
    task = fields(tasks, task_id)
    assert task["done"] is True
    assert isinstance(task["finished"], datetime.datetime)


def test_others_stay_open(tasks: Tasks) -> None:
    """Other tasks stay as they are."""
    other_id = add(tasks, done=False)
    before = fields(tasks, other_id)
    finish(tasks, add(tasks, done=False))
    assert fields(tasks, other_id) == before


def test_deleted_task(tasks: Tasks) -> None:
    """A deleted task stays as it is."""
    task_id = add(tasks, done=False, deleted=LAST_YEAR)
    assert not finish(tasks, task_id)
    assert fields(tasks, task_id)["done"] is False


def test_finished_again(tasks: Tasks) -> None:
    """A task that is done already keeps its time."""
    task_id = add(tasks, done=True, finished=LAST_YEAR)
    before = fields(tasks, task_id)
    assert finish(tasks, task_id)
    assert fields(tasks, task_id) == before


def test_unknown_task(tasks: Tasks) -> None:
    """An unknown id is reported."""
    assert not finish(tasks, ObjectId())
