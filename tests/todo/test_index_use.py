"""The indexes that the site's queries use, measured by the server's profiler."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from tests.todo.conftest import MakeApp, Site
from todo.tasks.search_words import words_of

PlainDB = PlainDatabase[dict[str, Any]]
Entry = dict[str, Any]

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
NUMBER = 600
PART = NUMBER // 4  # of each state below
BETWEEN = 4  # keys at the limits of types, where other programs may have stored some
BATCH = ObjectId("b" * 24)
OPEN, OTHER_OPEN, DONE, DELETED = (ObjectId(f"{n:024x}") for n in (0, 4, 1, 2))
STATES: list[dict[str, Any]] = [
    {"done": False},
    {"done": True},
    {"deleted": NOON},
    {"done": True, "deleted": NOON, "batch": ObjectId("c" * 24)},
]
IMPORTED = b"""{"tasks": [{
    "_id": {"$oid": "65f0c0ffee0123456789abcd"},
    "title": "Imported",
    "creation": {"$date": "2026-11-23T16:06:48Z"}
}]}"""

MEASURED = ["planSummary", "keysExamined", "docsExamined"]
ID = {"IXSCAN { _id: 1 }", "IDHACK"}
BATCHES = "IXSCAN { batch: 1 }"
NOT_DELETED = "IXSCAN { deleted: 1, creation: -1, _id: -1 }"
OPEN_OR_DONE = "IXSCAN { deleted: 1, done: 1, creation: -1, _id: -1 }"

Act = Callable[[Site], object]
ACTS: dict[str, tuple[Act, set[str], int]] = {
    "a task": (lambda site: site.get(f"/{OPEN}"), ID, 1),
    "the edit form": (lambda site: site.get(f"/{OPEN}/edit"), ID, 1),
    "an edit": (
        lambda site: site.press_on(f"/{OPEN}/edit", "Save", title="New"),
        ID,
        1,
    ),
    "done": (lambda site: site.send(f"/{OPEN}/done"), ID, 1),
    "reopen": (lambda site: site.send(f"/{DONE}/reopen"), ID, 1),
    "delete": (lambda site: site.send(f"/{OTHER_OPEN}/delete"), ID, 1),
    "restore": (lambda site: site.send(f"/{DELETED}/restore"), ID, 1),
    "a new task": (lambda site: site.add("New"), set(), 0),
    "clear done": (
        lambda site: site.send("/clear-done", batch=str(BATCH)),
        {f"{NOT_DELETED}, {OPEN_OR_DONE}", f"{OPEN_OR_DONE}, {OPEN_OR_DONE}", BATCHES},
        PART + BETWEEN,
    ),
    "undo": (lambda site: site.send("/restore", batch="c" * 24), {BATCHES}, PART),
    "export": (lambda site: site.get("/export.json"), ID, NUMBER),
    "import": (
        lambda site: site.send("/import", file=(io.BytesIO(IMPORTED), "a.json")),
        ID,
        1,
    ),
    "readiness": (lambda site: site.get("/readyz"), {*ID, "COLLSCAN"}, 1),
}
"""What people do, the plans of its queries, and the number of tasks it is about."""


def task(number: int) -> dict[str, Any]:
    """Return a task."""
    return {
        "_id": ObjectId(f"{number:024x}"),
        "title": f"Task {number}",
        "creation": NOON - datetime.timedelta(minutes=number),
        "version": 1,
        "words": words_of(f"Task {number}"),
        **STATES[number % len(STATES)],
    }


@pytest.fixture
def profiled(
    make_app: MakeApp, database: PlainDB, browse: Callable[[Flask], Site]
) -> Callable[[Act], list[Entry]]:
    """Return a function that acts on a site with many tasks and returns its queries."""
    app = make_app()
    app.test_cli_runner().invoke(args=["setup"])
    database["tasks"].insert_many(map(task, range(NUMBER)))
    site = browse(app)

    def act(act: Act) -> list[Entry]:
        database.command("profile", 2)
        act(site)
        database.command("profile", 0)
        measured = {"ns": f"{database.name}.tasks", "planSummary": {"$exists": True}}
        return database["system.profile"].find(measured, MEASURED).to_list()

    return act


@pytest.mark.parametrize("name", ACTS)
def test_index_use(profiled: Callable[[Act], list[Entry]], name: str) -> None:
    """Each query uses an index for it, and reads one key more than it needs at most."""
    act, plans, number = ACTS[name]
    queries = profiled(act)
    assert {each["planSummary"] for each in queries} <= plans
    for each in queries:
        assert each["keysExamined"] <= number + 1
        assert each["docsExamined"] <= number + 1
