"""The attributes by which the script stores, restores and deletes drafts."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Element, Page


def form_of(page: str) -> Element:
    """Return the form on a page whose words the script keeps."""
    root = Page(page).root
    (form,) = (form for form in root.all("form") if form["data-draft"])
    return form


def accepted(site: Any, response: Any) -> str:
    """Return the key of the stored form, from the page after a redirect."""
    page = Page(site.follow(response).text).root
    (key,) = (
        part["data-accepted"] for part in page.all("div") if part["data-accepted"]
    )
    return key


@pytest.fixture
def milk(database: PlainDatabase[dict[str, Any]]) -> ObjectId:
    """Store a task, and return its id."""
    inserted = database["tasks"].insert_one({"title": "Milk", "text": "", "version": 3})
    return ObjectId(inserted.inserted_id)


@pytest.mark.parametrize("path", ["/", "/new"])
def test_new_tasks(site: Any, path: str) -> None:
    """The draft of a new task is identified by the token; the message names it."""
    form = form_of(site.get(path).text)
    token = form.fields["token"]
    assert form["data-draft"] == f"{path}#{token}"
    assert "data-unsaved" not in form.attributes
    added = site.post("/new", {**form.fields, "title": "Bread"})
    assert accepted(site, added) == f"/new#{token}"


def test_edits(site: Any, milk: ObjectId) -> None:
    """The draft of an edit is identified by the version; the message names it."""
    path = f"/{milk}/edit"
    form = form_of(site.get(path).text)
    assert form["data-draft"] == f"{path}#3"
    assert "data-unsaved" not in form.attributes
    saved = site.post(path, {**form.fields, "title": "Bread"})
    assert accepted(site, saved) == f"{path}#3"
    assert form_of(site.get(path).text)["data-draft"] == f"{path}#4"


def test_editing_in_place(site: Any, milk: ObjectId) -> None:
    """An edit in place and one on its page have the same draft."""
    item = site.get(f"/{milk}/edit", headers={"Todo-Fragment": "/"})
    assert form_of(item.text)["data-draft"] == f"/{milk}/edit#3"


def test_tasks_without_version(site: Any, add_tasks: Any) -> None:
    """A task that has no version yet has an empty identity."""
    (task_id,) = add_tasks("Milk")
    assert form_of(site.get(f"/{task_id}/edit").text)["data-draft"].endswith("/edit#")


def test_overlong_identity(site: Any, milk: ObjectId) -> None:
    """An overlong version does not fill the session cookie."""
    saved = site.send(f"/{milk}/edit", title="Milk", version="3" * 5000)
    assert accepted(site, saved) == f"/{milk}/edit#" + "3" * 64


@pytest.mark.parametrize(
    ("status", "fields", "identity"),
    [
        (422, {"title": ""}, "3"),
        (409, {"version": "2"}, "3"),
        (400, {"csrf_token": ""}, "3"),
    ],
)
def test_words_that_are_not_stored(
    site: Any, milk: ObjectId, status: int, fields: dict[str, str], identity: str
) -> None:
    """A page that only shows what was typed says so, and has the form's own place."""
    form = {"title": "Bread", "text": "", "version": "3", **fields}
    response = site.send(f"/{milk}/edit", **form)
    assert response.status_code == status
    shown = form_of(response.text)
    assert shown["data-draft"] == f"/{milk}/edit#{identity}"
    assert "data-unsaved" in shown.attributes


def test_a_deleted_task(site: Any, milk: ObjectId) -> None:
    """An edit of a deleted task keeps its place, with the token of a new task."""
    site.send(f"/{milk}/delete")
    response = site.send(f"/{milk}/edit", title="Bread", text="", version="3")
    form = form_of(response.text)
    assert form["data-draft"] == f"/{milk}/edit#{form.fields['token']}"
    assert form["action"] == "/new"
    assert "data-unsaved" in form.attributes
    assert "<template" not in response.text


@pytest.mark.parametrize("status", [404, 410])
def test_the_edit_page_of_a_deleted_task(
    site: Any, milk: ObjectId, status: int
) -> None:
    """The page has a hidden form, in case there is a draft of the edit."""
    task_id = ObjectId() if status == 404 else milk
    site.send(f"/{milk}/delete")
    response = site.get(f"/{task_id}/edit")
    assert response.status_code == status
    (template,) = Page(response.text).root.all("template")
    (form,) = template.all("form")
    assert form["data-draft"].startswith(f"/{task_id}/edit#")
    assert "data-unsaved" not in form.attributes
    assert form.fields["title"] == form.fields["text"].strip() == ""
    assert "<template" not in site.get(f"/{task_id}").text


def test_restoration_by_the_browser(site: Any, milk: ObjectId) -> None:
    """No attribute keeps browsers from restoring words, except in a newer version."""
    path = f"/{milk}/edit"
    for page in ("/", "/new", path, "/?q=x"):
        assert "autocomplete" not in site.get(page).text
    name = form_of(site.get(path).text)["name"]
    site.send(path, title="Bread", version="3")
    assert form_of(site.get(path).text)["name"] != name
