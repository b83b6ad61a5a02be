"""The clients understand the site's pages."""

import io
import json
import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymongo.database import Database as PlainDatabase

from chaos import pages
from chaos.history import Outcome, Seen, Stored
from standalone import EmbeddedMongod
from todo import create_app
from todo.error_pages import render_problem
from todo.extensions import db
from todo.problems import (
    DATABASE_FULL,
    NO_DATABASE,
    NO_PRIMARY,
    OLD_FORM,
    OUR_FAULT,
    UNCONFIRMED,
    UNKNOWN_OUTCOME,
    Problem,
)

TASK_ID = f"{1:024x}"
BATCH = "b" * 24


@pytest.fixture
def app(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, object]]
) -> Iterator[Flask]:
    """Return the site on an empty database."""
    app = create_app(
        {
            "SECRET_KEY": secrets.token_hex(32),
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": database.name,
        }
    )
    yield app
    with app.app_context():
        db.close()


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Return a client of the site, which has a task named ``t1``."""
    client = app.test_client()
    token = pages.field(client.get("/new").text, "csrf_token")
    client.environ_base["HTTP_X_CSRFTOKEN"] = token or ""
    record = {
        "_id": {"$oid": TASK_ID},
        "title": "t1 w1",
        "text": "w1",
        "creation": {"$date": "2026-01-01T00:00:00Z"},
    }
    file = json.dumps({"tasks": [record]}).encode()
    for numbers in ((1, 0, 0), (0, 1, 0)):
        upload = {"file": (io.BytesIO(file), "tasks.json")}
        response = client.post("/import", data=upload)
        assert pages.report(response.text) == numbers
    return client


def test_list(visitor: FlaskClient) -> None:
    """The list shows names, words and states."""
    (item,) = pages.items(visitor.get("/").text)
    assert (item.id, item.seen) == (
        TASK_ID,
        Seen("t1", "w1", is_done=False, is_deleted=False),
    )
    visitor.post(f"/{TASK_ID}/done")
    (item,) = pages.items(visitor.get("/?q=t1").text)
    assert item.seen.is_done
    visitor.post(f"/{TASK_ID}/delete")
    (item,) = pages.items(visitor.get("/?show=deleted").text)
    assert item.seen == Seen("t1", "w1", is_deleted=True)


def test_task_and_edit_form(visitor: FlaskClient) -> None:
    """The page of a task shows its words and state, the form its version."""
    seen = Seen("t1", "w1", is_done=False, is_deleted=False)
    assert pages.seen_on(visitor.get(f"/{TASK_ID}").text) == seen
    for version, words in enumerate(("w2", "w3")):
        form = visitor.get(f"/{TASK_ID}/edit").text
        assert pages.seen_on(form).version == pages.edit_version(form) == version
        sent = {
            "title": f"t1 {words}",
            "text": words,
            "version": pages.field(form, "version") or "",
        }
        assert visitor.post(f"/{TASK_ID}/edit", data=sent).status_code == 303
    assert pages.seen_on(visitor.get(f"/{TASK_ID}/edit").text) == Seen(
        "t1", "w3", 2, is_deleted=False
    )


def test_numbers(visitor: FlaskClient) -> None:
    """The messages of "Clear done" and its undo state numbers."""
    visitor.post("/clear-done", data={"batch": BATCH})
    assert [*pages.numbers(visitor.get("/").text)] == [("Deleted", 0)]
    visitor.post(f"/{TASK_ID}/done")
    visitor.get("/")
    visitor.post("/clear-done", data={"batch": BATCH})
    visitor.post("/restore", data={"batch": BATCH})
    told = [("Deleted", 1), ("Restored", 1)]
    assert [*pages.numbers(visitor.get("/").text)] == told


def test_export(visitor: FlaskClient) -> None:
    """The export contains the stored state."""
    (stored,) = pages.stored(visitor.get("/export.json").text)
    assert stored == Stored("t1", "w1", "w1", version=0, id=TASK_ID)
    visitor.post(f"/{TASK_ID}/done")
    visitor.post("/clear-done", data={"batch": BATCH})
    (stored,) = pages.stored(visitor.get("/export.json").text)
    assert stored == Stored(
        "t1", "w1", "w1", 0, is_done=True, is_deleted=True, batch=BATCH, id=TASK_ID
    )
    visitor.post("/new", data={"title": "t2 w2", "text": "w2"})
    assert pages.stored(visitor.get("/export.json").text)[-1].version == 1


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (DATABASE_FULL, Outcome.REFUSED),
        (NO_DATABASE, Outcome.REFUSED),
        (NO_PRIMARY, Outcome.REFUSED),
        (UNKNOWN_OUTCOME, Outcome.UNKNOWN),
        (UNCONFIRMED, Outcome.UNKNOWN),
        (replace(OUR_FAULT, request_id="1"), Outcome.UNKNOWN),
    ],
    ids=lambda value: value.title if isinstance(value, Problem) else value,
)
def test_error_pages(app: Flask, problem: Problem, outcome: Outcome) -> None:
    """An error page says whether the request was refused."""
    with app.test_request_context("/new", method="POST"):
        page = render_problem(problem).get_data(as_text=True)
    assert pages.outcome(problem.status, page) is outcome
    assert bool(pages.problem(problem.status, page)) == (problem.status == 500)


def test_broken_answers() -> None:
    """Statuses that no request of the clients deserves are problems."""
    assert pages.problem(OLD_FORM.status, "") == "status 400"
    assert pages.problem(503, "Traceback (most recent call last):") == "a traceback"
    assert pages.problem(None, "") == ""
    assert pages.outcome(None, "") is Outcome.UNKNOWN
