"""Fragments: parts of pages, with the same URLs as the whole pages."""

from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Element, Page

PlainDB = PlainDatabase[dict[str, Any]]
FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAGES = ["/", "/new", "/{id}", "/{id}/edit", "/help", "/import", "/x", "/a/b", "/?q=zz"]
WHOLE_PAGE_HEADERS = [
    {},
    {"HX-Request": "true"},
    {"HX-Request-Type": "partial"},
    {"HX-Request": "true", "HX-Request-Type": "full"},
    {"HX-Request": "false", "HX-Request-Type": "partial"},
    {"HX-Target": "li#task-{id}"},
]
OTHER_TARGETS = [
    "",
    "li#task-",
    "li#task-x",
    "main#content",
    "li#task-{id} ",
    "#task-{id}",
]


def item_of(task_id: object) -> dict[str, str]:
    """Return the headers of a request for a task's list item."""
    return {**FRAGMENT, "HX-Target": f"li#task-{task_id}"}


def main_of(page: str) -> Element:
    """Return the ``main`` element of a whole page, with its hidden fields emptied."""
    return without_tokens(Page(page).root.one("main"))


def without_tokens(element: Element) -> Element:
    """Empty what differs between responses, and return the element."""
    for box in element.all("input", type="hidden"):
        box.attributes["value"] = ""
    for form in element.all("form"):
        form.attributes["data-draft"] = ""
    return element


def shape(element: Element) -> list[tuple[str, dict[str, str], str]]:
    """Return the tag, attributes and text of each descendant, in document order."""
    return [(each.tag, each.attributes, each.text) for each in element.walk()][1:]


@pytest.mark.parametrize("path", PAGES)
def test_fragment(site: Any, add_tasks: Any, path: str) -> None:
    """A fragment consists of the page's title and the content of its main part."""
    (task_id,) = add_tasks("a")
    url = path.format(id=task_id)
    whole, part = site.get(url), site.get(url, headers=FRAGMENT)
    assert part.status_code == whole.status_code
    title, partial, *rest = shape(without_tokens(Page(part.text).root))
    assert partial[1]["hx-target"] == "#status"
    assert title[2] == Page(whole.text).root.one("title").text
    assert rest == shape(main_of(whole.text))


@pytest.mark.parametrize("headers", WHOLE_PAGE_HEADERS, ids=str)
def test_whole_page(site: Any, add_tasks: Any, headers: dict[str, str]) -> None:
    """A fragment is sent only if both headers request it."""
    (task_id,) = add_tasks("a")
    sent = {name: value.format(id=task_id) for name, value in headers.items()}
    assert site.get(f"/{task_id}", headers=sent).text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_vary(site: Any, add_tasks: Any, path: str, headers: dict[str, str]) -> None:
    """The ``Vary`` header of every page lists the headers of fragment requests."""
    (task_id,) = add_tasks("a")
    vary = site.get(path.format(id=task_id), headers=headers).vary
    assert {"hx-request", "hx-request-type", "hx-target"} <= set(vary.as_set())


@pytest.mark.parametrize("path", ["/healthz", "/robots.txt", "/manifest.webmanifest"])
def test_no_vary(site: Any, path: str) -> None:
    """The ``Vary`` header of files and health checks does not list ``HX-Request``."""
    assert "HX-Request" not in site.get(path).vary


def test_messages_in_a_fragment(site: Any) -> None:
    """Each message is shown in one fragment only."""
    site.add("a")
    part = site.get("/", headers=FRAGMENT)
    (message,) = Page(part.text).root.one("hx-partial").names("p")
    assert message == 'Added "a".'
    assert site.messages(site.get("/")) == []


def test_item(site: Any, add_tasks: Any) -> None:
    """The response for a list item contains the item's content and the messages."""
    (task_id,) = add_tasks("a")
    response = site.get(f"/{task_id}", headers=item_of(task_id))
    (item,) = site.items()
    (partial, *rest) = (
        child
        for child in Page(response.text).root.children
        if isinstance(child, Element)
    )
    assert (partial.tag, partial["hx-target"]) == ("hx-partial", "#status")
    assert [shape(part) for part in rest] == [
        shape(part) for part in item.children if isinstance(part, Element)
    ]


@pytest.mark.parametrize("target", OTHER_TARGETS)
@pytest.mark.parametrize("path", ["/{id}", "/{id}/edit"])
def test_other_target(site: Any, add_tasks: Any, path: str, target: str) -> None:
    """For any other ``HX-Target``, the main part of the page is sent."""
    (task_id,) = add_tasks("a")
    headers = {**FRAGMENT, "HX-Target": target.format(id=task_id)}
    for sent in (headers, item_of(ObjectId())):
        part = site.get(path.format(id=task_id), headers=sent)
        assert part.text.lstrip().startswith("<title>")


