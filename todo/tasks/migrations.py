"""Brings tasks that an older site stored up to what the present one keeps of each."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from flask_mongokit import UpdateOne
from todo.extensions import db
from todo.tasks.model import SEARCHED_FIELDS, with_search_words

__all__ = ["add_search_words", "date_undated_tasks"]

BATCH = 1000


def date_undated_tasks() -> int:
    """Give tasks without a creation that of their id, and return how many those are.

    The list is ordered by it, so they would have no place there.
    """
    undated = {"creation": None, "_id": {"$type": "objectId"}}
    of_id = [{"$set": {"creation": {"$toDate": "$_id"}}}]
    return int(db.tasks.update_many(undated, of_id).modified_count)


def add_search_words() -> int:
    """Store the words of tasks that lack them, and return how many those are.

    A task that is edited meanwhile keeps the words of the edit.
    """
    changed = 0
    old = db.tasks.find({"words": None}, SEARCHED_FIELDS)
    for batch in _batches(old):
        changed += db.tasks.bulk_write(
            [_indexing(task) for task in batch]
        ).modified_count
    return changed


def _indexing(task: dict[str, Any]) -> UpdateOne:
    words = with_search_words(task)["words"]
    return UpdateOne({"_id": task["_id"], "words": None}, {"$set": {"words": words}})


def _batches(tasks: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    tasks = iter(tasks)
    while batch := list(itertools.islice(tasks, BATCH)):
        yield batch
