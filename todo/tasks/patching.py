"""Changes some fields of a task, or deletes it, if it is still as expected."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_mongokit import ObjectId
from todo.extensions import db
from todo.tasks.changes import confirm, deletion, edit_of
from todo.tasks.fields import FORM_FIELDS
from todo.tasks.model import NOT_DELETED, STORED, Task
from todo.tasks.times import now
from todo.tasks.tolerant import is_time
from todo.tasks.versions import unchanged_version

Update = dict[str, dict[str, Any]]
Expectation = Callable[[Task], bool]


class DifferentError(Exception):
    """The task is not as expected; somebody else has changed it."""


def patch_task(
    task_id: ObjectId, values: Mapping[str, Any], is_expected: Expectation
) -> Task | None:
    """Change some fields of a task in one update, unless it is deleted.

    :param values: clean values of the fields to change, of those that people fill in,
        ``done`` and ``order``; ``None`` removes an ``order``.
    :param is_expected: whether the task may be changed as it is now.
    :returns: the task afterwards; ``None`` if it is deleted, or there is none.
    :raises DifferentError: if the task is not as expected.
    """
    return _change(task_id, is_expected, lambda task: _update(task, values))


def delete_expected(task_id: ObjectId, is_expected: Expectation) -> Task | None:
    """Mark a task as deleted, unless it is not as expected.

    :param is_expected: whether the task may be deleted as it is now.
    :returns: the task afterwards; ``None`` if it was deleted before, or there is none.
    :raises DifferentError: if the task is not as expected.
    """
    return _change(task_id, is_expected, lambda _: deletion(ObjectId()))


def _change(
    task_id: ObjectId, is_expected: Expectation, update_of: Callable[[Task], Update]
) -> Task | None:
    """Read a task and update it; start again if it changes in between.

    Each time, another change has succeeded, and the time limit of the request holds.
    """
    kept = {"_id": task_id, **NOT_DELETED}
    while True:
        task = db[Task].find_one(kept, STORED)
        if task is None:
            return None
        if not is_expected(task):
            raise DifferentError
        update = update_of(task)
        if not update and confirm(task_id):  # as after a retry
            return task
        changed = db[Task].find_one_and_update(
            {**kept, **_unchanged(task)}, update, STORED, return_document=True
        )
        if changed is not None:
            return changed


def _unchanged(task: Task) -> dict[str, Any]:
    """Return a query condition for a task that is as it was read.

    Words change together with the version, and the time of finishing with each
    change of the flag, so no other fields need to be compared.
    """
    finished = task.get("finished")
    is_same = {"$eq": ["$finished", finished]}
    is_no_time = {"$ne": [{"$type": "$finished"}, "date"]}
    return {
        "$and": [
            unchanged_version(task.get("version")),
            {"$expr": {"$eq" if task.is_done else "$ne": ["$done", True]}},
            {"$expr": is_same if is_time(finished) else is_no_time},
        ]
    }


def _update(task: Task, values: Mapping[str, Any]) -> Update:
    """Return the update that stores the values that differ; it may be empty."""
    setting: dict[str, Any] = {}
    unset: dict[str, Any] = {}
    given = {name: values[name] for name in FORM_FIELDS if name in values}
    edited = {**task.form_values, **given}
    if edited != task.form_values:
        others = FORM_FIELDS.keys() - given
        edit = edit_of(task, edited)
        setting.update({name: edit[name] for name in edit if name not in others})
    if values.get("done", task.is_done) != task.is_done:
        setting.update({"done": values["done"], "finished": now()})
        if not values["done"]:
            unset["finished"] = setting.pop("finished")
    order = values.get("order")
    if "order" in values and order != task.get("order"):
        (unset if order is None else setting)["order"] = order
    update = {"$set": setting, "$unset": unset}
    return {operator: fields for operator, fields in update.items() if fields}
