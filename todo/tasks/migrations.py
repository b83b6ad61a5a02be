"""Migrates tasks stored by older versions of the site or by other programs."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from flask_mongokit import UpdateOne
from todo.extensions import db
from todo.tasks.fields import SEARCHED_FIELDS, with_search_words
from todo.tasks.model import Task
from todo.tasks.search_words import FOLDING

BATCH = 500
LARGEST_BYTES = 500_000  # much more than a task of the site can have
IS_SMALL = {"$lte": [{"$bsonSize": "$$ROOT"}, LARGEST_BYTES]}


def date_undated_tasks() -> int:
    """Set missing creation times from the ids, and return how many tasks changed.

    Without a creation time, a task comes last in the list.
    """
    undated = {"creation": None, "_id": {"$type": "objectId"}}
    of_id = [{"$set": {"creation": {"$toDate": "$_id"}}}]
    return db[Task].update_many(undated, of_id).modified_count


def remove_parallel_lists() -> None:
    """Remove lists from tasks that have several in the fields of one index.

    MongoDB cannot index such tasks. The site does not store any lists in these fields.
    """
    is_list = {"$type": "array"}
    for name, others in (("done", ("deleted", "creation")), ("deleted", ("creation",))):
        several = {name: is_list, "$or": [{other: is_list} for other in others]}
        db[Task].update_many(several, {"$unset": {name: True}})


def update_search_words() -> int:
    """Add search words that are missing, and replace those of another folding.

    An interrupted migration can be repeated. A task that is edited at the same time
    keeps the words of the edit.

    :returns: the number of tasks that changed.
    """
    if not _has_outdated_words():
        return 0
    changed = 0
    # No index can find what a list lacks; a scan is faster than an unsuitable index.
    outdated = db.tasks.find(
        {"words": {"$ne": FOLDING}, "$expr": IS_SMALL},
        SEARCHED_FIELDS,
        hint={"$natural": 1},
    )
    for batch in _batches(outdated):
        updates = [_update(task) for task in batch]
        changed += db[Task].bulk_write(updates, ordered=False).modified_count
    return changed


def _has_outdated_words() -> bool:
    """Compare two numbers that the server counts in indexes."""
    current = db[Task].count_documents({"words": FOLDING})
    total = db[Task].count_documents({}, hint=[("_id", 1)])
    return current != total


def _update(task: dict[str, Any]) -> UpdateOne:
    words = with_search_words(task)["words"]
    is_unchanged = [_is_unchanged(name, task.get(name)) for name in SEARCHED_FIELDS]
    seen = {"_id": task["_id"], "words": {"$ne": FOLDING}}
    return UpdateOne(
        {**seen, "$expr": {"$and": is_unchanged}}, {"$set": {"words": words}}
    )


def _is_unchanged(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"$eq": [f"${name}", {"$literal": value}]}
    return {"$ne": [{"$type": f"${name}"}, "string"]}


def _batches(tasks: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    tasks = iter(tasks)
    while batch := list(itertools.islice(tasks, BATCH)):
        yield batch
