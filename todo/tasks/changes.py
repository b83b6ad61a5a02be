"""Writes tasks: each change is one conditional update, so that none undoes another."""

import contextlib
import hashlib
from collections.abc import Mapping
from typing import Any

from flask_mongokit import DuplicateKeyError, ObjectId
from todo.extensions import db
from todo.tasks.model import DELETED, NOT_DELETED, Task, with_search_words
from todo.tasks.quota import QuotaExceededError, check_quota
from todo.tasks.times import now

__all__ = [
    "add_task",
    "clear_done",
    "delete_task",
    "restore_batch",
    "restore_task",
    "save_task",
    "set_done",
]


def add_task(values: Mapping[str, Any], random_part: str) -> Task:
    """Store a new task, once however often the same form is sent.

    :param values: clean values of the fields that people fill in.
    :param random_part: distinguishes this form from others with the same values.
    :raises QuotaExceededError: if the site is full.
    """
    task: Task = db.Task()
    task.update(with_search_words(values))
    task["_id"] = _id_of(random_part, *map(str, values.values()))
    task.validate()
    try:
        check_quota(1)
    except QuotaExceededError:
        if not db.tasks.count_documents({"_id": task["_id"]}):
            raise
    # A duplicate is the same form sent again: its task is stored already.
    with contextlib.suppress(DuplicateKeyError):
        db.tasks.insert_one(task.stored)
    return task


def save_task(
    task_id: ObjectId, version: int | None, values: Mapping[str, Any]
) -> bool:
    """Store an edit, unless the task has been changed or deleted in the meantime.

    :param version: the version that was edited; tasks that were never edited may
        have none.
    :param values: clean values of the fields that people fill in.
    :returns: whether the edit is stored.
    """
    change = {**with_search_words(values), "changed": now()}
    found = db.tasks.update_one(
        {"_id": task_id, "version": version, **NOT_DELETED},
        {"$set": change, "$inc": {"version": 1}},
    )
    return bool(found.matched_count)


def set_done(task_id: ObjectId, *, done: bool) -> bool:
    """Finish or reopen a task; one that is so already stays as it is.

    :returns: whether there is such a task, not deleted.
    """
    finished = {"$cond": [{"$eq": ["$done", True]}, "$finished", now()]}
    change = {"done": done, "finished": finished if done else "$$REMOVE"}
    found = db.tasks.update_one({"_id": task_id, **NOT_DELETED}, [{"$set": change}])
    return bool(found.matched_count)


def delete_task(task_id: ObjectId) -> None:
    """Put a task away, for :data:`todo.tasks.model.DAYS_KEPT` days."""
    db.tasks.update_one({"_id": task_id, **NOT_DELETED}, _deletion(ObjectId()))


def restore_task(task_id: ObjectId) -> None:
    """Bring a deleted task back."""
    db.tasks.update_one({"_id": task_id, **DELETED}, RESTORATION)


def clear_done(batch: ObjectId) -> int:
    """Put away all tasks that are done.

    :param batch: what :func:`restore_batch` finds them by; with that of a try which
        broke off, those put away by then count as well.
    :returns: how many those are.
    """
    db.tasks.update_many({"done": True, **NOT_DELETED}, _deletion(batch))
    return int(db.tasks.count_documents({"batch": batch, **DELETED}))


def restore_batch(batch: ObjectId) -> int:
    """Bring back what was deleted at once, and return how many tasks that is."""
    restored = db.tasks.update_many({"batch": batch, **DELETED}, RESTORATION)
    return int(restored.modified_count)


RESTORATION = {"$unset": {"deleted": True, "batch": True}}


def _deletion(batch: ObjectId) -> dict[str, Any]:
    return {"$set": {"deleted": now(), "batch": batch}}


def _id_of(*words: str) -> ObjectId:
    digest = hashlib.sha256("\0".join(words).encode())
    return ObjectId(digest.digest()[:12])