def test_form_in_an_item(site: Any, task: Any) -> None:
    """The form in a list item has the fields and the version of the edit page."""
    path = f"/{task['_id']}/edit"
    part = site.get(path, headers=item_of(task["_id"]))
    form = Page(part.text).root.one("form", "Edit task")
    fields, whole = form.fields, Page(site.get(path).text).root.one("form").fields
    for each in (fields, whole):
        del each["csrf_token"]
    assert fields == whole
    assert form["action"] == form["hx-post"] == path
    assert form.names("button") == ["Save"]
    assert form.one("a", "Cancel")["href"] == f"/{task['_id']}"


def test_two_forms_in_a_list(site: Any, add_tasks: Any) -> None:
    """Two edit forms in the list, including error summaries, have no ids in common."""
    ids: list[str] = [box["id"] for box in Page(site.get("/").text).root.all("input")]
    for task_id in add_tasks("a", "b"):
        form = {**site.form(), "title": "", "version": ""}
        response = site.post(f"/{task_id}/edit", form, headers=item_of(task_id))
        assert response.status_code == 422
        root = Page(response.text).root
        ids += [element["id"] for element in root.walk()]
        problem = root.one("section", role="alert")
        heading = root.one("h3", id=problem["aria-labelledby"])
        assert heading.text == "There is a problem"
        for label in root.all("label"):
            assert label["for"] in ids
        for link in problem.all("a"):
            assert link["href"].removeprefix("#") in ids
    given = [each for each in ids if each]
    assert len(given) == len(set(given))


def test_saving_in_an_item(site: Any, task: Any) -> None:
    """Saving redirects to the list item, whose response includes the message."""
    path, headers = f"/{task['_id']}/edit", item_of(task["_id"])
    form = Page(site.get(path, headers=headers).text).root.one("form").fields
    response = site.post(path, {**form, "title": "Tea"}, headers=headers)
    item = site.get(response.headers["Location"], headers=headers)
    (message,) = Page(item.text).root.one("hx-partial").names("p")
    assert message == 'Saved "Tea".'
    assert "HX-Retarget" not in item.headers
    assert site.messages(site.get("/")) == []


def test_undo_in_an_item(site: Any, add_tasks: Any) -> None:
    """The Undo button in an item's response keeps the filter and search of the list."""
    first, second = add_tasks("a", "b")
    site.send(f"/{first}/delete")
    headers = {**item_of(second), "HX-Current-URL": "http://localhost/?show=open&q=b"}
    item = Page(site.get(f"/{second}", headers=headers).text).root
    fields = item.one("form").fields
    assert (fields["show"], fields["q"]) == ("open", "b")


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (409, {"$set": {"title": "Theirs", "version": 7}}),
        (410, {"$set": {"deleted": ObjectId("0" * 24).generation_time}}),
    ],
)
def test_retarget(
    site: Any, task: Any, database: PlainDB, status: int, change: dict[str, Any]
) -> None:
    """A page about a conflict or a deleted task replaces the main part of the page."""
    path, headers = f"/{task['_id']}/edit", item_of(task["_id"])
    form = Page(site.get(path, headers=headers).text).root.one("form").fields
    database["tasks"].update_one({}, change)
    response = site.post(path, {**form, "title": "Mine"}, headers=headers)
    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#content"
    assert response.headers["HX-Reswap"].startswith("innerMorph")
    assert response.text.lstrip().startswith("<title>")
    assert "Mine" in response.text


@pytest.mark.parametrize("path", ["/{id}", "/{id}/edit"])
def test_retarget_of_errors(site: Any, path: str) -> None:
    """Error pages, even the one for an outdated form, also replace the main part."""
    task_id = ObjectId()
    response = site.get(path.format(id=task_id), headers=item_of(task_id))
    assert response.status_code == 404
    assert response.headers["HX-Retarget"] == "#content"
    response = site.post(f"/{task_id}/edit", {}, headers=item_of(task_id))
    assert response.status_code == 400
    assert response.headers["HX-Retarget"] == "#content"


def test_no_retarget(site: Any) -> None:
    """A response for the main part is not retargeted."""
    assert "HX-Retarget" not in site.get("/x", headers=FRAGMENT).headers


def test_hostile_targets(site: Any, add_tasks: Any) -> None:
    """Pages never contain the values of hostile headers."""
    (task_id,) = add_tasks("a")
    for value in ("<script>", "li#task-" + "0" * 10_000, "é", "\x7f"):
        headers = {**FRAGMENT, "HX-Target": value, "HX-Current-URL": value}
        response = site.get(f"/{task_id}", headers=headers)
        assert response.status_code == 200
        assert value not in response.text


def test_post_only_urls(site: Any, task: Any) -> None:
    """Only URLs that support GET enter the browser's history."""
    done = site.post(f"/{'f' * 24}/done", site.form(), headers=FRAGMENT)
    assert done.status_code == 404
    assert done.headers["HX-Push-Url"] == "false"
    refused = site.post("/new", {**site.form(), "title": ""}, headers=FRAGMENT)
    assert refused.status_code == 422
    assert "HX-Push-Url" not in refused.headers
    assert "HX-Push-Url" not in site.get(f"/{task['_id']}", headers=FRAGMENT).headers
