"""Sample tasks, to try the site with."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from todo.extensions import db
from todo.tasks.model import Task, with_search_words
from todo.tasks.times import now

__all__ = ["add_samples"]

BATCH = 2000
WRITERS = 2
APART = datetime.timedelta(minutes=1)
SAMPLES = (
    ("Buy milk, bread and coffee", "Two litres.\n\nAnd the dark bread."),
    ("Call the dentist", ""),
    ("Plan the summer trip", "First ask for the prices,\nthen decide."),
    ("Read a book on databases", "Chapters 1 to 3 before Monday."),
    ("Repair the kitchen tap", ""),
    ("Return the library books", "They are open until six."),
    ("Sort the old photographs", ""),
    ("Water the tomatoes", "Not at noon."),
    ("Write to Grandmother", "Tell her about the garden."),
    ("Invite the neighbours", ""),
    ("Oil the bicycle chain", "The oil is in the cellar."),
)


def add_samples(number: int) -> int:
    """Store tasks whose creation lies in the past, a minute apart.

    :param number: how many.
    :returns: how many were stored.
    """
    collection, newest = db.tasks, now()
    samples = [_sample(title, text) for title, text in SAMPLES]

    def add(first: int) -> None:
        numbers = range(first, min(first + BATCH, number))
        collection.insert_many(_tasks(samples, numbers, newest), ordered=False)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(add, range(0, number, BATCH)))
    return number


def _tasks(
    samples: list[dict[str, Any]], numbers: range, newest: datetime.datetime
) -> list[dict[str, Any]]:
    return [
        {**samples[number % len(samples)], "creation": newest - number * APART}
        for number in numbers
    ]


def _sample(title: str, text: str) -> dict[str, Any]:
    task: Task = db.Task()
    task.update(with_search_words({"title": title, "text": text}))
    task.validate()
    return task.stored
