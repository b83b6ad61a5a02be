"""Migrates tasks stored by older versions of the site or by other programs."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from flask_mongokit import UpdateOne
from todo.extensions import db
from todo.tasks.fields import SEARCHED_FIELDS, with_search_words

BATCH = 1000


def date_undated_tasks() -> int:
    """Set missing creation times from the ids, and return how many tasks changed.

    Without a creation time, a task comes last in the list.
    """
    undated = {"creation": None, "_id": {"$type": "objectId"}}
    of_id = [{"$set": {"creation": {"$toDate": "$_id"}}}]
    return int(db.tasks.update_many(undated, of_id).modified_count)


def add_search_words() -> int:
    """Add missing search words, and return how many tasks changed.

    A task that is edited at the same time keeps the words of the edit.
    """
    changed = 0
    old = db.tasks.find({"words": None}, SEARCHED_FIELDS)
    for batch in _batches(old):
        changed += db.tasks.bulk_write([_update(task) for task in batch]).modified_count
    return changed


def _update(task: dict[str, Any]) -> UpdateOne:
    words = with_search_words(task)["words"]
    return UpdateOne({"_id": task["_id"], "words": None}, {"$set": {"words": words}})


def _batches(tasks: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    tasks = iter(tasks)
    while batch := list(itertools.islice(tasks, BATCH)):
        yield batch
