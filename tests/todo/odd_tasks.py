"""Checks of all pages and actions while an odd task is stored among good ones."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

import bson
import pytest
from bson import MinKey, ObjectId
from bson.datetime_ms import DatetimeMS
from bson.int64 import Int64
from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.database import Database as PlainDatabase
from werkzeug.test import TestResponse

from tests.todo.conftest import Site
from tests.todo.pages import Page
from tests.todo.transfers import import_file
from todo.tasks import keyset, queries
from todo.tasks.fields import STORED_FIELDS
from todo.tasks.keyset import Position
from todo.tasks.listing import Listing, Show
from todo.tasks.model import STORED
from todo.tasks.search_words import words_of

PlainDB = PlainDatabase[dict[str, Any]]

NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
ID = ObjectId("65f0c0ffee0123456789abcd")
GOOD: list[dict[str, Any]] = [
    {
        "_id": ObjectId(f"65f0c0ffee01234567890{number:03}"),
        "title": f"Good {number}",
        "text": "",
        "creation": NOON - datetime.timedelta(days=4000 * number),
        "version": 1,
        "done": number % 2 == 1,
        "words": words_of(f"Good {number}"),
    }
    for number in range(5)
]
ODD: dict[str, Any] = {
    "_id": ID,
    "title": "Odd",
    "text": "A text",
    "creation": NOON,
    "version": 1,
    "words": words_of("Odd", "A text"),
}
MOST_PAGES = 20
SHOWS = ["", "open", "done", "deleted"]


class Client(Site):
    """A client that fails a test if the site answers with a server error."""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Request a page that must not fail."""
        return checked(super().get(path, **options))

    def post(self, path: str, form: dict[str, Any], **options: Any) -> TestResponse:
        """Post a form, which must not fail."""
        return checked(super().post(path, form, **options))


def checked(response: TestResponse) -> TestResponse:
    """Return a response that is not a server error."""
    assert response.status_code < 500, response.text
    return response


def tolerant(database: PlainDB) -> Collection[dict[str, Any]]:
    """Return the tasks, decoded with the options of the site."""
    return database["tasks"].with_options(keyset.CODEC)


def store(database: PlainDB, *odd: RawBSONDocument) -> None:
    """Replace all tasks by the good ones and these."""
    database["tasks"].delete_many({})
    database["tasks"].insert_many([*GOOD, *odd])


def walk(show: str = "") -> list[str]:
    """Return the ids of the tasks that a filter shows, from page to page."""
    return [task_id for page in pages("older", Listing(Show(show))) for task_id in page]


def walk_back() -> list[str]:
    """Return the ids of the tasks in the list, from the last page to the first."""
    end = Listing(before=Position(None, MinKey()))
    found = [*pages("newer", end)][::-1]
    # The first page is always full, so it repeats some tasks of the second one.
    return list(dict.fromkeys(task_id for page in found for task_id in page))


def pages(way: str, listing: Listing) -> Iterator[list[str]]:
    """Yield the ids on a page, and on those that follow it."""
    for _ in range(MOST_PAGES):
        page = queries.find_page(listing, size=3)
        yield [repr(item._id) for item in page.items]
        position = getattr(page, way)
        if position is None:
            return
        name = "before" if way == "older" else "after"
        listing = Listing.parse({"show": listing.show, name: str(position)})
    pytest.fail("The pages lead in a circle.")


def check_lists(site: Client, odd: int = 1) -> None:
    """Check that each filter shows every task once, from page to page, both ways."""
    with site.client.application.app_context():
        shown = {show: walk(show) for show in SHOWS}
        assert walk_back() == shown[""]
    for show, ids in shown.items():
        good = [repr(task["_id"]) for task in GOOD if is_shown(task, show)]
        assert [task_id for task_id in ids if task_id in good] == good
        assert len(set(ids)) == len(ids)
        items = Page(site.get(f"/?show={show}").text).root.all("ul", "Tasks")
        assert sum(len(ul.all("li")) for ul in items) == len(ids)
    assert {*shown["open"], *shown["done"]} == set(shown[""])
    assert len({*shown[""], *shown["deleted"]}) == len(GOOD) + odd


def is_shown(task: dict[str, Any], show: str) -> bool:
    """Return whether a filter shows a good task."""
    return show in {"", "done" if task["done"] else "open"}


