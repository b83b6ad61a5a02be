"""Sample tasks, to try the site with."""

import datetime
import itertools
from collections.abc import Iterator

from todo.extensions import db
from todo.models import Task, now

__all__ = ["add_samples"]

BATCH = 1000
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
    tasks = _tasks(number)
    while batch := list(itertools.islice(tasks, BATCH)):
        db.tasks.insert_many(batch)
    return number


def _tasks(number: int) -> Iterator[Task]:
    newest = now()
    samples = itertools.islice(itertools.cycle(SAMPLES), number)
    for index, (title, text) in enumerate(samples):
        task: Task = db.Task()
        task.title = title
        task.text = text
        task.creation = newest - index * datetime.timedelta(minutes=1)
        yield task
