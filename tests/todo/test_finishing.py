"""Finishing and reopening tasks."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Page

PlainDB = PlainDatabase[dict[str, Any]]
MILK = "Buy milk"


def stored(database: PlainDB) -> dict[str, Any]:
    """Return the only stored task."""
    (task,) = database["tasks"].find().to_list()
    return task


def test_finishing(site: Any, task: Any, database: PlainDB) -> None:
    """Finishing sets only the done flag and the time of finishing."""
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    response = site.press_on("/", f"Done: {MILK}")
    changed = stored(database)
    finished = changed.pop("finished")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert changed == {**task, "done": True}
    assert before - datetime.timedelta(milliseconds=1) <= finished


def test_reopening(site: Any, task: Any, database: PlainDB) -> None:
    """Reopening sets the done flag to false and removes the time."""
    site.press_on("/", f"Done: {MILK}")
    response = site.press_on("/", f"Reopen: {MILK}")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert stored(database) == {**task, "done": False}


def test_messages(site: Any, task: Any) -> None:
    """The list shows a message after a task is finished or reopened."""
    del task
    done = site.follow(site.press_on("/", f"Done: {MILK}"))
    assert site.messages(done) == ['"Buy milk" is done.']
    reopened = site.follow(site.press(done, f"Reopen: {MILK}"))
    assert site.messages(reopened) == ['"Buy milk" is open again.']


@pytest.mark.parametrize(
    ("title", "shown"), [("x" * 60, "x" * 60), ("x" * 61, f"{'x' * 59}…")]
)
def test_long_titles_in_messages(site: Any, title: str, shown: str) -> None:
    """Messages show at most 60 characters of a title."""
    site.add(title)
    done = site.follow(site.press_on("/", f"Done: {title}"))
    assert site.messages(done)[-1] == f'"{shown}" is done.'
    reopened = site.follow(site.press(done, f"Reopen: {title}"))
    assert site.messages(reopened) == [f'"{shown}" is open again.']


def test_the_item(site: Any, task: Any) -> None:
    """An item has a Done or a Reopen button; a done item shows the word Done."""
    (item,) = site.items()
    assert item.names("button") == [f"Done: {MILK}", f"Delete: {MILK}"]
    assert item.all("strong") == []
    site.send(f"/{task['_id']}/done")
    (item,) = site.items()
    assert item.names("button") == [f"Reopen: {MILK}", f"Delete: {MILK}"]
    assert item.names("strong") == ["Done"]


def test_the_page_of_a_task(site: Any, task: Any) -> None:
    """The page of a task shows when it was finished, and has the same buttons."""
    path = f"/{task['_id']}"
    assert Page(site.get(path).text).root.names("button") == ["Done", "Delete"]
    response = site.press_on(path, "Done")
    assert response.headers["Location"] == "/"
    page = Page(site.get(path).text).root
    assert page.names("button") == ["Reopen", "Delete"]
    assert page.names("li")[-1].startswith("Done: 20")
    site.press_on(path, "Reopen")
    assert not any(
        "Done" in name for name in Page(site.get(path).text).root.names("li")
    )


def test_done_without_a_time(site: Any, database: PlainDB, add_tasks: Any) -> None:
    """A done task without a finishing time is shown as done, and does not get one."""
    (task_id,) = add_tasks(MILK)
    database["tasks"].update_one({}, {"$set": {"done": True}})
    task = stored(database)
    assert Page(site.get(f"/{task_id}").text).root.names("strong") == ["Done"]
    site.send(f"/{task_id}/done")
    assert stored(database) == task


@pytest.mark.parametrize("action", ["done", "reopen"])
def test_actions_are_repeatable(
    site: Any, task: Any, database: PlainDB, action: str
) -> None:
    """Repeating an action changes nothing and shows the same message."""
    path = f"/{task['_id']}/{action}"
    first = site.follow(site.send(path))
    once = stored(database)
    second = site.follow(site.send(path))
    assert stored(database) == once
    assert site.messages(first) == site.messages(second)


@pytest.mark.parametrize("action", ["done", "reopen"])
def test_a_deleted_task(site: Any, task: Any, database: PlainDB, action: str) -> None:
    """Finishing or reopening a deleted task fails; the page offers to restore it."""
    site.send(f"/{task['_id']}/delete")
    deleted = stored(database)
    response = site.send(f"/{task['_id']}/{action}")
    assert response.status_code == 410
    assert "This task was deleted" in response.text
    assert stored(database) == deleted
    site.press(response, "Restore")
    assert stored(database) == task


def test_the_version_does_not_change(site: Any, task: Any, database: PlainDB) -> None:
    """Finishing a task does not change its version."""
    form = site.get(f"/{task['_id']}/edit")
    site.send(f"/{task['_id']}/done")
    assert site.press(form, "Save", title="Edited").status_code == 303
    changed = stored(database)
    assert (changed["title"], changed["done"]) == ("Edited", True)


@pytest.mark.parametrize("action", ["done", "reopen", "delete"])
def test_without_a_csrf_token(
    site: Any, task: Any, database: PlainDB, action: str
) -> None:
    """A form without a CSRF token changes nothing and can be resubmitted."""
    response = site.post(f"/{task['_id']}/{action}", {"show": "open", "q": "milk"})
    assert response.status_code == 400
    assert stored(database) == task
    again = site.press(response, "Try again")
    assert again.status_code == 303
    assert again.headers["Location"] == "/?show=open&q=milk"


LISTINGS = [
    "",
    "show=open",
    "q=mi",
    "show=done&q=mi",
    f"before=0-{'0' * 24}",
    f"show=open&q=b&after=-1-{'f' * 24}",
]


@pytest.mark.parametrize("query", LISTINGS)
@pytest.mark.parametrize("action", ["done", "reopen", "delete", "restore"])
def test_actions_return_to_the_listing(
    site: Any, add_tasks: Any, action: str, query: str
) -> None:
    """An action redirects to the listing from which it was sent."""
    (task_id,) = add_tasks(MILK)
    fields = site.hidden_fields(site.get(f"/?{query}"))
    response = site.post(f"/{task_id}/{action}", fields)
    assert response.headers["Location"] == (f"/?{query}" if query else "/")


@pytest.mark.parametrize(
    "fields",
    [
        {"show": "all"},
        {"q": "x" * 201},
        {"before": "1"},
        {"before": f"1-{'0' * 24}", "after": f"1-{'0' * 24}"},
        {"next": "//evil.example"},
        {"show[$ne]": "1"},
    ],
    ids=str,
)
def test_an_invalid_listing(site: Any, add_tasks: Any, fields: dict[str, str]) -> None:
    """An action with an invalid listing redirects to the whole list."""
    (task_id,) = add_tasks(MILK)
    assert site.send(f"/{task_id}/done", **fields).headers["Location"] == "/"


def test_many_messages(site: Any, add_tasks: Any) -> None:
    """Only the five latest unread messages are kept in the session cookie."""
    ids = add_tasks(*(f"{number} {ObjectId()}" for number in range(60)))
    token = site.form()["csrf_token"]
    for task_id in ids:
        response = site.post(f"/{task_id}/delete", {"csrf_token": token})
    assert len(response.headers["Set-Cookie"]) < 2000
    messages = site.messages(site.get("/"))
    assert len(messages) == 5
    assert messages[-1].startswith('Deleted "59 ')
