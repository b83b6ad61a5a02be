"""Test that a task is marked as done.

``finish`` is right. The tests below must notice if somebody breaks it: the checks call
each function ``test_…`` with an empty collection, once with this ``finish``, and then
with broken ones.

What happens: the test passes, whatever ``finish`` does.
"""

import datetime
from typing import Any

from bson import ObjectId
from pymongo.collection import Collection

Tasks = Collection[dict[str, Any]]


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


def test_finish(tasks: Tasks) -> None:
    """A finished task is done, and has the time."""
    task_id = tasks.insert_one({"title": "Milk", "done": False}).inserted_id
    finish(tasks, task_id)
    task = tasks.find_one({"_id": task_id})
    assert task, task["done"] is True
    assert "finished" in task or "The time is missing"
