"""Sample tasks for trying out the site, and for tests of it."""

import datetime
import hashlib
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from flask_mongokit import ObjectId
from todo.extensions import db
from todo.tasks.changes import insert_new, new_task
from todo.tasks.model import Task
from todo.tasks.sample_tasks import SAMPLES, Sample
from todo.tasks.times import DAY, now

BATCH = 2000
WRITERS = 2
APART = datetime.timedelta(minutes=1)
NEWEST_SEEDED = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)

Stored = dict[str, Any]


def add_samples(number: int, seed: int | None = None) -> int:
    """Store sample tasks of the past, of which the first fifty have different titles.

    :param number: number of tasks.
    :param seed: makes the same tasks each time, with the same ids and times; those that
        exist already stay as they are. By default, the newest one is created now.
    :returns: the number of tasks that were stored.
    """
    handle = db[Task]  # other threads have no application context
    samples = [(sample.days * DAY, _stored(sample)) for sample in SAMPLES]
    newest = now()
    if seed is not None:
        newest = NEWEST_SEEDED
        Random(seed).shuffle(samples)  # noqa: S311  it has to be predictable

    def add(first: int) -> int:
        indexes = range(first, min(first + BATCH, number))
        tasks = [
            _task(*samples[index % len(samples)], newest - index * APART)
            for index in indexes
        ]
        if seed is not None:
            for index, task in zip(indexes, tasks, strict=True):
                task["_id"] = _seeded_id(seed, index)
        return len(tasks) - len(insert_new(handle, tasks))

    with ThreadPoolExecutor(WRITERS) as writers:
        return sum(writers.map(add, range(0, number, BATCH)))


def _stored(sample: Sample) -> Stored:
    values = {"title": sample.title, "text": sample.text, "done": sample.is_done}
    return new_task(values).stored


def _task(age: datetime.timedelta, stored: Stored, time: datetime.datetime) -> Stored:
    """Return a task that was created some time before, and done at a time, if it is."""
    finished = {"finished": time} if stored["done"] else {}
    return {**stored, "creation": time - age, **finished}


def _seeded_id(seed: int, index: int) -> ObjectId:
    digest = hashlib.sha256(f"sample {seed} {index}".encode()).digest()
    return ObjectId(digest[:12])