def check_task(site: Client, database: PlainDB, task_id: ObjectId) -> None:
    """Check every page and action of a task, and that an edit corrects it."""
    page = site.get(f"/{task_id}")
    is_deleted = page.status_code == 410
    assert page.status_code in {200, 410}
    form = site.get(f"/{task_id}/edit")
    if is_deleted:
        assert form.status_code == 410
        site.press(page, "Restore")
        form = site.get(f"/{task_id}/edit")
    saved = site.press(form, "Save", title="Edited", text="Words")
    assert saved.status_code == 303
    assert "Edited" in site.follow(saved).text
    assert site.get("/?q=edited").text.count(f'id="task-{task_id}"') == 1
    (stored,) = tolerant(database).find({"_id": task_id}, STORED)
    del stored["_id"]
    for name, value in stored.items():
        kind = int if isinstance(value, Int64) else type(value)  # of 64 bits
        assert kind in {STORED_FIELDS[name].type, DatetimeMS, type(None)}
    # The same form again is based on an older version.
    assert site.press(form, "Save", title="Other", text="").status_code == 409


def check_actions(site: Client, database: PlainDB, task_id: ObjectId) -> None:
    """Check that a task can be finished, reopened, deleted and restored."""
    token = site.form()["csrf_token"]

    def act(action: str, **fields: str) -> TestResponse:
        return site.post(f"/{task_id}/{action}", {"csrf_token": token, **fields})

    is_deleted = site.get(f"/{task_id}").status_code == 410
    for action in ("done", "done", "reopen", "done"):
        assert act(action).status_code == (410 if is_deleted else 303)
    if not is_deleted:
        (task,) = tolerant(database).find({"_id": task_id}, STORED)
        assert task["done"] is True
        assert isinstance(task["finished"], datetime.datetime)
    for action in ("delete", "delete", "restore", "restore"):
        assert act(action).status_code == 303
    assert site.get(f"/{task_id}").status_code == 200
    act("delete")
    assert site.get(f"/{task_id}").status_code == 410
    assert f"task-{task_id}" in site.get("/?show=deleted").text


def check_api(site: Client, database: PlainDB, task_id: ObjectId) -> None:
    """Check that the API lists a task, changes it once, and deletes it."""
    client: Any = site.client
    path, todo = f"/api/tasks/{task_id}", f"/api/todo-backend/{task_id}"
    for show in SHOWS:
        assert client.get(f"/api/tasks?show={show}&limit=100").status_code == 200
    assert client.get("/api/todo-backend").status_code == 200
    found = client.get(path)
    if found.status_code == 404:
        site.post(f"/{task_id}/restore", {"csrf_token": site.form()["csrf_token"]})
        found = client.get(path)
    change = {"json": {"title": "Edited", "done": not found.json["done"]}}
    expected = {"headers": {"If-Match": found.headers["ETag"]}}
    assert [client.patch(path, **change, **expected).status_code for _ in "ab"] == [
        200,
        412,
    ]
    assert {**found.json, **client.get(path).json}.items() >= change["json"].items()
    for value in (True, False):
        assert client.patch(path, json={"done": value}).json["done"] is value
    assert client.patch(todo, json={"order": 3}).json["order"] == 3
    assert client.patch(todo, json={"order": None}).json["order"] is None
    assert [client.delete(path).status_code for _ in "ab"] == [204, 204]
    assert client.get(path).status_code == 404
    assert database["tasks"].count_documents({"_id": task_id}) == 1


def check_clearing(site: Client) -> None:
    """Check that all done tasks can be deleted and restored."""
    token = site.form()["csrf_token"]
    batch = str(ObjectId())
    for path in ("/clear-done", "/restore"):
        sent = site.post(path, {"csrf_token": token, "batch": batch})
        assert sent.status_code == 303
        site.follow(sent)


def check_transfer(site: Client, database: PlainDB) -> None:
    """Check that the export is JSON, and that the import accounts for each task."""
    exported = site.get("/export.json").data
    records = json.loads(exported)["tasks"]
    number = database["tasks"].count_documents({})
    assert len(records) == number
    database["tasks"].delete_many({})
    page = checked(import_file(site, exported)).text
    imported = database["tasks"].count_documents({})
    assert imported >= len(GOOD)
    refused = number - imported
    assert f"{imported} imported, 0 unchanged, {refused} refused" in page


def check_everything(site: Client, database: PlainDB, odd: RawBSONDocument) -> None:
    """Check all pages and actions while an odd task is stored among good ones."""
    store(database, odd)
    found = site.get("/?q=good").text
    assert all(f'id="task-{task["_id"]}"' in found for task in GOOD)
    check_transfer(site, database)
    task_id = bson.decode(odd.raw, keyset.CODEC)["_id"]
    if isinstance(task_id, ObjectId):
        for check in (check_task, check_actions, check_api):
            store(database, odd)
            check(site, database, task_id)
    store(database, odd)
    check_clearing(site)
