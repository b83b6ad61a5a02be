"""The fields of a task, each in every form, page and file that it belongs to."""

from typing import Any, NamedTuple

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase

from mongokit import SchemaTypeError, ValidationError
from tests.todo.pages import Element, Page
from tests.todo.transfers import ID, MILK, OTHER_ID, TIME, import_tasks, stored
from todo.extensions import db
from todo.tasks.fields import FIELDS, FORM_FIELDS, SEARCHED_FIELDS
from todo.tasks.model import Task

PlainDB = PlainDatabase[dict[str, Any]]


class Filled(NamedTuple):
    """Example values of a form field.

    :param first: a value that occurs in no other field, as it is submitted.
    :param second: another such value.
    :param shown: the format in which pages show a value.
    """

    first: str
    second: str
    shown: str = "{}"


class Stored(NamedTuple):
    """Example values of a field in an export file.

    :param value: a valid value; for a form field, the stored :attr:`Filled.first`.
    :param refused: invalid values.
    """

    value: Any
    refused: list[Any]


INVALID_TIMES = [1, True, "2026-11-23", {"$date": "2026-02-30T12:00:00Z"}]
INVALID_IDS = [1, True, "", ID, {"$oid": "1"}]
FILLED = {
    "title": Filled("First heading", "Second heading"),
    "text": Filled("Early words", "Late words"),
}
STORED = {
    "title": Stored("First heading", ["", " ", "x" * 201, "\0", 1, True, []]),
    "text": Stored("Early words", ["x" * 10_001, "\0", 1, True, []]),
    "creation": Stored(TIME, INVALID_TIMES),
    "version": Stored(3, [-1, 100_000_001, 1.5, "2", True]),
    "changed": Stored(TIME, INVALID_TIMES),
    "done": Stored(value=True, refused=[0, 1, "true", []]),
    "finished": Stored(TIME, INVALID_TIMES),
    "deleted": Stored({"$date": "2400-01-01T00:00:00Z"}, INVALID_TIMES),
    "batch": Stored({"$oid": OTHER_ID}, INVALID_IDS),
    "order": Stored(-3, [2**53, 1.5, "2", True]),
}
DERIVED = {"words"}
REQUIRED = Task.required_fields
NOT_ON_THE_LIST = {"text"}
FIRST = {name: filled.first for name, filled in FILLED.items()}
SECOND = {name: filled.second for name, filled in FILLED.items()}
REFUSED = [
    pytest.param(name, value, id=f"{name}-{number}")
    for name, examples in STORED.items()
    for number, value in enumerate(examples.refused)
]
each_form_field = pytest.mark.parametrize("name", FILLED)


def test_each_field_is_tested_here() -> None:
    """Every field has examples above, or is derived."""
    assert set(FILLED) == set(FORM_FIELDS)
    assert STORED.keys() | DERIVED == set(FIELDS) == set(Task.structure)
    assert {name for name in FIELDS if FIELDS[name].is_derived} == DERIVED


def test_searched_fields() -> None:
    """Title and text are searched."""
    assert SEARCHED_FIELDS == ["title", "text"]


@pytest.fixture
def path(site: Any, database: PlainDB) -> str:
    """Return the path of a new task with the first example values."""
    site.post("/new", {**site.form(), **FIRST})
    (task,) = stored(database)
    return f"/{task['_id']}"


def fields_of(response: Any, button: str) -> dict[str, str]:
    """Return the initial field values of the form with this button."""
    page = Page(response.text)
    return page.form_of(page.root.one("button", button)).fields


def shows(element: Element, name: str, value: str) -> bool:
    """Return whether an element of a page shows a value of a field."""
    return FILLED[name].shown.format(value) in element.text


@each_form_field
def test_forms_label_it(site: Any, path: str, name: str) -> None:
    """Each form has the field, labelled as declared."""
    for form in ("/new", f"{path}/edit"):
        page = Page(site.get(form).text).root
        assert page.one("label", FORM_FIELDS[name].label)["for"] == name
        assert name in fields_of(site.get(form), "Add" if form == "/new" else "Save")


@each_form_field
def test_a_new_task_has_it(database: PlainDB, path: str, name: str) -> None:
    """A new task stores the value that was filled in."""
    (task,) = stored(database)
    assert path
    assert task[name] == STORED[name].value


@each_form_field
def test_the_edit_form_has_it(site: Any, path: str, name: str) -> None:
    """The edit form starts with the stored value."""
    assert fields_of(site.get(f"{path}/edit"), "Save")[name] == FIRST[name]


@each_form_field
def test_an_edit_changes_it(site: Any, database: PlainDB, path: str, name: str) -> None:
    """An edit changes this field and no other."""
    (before,) = stored(database)
    site.press_on(f"{path}/edit", "Save", **{name: SECOND[name]})
    (after,) = stored(database)
    derived = {*DERIVED, "version", "changed"}
    assert {key for key in after if after[key] != before.get(key)} - derived == {name}
    assert str(after[name]) == SECOND[name]


