"""Sample tasks, to try the site with."""

import datetime
import itertools
from collections.abc import Iterator

from todo.extensions import db
from todo.models import Task, now

__all__ = ["add_samples"]

BATCH = 1000
VERBS = ("Buy", "Call", "Plan", "Read", "Repair", "Return", "Sort", "Water", "Write to")
THINGS = (
    *("milk and bread", "the dentist", "the summer trip", "a book on databases"),
    *("the kitchen tap", "the library books", "old photographs", "the tomatoes"),
    *("Grandmother", "the neighbours", "the bicycle"),
)
TEXTS = ("", "Before the weekend.", "First ask for the price,\nthen decide.", "")


def add_samples(number: int) -> int:
    """Store tasks whose creation lies in the past, a minute apart.

    :param number: how many.
    :returns: how many were stored.
    """
    tasks = _tasks(number)
    while batch := list(itertools.islice(tasks, BATCH)):
        db.tasks.insert_many(batch)
    return number


def _tasks(number: int) -> Iterator[Task]:
    newest = now()
    words = itertools.cycle(itertools.product(THINGS, VERBS, TEXTS))
    for index, (thing, verb, text) in zip(range(number), words, strict=False):
        task: Task = db.Task()
        task.title = f"{verb} {thing}"
        task.text = text
        task.creation = newest - index * datetime.timedelta(minutes=1)
        yield task
