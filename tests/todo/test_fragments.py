"""Fragments: parts of pages, at the same URLs as the whole pages."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Element, Page

PlainDB = PlainDatabase[dict[str, Any]]
HEADER = "Todo-Fragment"
FRAGMENT = {HEADER: "/"}
WHOLE_PAGES = ["/new", "/{id}", "/help", "/import"]
OTHER_HEADERS = [
    {},
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Request-Type": "partial"},
    {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "li#task-{id}"},
]


def parts_of(response: Any) -> dict[str, Element]:
    """Return the parts of a fragment by the places that they are for."""
    assert response.headers[HEADER]
    root = Page(response.text).root
    children = [child for child in root.children if isinstance(child, Element)]
    assert {child.tag for child in children} == {"hx-partial"}
    return {child["hx-target"]: child for child in children}


def shape(element: Element) -> list[tuple[str, dict[str, str], str]]:
    """Return the tag, attributes and text of each descendant, in document order.

    The tokens and ids in hidden fields differ between responses.
    """
    for each in element.walk():
        each.attributes.pop("data-batch", None)
        if each["type"] == "hidden":
            each.attributes["value"] = ""
    return [(each.tag, each.attributes, each.text) for each in element.walk()][1:]


def edit(site: Any, task_id: object, **typed: str) -> Any:
    """Send the edit form of an item, and return the response."""
    path = f"/{task_id}/edit"
    part = parts_of(site.get(path, headers=FRAGMENT))[f"#task-{task_id}"]
    fields = part.one("form").fields
    return site.post(path, {**fields, **typed}, headers=FRAGMENT)


@pytest.mark.parametrize("path", ["/", "/?q=zz", "/?show=done", "/?q=a&show=open"])
def test_list(site: Any, add_tasks: Any, path: str) -> None:
    """The fragment of the list has the part of the page that acts replace."""
    add_tasks("a", "b")
    whole, part = site.get(path), site.get(path, headers=FRAGMENT)
    expected = Page(whole.text).root.one("div", id="list")
    assert shape(parts_of(part)["#list"]) == shape(expected)


def test_token(site: Any) -> None:
    """Each fragment of the list has a token for the next task."""
    form = Page(site.get("/").text).root.one("form", "Add a task")
    tokens = {form.fields["token"]}
    for _ in range(2):
        part = parts_of(site.get("/", headers=FRAGMENT))["#add [name=token]"]
        tokens.add(part.one("input")["value"])
    assert len(tokens) == 3
    for token in tokens:
        site.send("/new", title="a", token=token)
    assert site.titles() == ["a", "a", "a"]


@pytest.mark.parametrize("headers", OTHER_HEADERS, ids=str)
@pytest.mark.parametrize("path", ["/", "/{id}", "/{id}/edit", "/x"])
def test_whole_page(
    site: Any, add_tasks: Any, path: str, headers: dict[str, str]
) -> None:
    """Only our own header requests fragments, not the headers of htmx."""
    (task_id,) = add_tasks("a")
    sent = {name: value.format(id=task_id) for name, value in headers.items()}
    response = site.get(path.format(id=task_id), headers=sent)
    assert HEADER not in response.headers
    assert "hx-partial" not in response.text
    assert response.text.startswith("<!DOCTYPE html>") or headers


@pytest.mark.parametrize("path", WHOLE_PAGES)
def test_pages_without_fragments(site: Any, add_tasks: Any, path: str) -> None:
    """Pages that no act needs are always whole, and say so."""
    (task_id,) = add_tasks("a")
    response = site.get(path.format(id=task_id), headers=FRAGMENT)
    assert response.text.startswith("<!DOCTYPE html>")
    assert HEADER not in response.headers


@pytest.mark.parametrize("path", ["/", "/{id}/edit", "/x", *WHOLE_PAGES])
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_vary(site: Any, add_tasks: Any, path: str, headers: dict[str, str]) -> None:
    """The ``Vary`` header of every page lists the header of fragment requests."""
    (task_id,) = add_tasks("a")
    response = site.get(path.format(id=task_id), headers=headers)
    assert HEADER in response.vary


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/manifest.webmanifest"])
def test_no_vary(site: Any, path: str) -> None:
    """The ``Vary`` header of files and health checks does not list it."""
    assert HEADER not in site.get(path).vary


def test_messages(site: Any) -> None:
    """Each message is shown in one fragment only; without one, the bar is kept."""
    site.add("a")
    part = parts_of(site.get("/", headers=FRAGMENT))["#status"]
    assert part.names("p") == ['Added "a".']
    assert "#status" not in parts_of(site.get("/", headers=FRAGMENT))
    assert site.messages(site.get("/")) == []


@pytest.mark.parametrize("act", ["/new", "/{id}/done", "/{id}/delete", "/clear-done"])
@pytest.mark.parametrize("page", ["/", "/?show=done", "/?show=open&q=%C3%A9+a"])
def test_state_of_the_list(site: Any, add_tasks: Any, act: str, page: str) -> None:
    """Each act leads to the list that the browser shows."""
    (task_id,) = add_tasks("a")
    form = {**site.form(), "title": "b"}
    headers = {HEADER: page}
    response = site.post(act.format(id=task_id), form, headers=headers)
    assert response.status_code == 303
    assert response.headers["Location"] == page


@pytest.mark.parametrize(
    "page", ["", "//evil.example", "/?before=x", "/?show=é", "\x7f"]
)
def test_hostile_state(site: Any, add_tasks: Any, page: str) -> None:
    """An invalid state of the list leads to the first page of all tasks."""
    (task_id,) = add_tasks("a")
    response = site.post(f"/{task_id}/done", site.form(), headers={HEADER: page})
    assert response.headers["Location"] == "/"


def test_undo(site: Any, add_tasks: Any) -> None:
    """The form of "Undo" keeps the filter and search of the list."""
    (task_id,) = add_tasks("a")
    site.send(f"/{task_id}/delete")
    status = parts_of(site.get("/?show=open&q=b", headers=FRAGMENT))["#status"]
    fields = status.one("form").fields
    assert (fields["show"], fields["q"]) == ("open", "b")


def test_invalid_title(site: Any) -> None:
    """A title that is not valid is answered with what is wrong with it."""
    form = {**site.form(), "title": "x" * 201}
    response = site.post("/new", form, headers=FRAGMENT)
    assert response.status_code == 422
    parts = parts_of(response)
    problem = "Title is 201 characters long; the limit is 200."
    assert parts["#add-problem"].text == problem
    token = parts["#add [name=token]"].one("input")["value"]
    assert token == form["token"]


def test_edit_form(site: Any, task: Any) -> None:
    """The form in an item has the fields and the version of the edit page."""
    path = f"/{task['_id']}/edit"
    (part,) = parts_of(site.get(path, headers=FRAGMENT)).values()
    form = part.one("form", "Edit task")
    fields, whole = form.fields, Page(site.get(path).text).root.one("form").fields
    for each in (fields, whole):
        del each["csrf_token"]
    assert fields == whole
    assert form["action"] == path
    assert form.names("button") == ["Save"]
    assert form.one("a", "Cancel")["href"] == f"/{task['_id']}"


def test_two_edit_forms(site: Any, add_tasks: Any) -> None:
    """Two edit forms in the list, including error summaries, have no ids in common."""
    ids = [box["id"] for box in Page(site.get("/").text).root.walk()]
    for task_id in add_tasks("a", "b"):
        response = edit(site, task_id, title="")
        assert response.status_code == 422
        root = parts_of(response)[f"#task-{task_id}"]
        ids += [element["id"] for element in root.walk()]
        problem = root.one("section")
        heading = root.one("h3", id=problem["aria-labelledby"])
        assert heading.text == "There is a problem"
        assert problem.one("div", role="alert").text == "Enter a title."
        for label in root.all("label"):
            assert label["for"] in ids
        for link in problem.all("a"):
            assert link["href"].removeprefix("#") in ids
    given = [each for each in ids if each]
    assert len(given) == len(set(given))


def test_saving(site: Any, task: Any) -> None:
    """Saving in an item leads to the list, with the message."""
    response = edit(site, task["_id"], title="Tea")
    assert response.headers["Location"] == "/"
    parts = parts_of(site.get("/", headers=FRAGMENT))
    assert parts["#status"].names("p") == ['Saved "Tea".']
    assert parts["#list"].all("a", "Tea")


def test_conflict(site: Any, task: Any, database: PlainDB) -> None:
    """A conflict shows both versions in the item, and the new one can be saved."""
    path = f"/{task['_id']}/edit"
    part = parts_of(site.get(path, headers=FRAGMENT))[f"#task-{task['_id']}"]
    form = part.one("form").fields
    theirs = {"title": "Theirs", "text": "Their text", "version": 7}
    database["tasks"].update_one({}, {"$set": theirs})
    response = site.post(path, {**form, "title": "Mine"}, headers=FRAGMENT)
    assert response.status_code == 409
    part = parts_of(response)[f"#task-{task['_id']}"]
    assert "Somebody else changed this task" in part.names("h3")
    version = part.one("section", "Their version").text
    assert "Theirs" in version
    assert "Their text" in version
    mine = part.one("form", "Your version")
    assert mine.fields["title"] == "Mine"
    assert mine.names("button") == ["Save my version"]
    assert mine.names("a") == ["Keep their version"]
    assert site.post(path, mine.fields, headers=FRAGMENT).status_code == 303
    assert site.titles() == ["Mine"]


@pytest.mark.parametrize("state", ["deleted", "removed for good"])
def test_deleted_while_editing(
    site: Any, task: Any, database: PlainDB, state: str
) -> None:
    """Words typed for a deleted task can be added as a new one, in the item."""
    path = f"/{task['_id']}/edit"
    part = parts_of(site.get(path, headers=FRAGMENT))[f"#task-{task['_id']}"]
    form = part.one("form").fields
    if state == "removed for good":
        database["tasks"].delete_one({})
    else:
        deleted = ObjectId("0" * 24).generation_time
        database["tasks"].update_one({}, {"$set": {"deleted": deleted}})
    response = site.post(path, {**form, "title": "Mine"}, headers=FRAGMENT)
    assert response.status_code == 410
    part = parts_of(response)[f"#task-{task['_id']}"]
    assert part.names("h3") == ["This task was deleted"]
    new = part.one("form", "Save as new task")
    empty = site.post("/new", {**new.fields, "title": ""}, headers=FRAGMENT)
    assert empty.status_code == 422
    part = parts_of(empty)[f"#task-{task['_id']}"]
    assert part.names("h3") == ["There is a problem"]
    again = part.one("form", "Save as new task")
    fields = {**again.fields, "title": "Mine"}
    assert site.post("/new", fields, headers=FRAGMENT).status_code == 303
    assert site.titles() == ["Mine"]


@pytest.mark.parametrize("act", ["/done", "/reopen", "/edit"])
def test_acts_on_a_deleted_task(site: Any, add_tasks: Any, act: str) -> None:
    """An act on a deleted task is answered with an alert and a button to restore it."""
    (task_id,) = add_tasks("a")
    site.send(f"/{task_id}/delete")
    path = f"/{task_id}{act}"
    if act == "/edit":
        response = site.get(path, headers=FRAGMENT)
    else:
        response = site.post(path, site.form(), headers=FRAGMENT)
    assert response.status_code == 410
    alert = parts_of(response)["#status"].one("div", role="alert")
    assert 'This task was deleted: "a".' in alert.text
    restored = site.post(
        alert.one("form")["action"], alert.one("form").fields, headers=FRAGMENT
    )
    assert restored.status_code == 303
    assert site.titles() == ["a"]


@pytest.mark.parametrize(
    ("path", "form", "status", "words"),
    [
        ("/{none}/done", {}, 404, "Task not found."),
        ("/{none}/edit", None, 404, "Task not found."),
        ("/x/done", {}, 400, "That address is not a task."),
        ("/?before=x", None, 400, "That link is not right."),
        ("/new", {"csrf_token": ""}, 400, "This form is too old."),
        ("/new", {"title": "x" * 300_000}, 413, "That is too much text."),
    ],
)
def test_errors(
    site: Any, path: str, form: dict[str, str] | None, status: int, words: str
) -> None:
    """Errors are alerts for the message bar; they leave everything else alone."""
    url = path.format(none="0" * 24)
    if form is None:
        response = site.get(url, headers=FRAGMENT)
    else:
        response = site.post(url, {**site.form(), **form}, headers=FRAGMENT)
    assert response.status_code == status
    parts = parts_of(response)
    assert words in parts.pop("#status").one("div", role="alert").text
    assert set(parts) <= {"[name=csrf_token]"}


def test_too_much_text(site: Any) -> None:
    """The alert about too much text does not send anybody back: the form is there."""
    form = {**site.form(), "title": "x" * 300_000}
    alert = parts_of(site.post("/new", form, headers=FRAGMENT))["#status"]
    assert "What you typed is still there" in alert.text
    assert "Back" not in alert.text


def test_too_old_a_form(site: Any) -> None:
    """The alert about a form that is too old has a token with which it can be sent."""
    form = {"csrf_token": "", "title": "a"}
    parts = parts_of(site.post("/new", form, headers=FRAGMENT))
    token = parts["[name=csrf_token]"].one("input")["value"]
    response = site.post("/new", {**form, "csrf_token": token}, headers=FRAGMENT)
    assert response.status_code == 303


def test_no_database(make_app: Any, browse: Any) -> None:
    """Without a database, the alert says so."""
    site = browse(make_app(MONGODB_URI="mongodb://127.0.0.1:1", MONGODB_TIMEOUT_MS=50))
    response = site.get("/", headers=FRAGMENT)
    assert response.status_code == 503
    alert = parts_of(response)["#status"].one("div", role="alert")
    assert "The database cannot be reached." in alert.text
