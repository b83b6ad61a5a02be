"""Each step of the tutorial starts, answers, and passes its own tests."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.database import Database as PlainDatabase

from docs.generate.steps import STEPS
from showcase.steps import imported
from standalone import EmbeddedMongod
from tests.tutorial.own_tests import TESTED, run_tests

MILK = {"title": "Buy <milk>", "text": "Two litres", "priority": "high", "tags": "shop"}
ID = re.compile(r'href="/([0-9a-f]{24})"')
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def settings(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> dict[str, str]:
    """Return the settings that lead a step to a database of its own."""
    return {"MONGODB_URI": mongod.uri, "MONGODB_DATABASE": database.name}


@pytest.fixture(params=STEPS, ids=lambda step: step.name)
def step(request: pytest.FixtureRequest) -> Path:
    """Return the folder of a step."""
    folder: Path = request.param
    return folder


@pytest.fixture
def app(step: Path, settings: dict[str, str]) -> Iterator[Flask]:
    """Return the application of a step."""
    with imported(step, settings) as app:
        yield app


def send(web: FlaskClient, page: str, path: str, **form: str) -> Any:
    """Send a form with the token that a page contains."""
    [token, *_] = TOKEN.findall(web.get(page).text)
    return web.post(path, data={"csrf_token": token, **form})


@pytest.mark.parametrize("step", STEPS[:1], indirect=True, ids=lambda step: step.name)
def test_the_first_step_lists_titles(
    app: Flask, database: PlainDatabase[dict[str, Any]]
) -> None:
    """Its page is the list of the stored titles, as JSON."""
    database["tasks"].insert_one({"title": "Buy milk"})
    assert app.test_client().get("/").json == ["Buy milk"]


@pytest.mark.parametrize("step", STEPS[1:], indirect=True, ids=lambda step: step.name)
def test_a_task_is_added_and_shown(
    app: Flask, database: PlainDatabase[dict[str, Any]]
) -> None:
    """Each later step adds a task, lists it and shows it, with the markup escaped."""
    web = app.test_client()
    assert "No tasks yet." in web.get("/").text
    added = send(web, "/new", "/new", **MILK)
    assert (added.status_code, added.location) == (303, "/")
    [stored] = database["tasks"].find()
    assert (stored["title"], stored["tags"]) == (MILK["title"], ["shop"])
    listed = web.get("/").text
    assert "Added “Buy &lt;milk&gt;”." in listed
    [task_id] = ID.findall(listed)
    assert "Two litres" in web.get(f"/{task_id}").text
    assert web.get(f"/{task_id[::-1]}").status_code == 404
    assert web.get("/milk").status_code == 400


@pytest.mark.parametrize("step", STEPS[1:], indirect=True, ids=lambda step: step.name)
def test_a_form_needs_its_token(
    app: Flask, database: PlainDatabase[dict[str, Any]]
) -> None:
    """A form that another site sends is refused."""
    assert app.test_client().post("/new", data=MILK).status_code == 400
    assert database["tasks"].count_documents({}) == 0


@pytest.mark.parametrize("step", TESTED, indirect=True, ids=lambda step: step.name)
def test_its_own_tests_pass(
    step: Path, mongod: EmbeddedMongod, packages: Path, tmp_path: Path
) -> None:
    """The tests of a step pass without warnings."""
    run_tests(step, "test_tasks.py", mongod, packages, tmp_path)
