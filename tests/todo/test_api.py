"""The tasks as JSON."""

from typing import Any

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from tests.todo.conftest import MakeApp

PlainDB = PlainDatabase[dict[str, Any]]
TASKS = "/api/tasks"
PROBLEM = "application/problem+json"


@pytest.fixture
def api(app: Flask) -> Any:
    """Return a client of the API."""
    return app.test_client()


def test_a_new_task(api: Any) -> None:
    """POST returns the new task and its URL, which returns the same."""
    response = api.post(TASKS, json={"title": " Buy  milk ", "text": "a\r\nb"})
    task = response.json
    assert response.status_code == 201
    assert response.headers["Location"] == task["url"] == f"{TASKS}/{task['id']}"
    assert (task["title"], task["text"]) == ("Buy milk", "a\nb")
    assert (task["done"], task["version"], task["finished"]) == (False, 1, None)
    assert api.get(task["url"]).json == task


def test_the_list(api: Any, add_tasks: Any) -> None:
    """GET returns the newest tasks first, and a link to the next page."""
    add_tasks("a", "b", "c", "d")
    pages, url = [], f"{TASKS}?limit=3"
    while url:
        response = api.get(url)
        pages.append([task["title"] for task in response.json])
        url = response.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert pages == [["a", "b", "c"], ["d"]]


def test_deleting(api: Any, add_tasks: Any, database: PlainDB) -> None:
    """DELETE keeps the tasks in the database, as the site does."""
    first, *_ = add_tasks("a", "b", "c")
    assert api.delete(f"{TASKS}/{first}").status_code == 204
    assert api.delete(TASKS).status_code == 204
    assert api.get(TASKS).json == []
    assert database["tasks"].count_documents({"deleted": {"$type": "date"}}) == 3


def test_purging(make_app: MakeApp, add_tasks: Any, database: PlainDB) -> None:
    """On a demo site, tasks can be removed for good."""
    add_tasks("a")
    api: Any = make_app(TODO_DEMO=True).test_client()
    api.delete(f"{TASKS}?purge=true")
    assert database["tasks"].count_documents({}) == 0


def test_samples(make_app: MakeApp) -> None:
    """On a demo site, the same seed adds the same tasks, once."""
    api: Any = make_app(TODO_DEMO=True).test_client()
    found = []
    for _ in range(2):
        api.delete(f"{TASKS}?purge=true")
        added = [
            api.post("/api/samples", json={"number": 9, "seed": 4}).json["added"]
            for _ in range(2)
        ]
        assert added == [9, 0]
        found.append(api.get(TASKS).json)
    assert found[0] == found[1]
    assert len(found[0]) == 9


def test_sites_that_are_no_demo(api: Any, add_tasks: Any) -> None:
    """Without ``TODO_DEMO``, nothing can be removed for good, or sampled."""
    (task_id,) = add_tasks("a")
    purged = api.delete(f"{TASKS}?purge=true")
    sampled = api.post("/api/samples", json={"number": 1, "seed": 1})
    assert [purged.status_code, sampled.status_code] == [404, 404]
    assert [task["id"] for task in api.get(TASKS).json] == [str(task_id)]


def test_unknown_tasks(api: Any) -> None:
    """A task that does not exist is a problem, with the status 404."""
    url = f"{TASKS}/{ObjectId()}"
    for response in (
        api.get(url),
        api.patch(url, json={"done": True}),
        api.delete(url),
    ):
        assert (response.status_code, response.mimetype) == (404, PROBLEM)
