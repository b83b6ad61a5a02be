"""Checks of the time that a new task has."""

import datetime
from typing import NamedTuple

from exercises.program import Program

MILLISECOND = datetime.timedelta(milliseconds=1)


def now() -> datetime.datetime:
    """Return the current time, as MongoDB stores it and pymongo returns it."""
    time = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def next_millisecond() -> datetime.datetime:
    """Wait until the next millisecond begins, and return it."""
    start = now()
    while (time := now()) == start:
        pass
    return time


def check_times(program: Program) -> None:
    """Each of two tasks has the time at which it was added."""
    first, second = add(program, "Milk"), add(program, "Bread")
    assert first.creation != second.creation, (
        f"Both have the creation {first.creation.time()} (UTC), although the second "
        f"was added at {second.before.time()}."
    )
    for task in (first, second):
        assert task.before <= task.creation <= task.after, (
            f"The creation is {task.creation.time()}, although the task was added "
            f"between {task.before.time()} and {task.after.time()} (UTC)."
        )


class Added(NamedTuple):
    """The stored time of a task, and the times just before and after it was added."""

    before: datetime.datetime
    creation: datetime.datetime
    after: datetime.datetime


def add(program: Program, title: str) -> Added:
    """Add a task, and return its time."""
    before = next_millisecond()
    program.browse().post("/new", data={"title": title})
    task = program.database["tasks"].find_one({"title": title})
    assert task is not None, f"POST /new with title={title} stores no such task."
    creation = task.get("creation")
    assert isinstance(creation, datetime.datetime), (
        f'"creation" is {creation!r} instead of a time.'
    )
    return Added(before, creation, now())
