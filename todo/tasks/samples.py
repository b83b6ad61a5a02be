"""Sample tasks for trying out the site."""

import datetime
from concurrent.futures import ThreadPoolExecutor

from todo.extensions import db
from todo.tasks.changes import new_task
from todo.tasks.model import Task
from todo.tasks.times import now

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


def add_samples(total: int) -> int:
    """Store sample tasks, created one minute apart in the past.

    :param total: number of tasks.
    :returns: the number of tasks that were stored.
    """
    handle, newest = db[Task], now()
    samples = [
        new_task({"title": title, "text": text}).stored for title, text in SAMPLES
    ]

    def add(first: int) -> None:
        tasks = [
            {**samples[number % len(samples)], "creation": newest - number * APART}
            for number in range(first, min(first + BATCH, total))
        ]
        handle.insert_many(tasks, ordered=False)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(add, range(0, total, BATCH)))
    return total
