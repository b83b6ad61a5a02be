"""Checks of tests: they pass with the right ``finish``, and fail with broken ones."""

import datetime
from collections.abc import Callable
from typing import Any

from exercises.program import Program

Finish = Callable[[Any, Any], bool]


def now() -> datetime.datetime:
    """Return the current time."""
    return datetime.datetime.now(datetime.UTC)


def right(tasks: Any, task_id: Any) -> bool:
    """Finish a task, as the exercise says."""
    found = {"_id": task_id, "deleted": None}
    finished = {"$set": {"done": True, "finished": now()}}
    if tasks.update_one({**found, "done": {"$ne": True}}, finished).matched_count:
        return True
    return bool(tasks.count_documents(found))


def does_nothing(tasks: Any, task_id: Any) -> bool:
    """Change nothing."""
    return bool(tasks.count_documents({"_id": task_id, "deleted": None}))


def stores_no_time(tasks: Any, task_id: Any) -> bool:
    """Store no time."""
    found = {"_id": task_id, "deleted": None}
    return bool(tasks.update_one(found, {"$set": {"done": True}}).matched_count)


def finishes_all(tasks: Any, task_id: Any) -> bool:
    """Finish every task."""
    is_there = does_nothing(tasks, task_id)
    if is_there:
        finished = {"$set": {"done": True, "finished": now()}}
        tasks.update_many({"deleted": None, "done": {"$ne": True}}, finished)
    return is_there


def finishes_deleted(tasks: Any, task_id: Any) -> bool:
    """Finish a deleted task, too."""
    finished = {"$set": {"done": True, "finished": now()}}
    tasks.update_one({"_id": task_id, "done": {"$ne": True}}, finished)
    return does_nothing(tasks, task_id)


def finishes_again(tasks: Any, task_id: Any) -> bool:
    """Replace the time of a task that is done already."""
    found = {"_id": task_id, "deleted": None}
    finished = {"$set": {"done": True, "finished": now()}}
    return bool(tasks.update_one(found, finished).matched_count)


def is_always_glad(tasks: Any, task_id: Any) -> bool:
    """Return True for a task that does not exist."""
    return right(tasks, task_id) or not tasks.count_documents({"_id": task_id})


def failure(program: Program, finish: Finish) -> AssertionError | None:
    """Run the tests with a ``finish``, and return the first failure."""
    tests = [
        each
        for name, each in vars(program.module).items()
        if name.startswith("test_") and callable(each)
    ]
    assert tests, "The program defines no function whose name begins with test_."
    program.module.finish = finish  # type: ignore[attr-defined]  # a global variable
    for test in tests:
        program.database["tasks"].drop()
        try:
            test(program.database["tasks"])
        except AssertionError as error:
            return error
    return None


def check_right(program: Program) -> None:
    """The tests pass with a finish() that is right, such as the one above them."""
    for finish in (program.get("finish"), right):
        failed = failure(program, finish)
        if failed is not None:
            raise failed


def notices(program: Program, broken: Finish, what: str) -> None:
    """Check that some test fails with a broken ``finish``."""
    try:
        failed = failure(program, broken)
    except Exception:  # noqa: BLE001  any error of a test shows the mistake
        return
    assert failed is not None, f"All tests pass with a finish() that {what}."


def check_nothing(program: Program) -> None:
    """A test fails if finish() changes nothing."""
    notices(program, does_nothing, "changes nothing")


def check_time(program: Program) -> None:
    """A test fails if finish() stores no time."""
    notices(program, stores_no_time, "stores no time")


def check_all(program: Program) -> None:
    """A test fails if finish() finishes the other tasks, too."""
    notices(program, finishes_all, "finishes every task")


def check_deleted(program: Program) -> None:
    """A test fails if finish() finishes a deleted task."""
    notices(program, finishes_deleted, "also finishes a deleted task")


def check_again(program: Program) -> None:
    """A test fails if finish() replaces the time of a task that is done already."""
    notices(program, finishes_again, "replaces the time of a task that is done already")


def check_unknown(program: Program) -> None:
    """A test fails if finish() returns True for a task that does not exist."""
    notices(program, is_always_glad, "returns True for a task that does not exist")
