"""Changes tasks by single conditional updates, so that none overwrites another."""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask_mongokit import (
    DuplicateKeyError,
    ObjectId,
    OperationFailure,
    storage_failure,
    timeout,
)
from mongokit.handle import Handle
from todo.extensions import db
from todo.tasks.fields import STORED_FIELDS, with_search_words
from todo.tasks.filters import IS_ODDLY_KEPT, REGULAR
from todo.tasks.listing import Show
from todo.tasks.model import DELETED, NOT_DELETED, STORED, Task
from todo.tasks.quota import QuotaExceededError, check_quota
from todo.tasks.times import now
from todo.tasks.versions import next_version, unchanged_version

LONGEST_PURGE_SECONDS = 3600


def new_task(values: Mapping[str, Any]) -> Task:
    """Return a valid task that is not stored yet.

    :param values: clean values of the fields that people fill in, and optionally
        ``done`` and ``order``.
    """
    task = db[Task]()
    task.update(with_search_words(values))
    if task.is_done:
        task["finished"] = now()
    task.validate()
    return task


def add_task(values: Mapping[str, Any], random_part: str) -> Task:
    """Store a new task, but only once if the same form is sent repeatedly.

    :param values: values as for :func:`new_task`.
    :param random_part: distinguishes this form from others with the same values.
    :raises QuotaExceededError: if the quota is used up, unless the task is stored
        already.
    """
    task = new_task(values)
    parts = (random_part, *map(str, values.values()))
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    task["_id"] = ObjectId(digest[:12])
    try:
        check_quota(1)
    except QuotaExceededError:
        if not db[Task].count_documents({"_id": task["_id"]}):
            raise
    while not _store(task):
        pass  # a new primary has removed what the old one had not passed on
    return task


def _store(task: Task) -> bool:
    """Insert a task unless the same form was sent before; return whether it is stored.

    It is not if it was there and is gone.
    """
    try:
        db[Task].insert_one(task.stored)
    except DuplicateKeyError:
        return confirm(task["_id"])
    return True


def confirm(task_id: ObjectId) -> bool:
    """Wait until a stored task survives the loss of a server.

    :returns: whether it is there; the server that had it can be lost meanwhile.
    """
    found = db[Task].update_one({"_id": task_id}, {"$set": {}})
    return bool(found.matched_count)


def insert_new(handle: Handle[Task], tasks: list[dict[str, Any]]) -> list[Any]:
    """Insert tasks whose ids are new, and return the server's errors for others.

    :raises OperationFailure: if MongoDB cannot store any task at the moment.
    """
    try:
        handle.insert_many(tasks, ordered=False)
    except OperationFailure as error:
        details = error.details or {}
        if "writeErrors" not in details or storage_failure(error):
            raise
        return list(details["writeErrors"])
    return []


def save_task(task_id: ObjectId, version: str, values: Mapping[str, Any]) -> bool:
    """Store an edit, unless the task has been changed or deleted in the meantime.

    If other fields have values of a wrong type, they are corrected.

    :param version: :attr:`Task.edited_version` of the task that was edited.
    :param values: clean values of the fields that people fill in.
    :returns: whether the edit was stored.
    """
    query = {"_id": task_id, **NOT_DELETED}
    task = db[Task].find_one(query, STORED)
    if task is None or task.edited_version != version:
        return False
    unchanged = unchanged_version(task.get("version"))
    found = db[Task].update_one({**query, **unchanged}, {"$set": edit_of(task, values)})
    return bool(found.matched_count)


def edit_of(task: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields to set for an edit, which also corrects wrong types.

    :param task: the task as it is stored.
    :param values: clean values of the fields that people fill in.
    """
    return {
        **_corrections(task),
        **with_search_words(values),
        "changed": now(),
        "version": next_version(task.get("version")),
    }


def _corrections(task: Task) -> dict[str, Any]:
    """Return the right values of fields that have a wrong one, by name.

    Where there is no right value, it is ``None``: to unset a field that occurs twice
    would only uncover its second value.
    """
    right = {
        name: field.read(task[name])
        for name, field in STORED_FIELDS.items()
        if task.get(name) is not None
    }
    if "creation" in right and right["creation"] is None:
        right["creation"] = task["_id"].generation_time
    return {name: value for name, value in right.items() if value is not task.get(name)}


def set_done(task_id: ObjectId, *, done: bool) -> bool:
    """Finish or reopen a task, unless it is deleted.

    A repeated call changes nothing.

    :returns: whether the task exists and is not deleted.
    """
    # Not an update with a pipeline, which crashes MongoDB 6.0 if a field occurs twice.
    query: dict[str, Any] = {"_id": task_id, **NOT_DELETED}
    is_open = {"$expr": {"$ne": ["$done", True]}}
    finish = {"$set": {"done": True, "finished": now()}}
    reopen = {"$set": {"done": False}, "$unset": {"finished": True}}
    if done and db[Task].update_one({**query, **is_open}, finish).matched_count:
        return True
    again = {"$set": {"done": True}}  # matches a task that is done, too
    return bool(db[Task].update_one(query, again if done else reopen).matched_count)


def delete_task(task_id: ObjectId) -> None:
    """Mark a task as deleted; MongoDB removes it after ``DAYS_KEPT`` days."""
    db[Task].update_one({"_id": task_id, **NOT_DELETED}, deletion(ObjectId()))


def restore_task(task_id: ObjectId) -> None:
    """Restore a deleted task."""
    db[Task].update_one({"_id": task_id, **DELETED}, RESTORATION)


def clear_done(batch: ObjectId) -> int:
    """Mark all done tasks as deleted.

    :param batch: id by which :func:`restore_batch` finds them; a retry with the same
        id also counts the tasks that the first attempt deleted.
    :returns: the number of deleted tasks.
    """
    # Unlike "not deleted", an index serves these two.
    done = {"$or": [REGULAR[Show.DONE], {**IS_ODDLY_KEPT, "done": True}]}
    db[Task].update_many(done, deletion(batch))
    return db[Task].count_documents({"batch": batch, **DELETED})


def delete_all() -> None:
    """Mark all tasks as deleted."""
    kept = {"$or": [REGULAR[Show.ALL], IS_ODDLY_KEPT]}  # an index serves these two
    db[Task].update_many(kept, deletion(ObjectId()))


def purge() -> int:
    """Remove all tasks for good, deleted ones, too, and return their number.

    It takes as long as it takes, but no longer than the time limit of a request.
    """
    with timeout(LONGEST_PURGE_SECONDS):
        return db[Task].delete_many({}).deleted_count


def restore_batch(batch: ObjectId) -> int:
    """Restore the tasks that were deleted together, and return their number."""
    restored = db[Task].update_many({"batch": batch, **DELETED}, RESTORATION)
    return restored.modified_count


RESTORATION = {"$unset": {"deleted": True, "batch": True}}


def deletion(batch: ObjectId) -> dict[str, Any]:
    """Return the update that marks tasks as deleted, with the id of their batch."""
    return {"$set": {"deleted": now(), "batch": batch}}