@each_form_field
def test_the_task_page_shows_it(site: Any, path: str, name: str) -> None:
    """The page of a task shows the value."""
    article = Page(site.get(path).text).root.one("article")
    assert shows(article, name, FIRST[name])


@pytest.mark.parametrize("name", FILLED.keys() - NOT_ON_THE_LIST)
def test_the_list_shows_it(site: Any, path: str, name: str) -> None:
    """An item of the list shows the value."""
    assert path
    (item,) = site.items()
    assert shows(item, name, FIRST[name])


@each_form_field
def test_the_api_has_it(site: Any, name: str) -> None:
    """The API takes the value for a new task, changes it, and shows it."""
    values = {each: STORED[each].value for each in FILLED}
    task = site.client.post("/api/tasks", json=values).json
    assert task[name] == values[name]
    change = {name: type(values[name])(SECOND[name])}
    assert site.client.patch(task["url"], json=change).json[name] == change[name]


@each_form_field
def test_a_conflict_shows_it(site: Any, path: str, name: str) -> None:
    """In a conflict, the page shows the other user's value and keeps the typed one."""
    mine = site.get(f"{path}/edit")
    site.press_on(f"{path}/edit", "Save", **SECOND)
    response = site.press(mine, "Save", **{**SECOND, name: FIRST[name]})
    assert response.status_code == 409
    theirs = Page(response.text).root.one("section", aria_labelledby="theirs")
    assert shows(theirs, name, SECOND[name])
    assert fields_of(response, "Save my version")[name] == FIRST[name]


@each_form_field
def test_the_page_of_a_deleted_task_keeps_it(site: Any, path: str, name: str) -> None:
    """After an edit of a deleted task, the form for a new task has the typed value."""
    mine = site.get(f"{path}/edit")
    site.send(f"{path}/delete")
    response = site.press(mine, "Save", **SECOND)
    assert response.status_code == 410
    assert fields_of(response, "Save as new task")[name] == SECOND[name]


@each_form_field
def test_error_pages_keep_it(site: Any, path: str, name: str) -> None:
    """An error page shows the value in a labelled field."""
    for form in ("/new", f"{path}/edit"):
        response = site.post(form, FIRST)  # without its CSRF token
        assert response.status_code == 400
        assert fields_of(response, "Try again")[name] == FIRST[name]
        label = Page(response.text).root.one("label", FORM_FIELDS[name].label)
        assert label["for"] == name


def test_error_pages_keep_hidden_fields(site: Any, path: str) -> None:
    """The form on an error page keeps the hidden fields, with a fresh CSRF token."""
    assert path
    hidden = {"version": "3", "token": "x", "show": "done", "csrf_token": "old"}
    response = site.post("/new", {**hidden, **FIRST})
    sent = fields_of(response, "Try again")
    assert sent.pop("csrf_token") != hidden.pop("csrf_token")
    assert sent == {**hidden, **FIRST}


@pytest.mark.parametrize("name", STORED)
def test_files_contain_it(site: Any, database: PlainDB, name: str) -> None:
    """The field is stored by an import, and exported with the same value."""
    value = STORED[name].value
    import_tasks(site, {**MILK, name: value})
    assert name in stored(database)[0]
    (task,) = site.get("/export.json").json["tasks"]
    assert task[name] == value


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_files_are_checked(site: Any, name: str, value: Any) -> None:
    """A task with an invalid value is not imported."""
    assert "0 imported, 0 unchanged, 1 refused" in import_tasks(
        site, {**MILK, name: value}
    )


@pytest.mark.parametrize(
    ("name", "value"), [pair for pair in REFUSED if pair.values[0] in FILLED]
)
def test_documents_are_checked(app: Flask, name: str, value: Any) -> None:
    """The document class rejects invalid values of form fields, as an import does."""
    with app.app_context():
        task = db.Task()
        task.update({"title": "a", name: value})
        with pytest.raises((ValidationError, SchemaTypeError)):
            task.validate()


@pytest.mark.parametrize("name", [name for name in FILLED if name not in REQUIRED])
def test_documents_without_it(site: Any, database: PlainDB, name: str) -> None:
    """A task that lacks the field can be shown and edited."""
    database["tasks"].insert_one({"_id": ObjectId(ID), "title": "a"})
    assert [site.get(path).status_code for path in ("/", f"/{ID}")] == [200, 200]
    form = fields_of(site.get(f"/{ID}/edit"), "Save")
    assert form[name] == str(FIELDS[name].default)
    assert site.press_on(f"/{ID}/edit", "Save").status_code == 303
