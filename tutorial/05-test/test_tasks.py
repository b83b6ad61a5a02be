"""Tests of the pages, on a real MongoDB."""

import datetime

import pytest

from model import db

MILK = {"title": "Buy milk", "text": "Two litres", "priority": "high", "tags": "shop"}


def stored_tasks(app):
    """Return the documents in the database, as plain dicts."""
    with app.app_context():
        return db.tasks.find().to_list()


def add(web, **changes):
    """Add a task, and return the address of its page."""
    web.post("/new", data={**MILK, **changes})
    with web.application.app_context():
        task = db.Task.find_one(sort=[("_id", -1)])
    return f"/{task['_id']}"


def test_a_new_task_is_stored(app, web):
    """The form stores a document with its fields and defaults."""
    response = web.post("/new", data=MILK)
    assert (response.status_code, response.location) == (303, "/")
    [task] = stored_tasks(app)
    age = datetime.datetime.now(datetime.UTC) - task.pop("creation")
    assert datetime.timedelta() <= age < datetime.timedelta(minutes=1)
    del task["_id"]
    assert task == {**MILK, "tags": ["shop"], "done": False}


def test_each_task_has_its_own_creation_time(app):
    """The default is evaluated for each document, not once at import."""
    with app.app_context():
        assert db.Task().creation < db.Task().creation


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Enter a title."),
        ({"title": "x" * 201}, "The title is longer than 200 characters."),
        ({"priority": "urgent"}, "priority must be in"),
    ],
)
def test_an_invalid_task_is_refused(app, web, changes, message):
    """The form comes back with the error and what was typed; nothing is stored."""
    response = web.post("/new", data={**MILK, **changes})
    assert response.status_code == 422
    assert message in response.text
    assert "Two litres" in response.text
    assert stored_tasks(app) == []


def test_a_task_is_edited(app, web):
    """The edit form replaces the fields."""
    response = web.post(f"{add(web)}/edit", data={**MILK, "title": "Buy tea"})
    assert response.status_code == 303
    assert [task["title"] for task in stored_tasks(app)] == ["Buy tea"]


def test_markup_is_shown_as_text(web):
    """A title cannot bring its own HTML into a page."""
    assert "&lt;script&gt;" in web.get(add(web, title="<script>")).text


@pytest.mark.parametrize(("path", "status"), [("/abc", 400), (f"/{'0' * 24}", 404)])
def test_unknown_ids(web, path, status):
    """An invalid id is a bad request, and an unknown one is not found."""
    assert web.get(path).status_code == status
    assert web.post(f"{path}/done").status_code == status


def test_a_form_without_its_token_is_refused(app, web):
    """Another site cannot send the form: it does not know the CSRF token."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert web.post("/new", data=MILK).status_code == 400
    assert stored_tasks(app) == []
