"""Checks of the list, and of what MongoDB reads for it."""

import datetime
import re
from typing import Any

from exercises.program import Program, some

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
NUMBER = 1200
SHOWN = 20
# The newest tasks are done; of the others, every third was stored by the old version.
STATES: list[dict[str, Any]] = [{"done": False}, {"done": True}, {}]


def task(number: int) -> dict[str, Any]:
    """Return a task; a lower number is newer."""
    state = {"done": True} if number < NUMBER // 2 else STATES[number % len(STATES)]
    creation = NOON - datetime.timedelta(minutes=number)
    return {"title": f"Task {number}", "creation": creation, **state}


def titles(program: Program) -> list[str]:
    """Return the titles on the page."""
    response = program.browse().get("/")
    assert response.status_code == 200, f"It responds with {response.status}."
    return [title.strip() for title in re.findall(r"<li>([^<]*)</li>", response.text)]


def profile(program: Program) -> dict[str, Any]:
    """Store many tasks, create the indexes, and return how MongoDB runs the query."""
    database = program.database
    database["tasks"].insert_many(map(task, range(NUMBER)))
    program.create_indexes()
    database.command("profile", 2)
    titles(program)
    database.command("profile", 0)
    query = {"ns": f"{database.name}.tasks", "op": {"$in": ["query", "command"]}}
    found = database["system.profile"].find(query).sort("docsExamined", -1).to_list()
    assert found, "The page sends no query."
    return found[0]


def check_list(program: Program) -> None:
    """The page lists the 20 newest open tasks, old ones without "done" included."""
    program.database["tasks"].insert_many(map(task, range(NUMBER)))
    expected = [t["title"] for t in map(task, range(NUMBER)) if not t.get("done")]
    found = titles(program)
    assert found == expected[:SHOWN], (
        f"It lists {some(found)}; the newest open tasks are {some(expected[:SHOWN])}."
    )


def check_sort(program: Program) -> None:
    """The index gives the tasks in order, so MongoDB sorts nothing."""
    entry = profile(program)
    assert not entry.get("hasSortStage"), (
        f"Its plan is {entry['planSummary']}; it reads {entry['keysExamined']} keys, "
        "and sorts what it has found."
    )


def check_documents(program: Program) -> None:
    """For a page of 20 tasks, MongoDB reads 20 tasks, and hardly more index keys."""
    entry = profile(program)
    plan, keys = entry["planSummary"], entry["keysExamined"]
    read = entry["docsExamined"]
    message = f"Its plan is {plan}; it reads {keys} keys and {read} of {NUMBER} tasks."
    assert read <= SHOWN + 2, message
    assert keys <= SHOWN + 10, message
