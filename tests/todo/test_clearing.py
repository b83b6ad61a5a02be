"""Clearing all done tasks, and restoring them with one click."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Page
from todo.extensions import db

PlainDB = PlainDatabase[dict[str, Any]]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def finish(database: PlainDB, *titles: str) -> None:
    """Mark tasks as done, directly in the database."""
    database["tasks"].update_many({"title": {"$in": titles}}, {"$set": {"done": True}})


def deleted(database: PlainDB) -> list[str]:
    """Return the titles of the deleted tasks."""
    tasks = database["tasks"].find({"deleted": {"$exists": True}}).sort("title")
    return [task["title"] for task in tasks]


@pytest.mark.parametrize(
    ("done", "messages"),
    [
        ("a", ["Deleted 1 done task.", "Restored 1 task."]),
        ("abc", ["Deleted 3 done tasks.", "Restored 3 tasks."]),
    ],
)
def test_clear_done(
    site: Any, add_tasks: Any, database: PlainDB, done: str, messages: list[str]
) -> None:
    """The button deletes all done tasks, and "Undo" restores them unchanged."""
    add_tasks(*"abcde")
    finish(database, *done)
    before = database["tasks"].find().to_list()
    response = site.press_on("/", "Clear done")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    page = site.follow(response)
    assert site.messages(page) == messages[:1]
    assert deleted(database) == [*done]
    undone = site.press(page, "Undo")
    assert (undone.status_code, undone.headers["Location"]) == (303, "/")
    assert site.messages(site.follow(undone)) == messages[1:]
    assert database["tasks"].find().to_list() == before


def test_one_action_is_one_batch(site: Any, add_tasks: Any, database: PlainDB) -> None:
    """Tasks deleted by one action share a batch id; each action has its own."""
    add_tasks(*"abc")
    finish(database, *"bc")
    site.press_on("/", "Delete: a")
    site.press_on("/", "Clear done")
    tasks = {task["title"]: task for task in database["tasks"].find()}
    assert tasks["b"]["batch"] == tasks["c"]["batch"] != tasks["a"]["batch"]
    assert tasks["b"]["deleted"] == tasks["c"]["deleted"]


def test_undo_restores_only_its_batch(
    site: Any, add_tasks: Any, database: PlainDB
) -> None:
    """Undo affects only tasks of its batch that are still deleted."""
    (_, task_id, *_) = add_tasks(*"abcd")
    finish(database, *"bcd")
    site.follow(site.press_on("/", "Delete: a"))
    page = site.follow(site.press_on("/", "Clear done"))
    site.send(f"/{task_id}/restore")
    assert (
        site.messages(site.follow(site.press(page, "Undo")))[-1] == "Restored 2 tasks."
    )
    assert deleted(database) == ["a"]


def test_undo_is_repeatable(site: Any, add_tasks: Any, database: PlainDB) -> None:
    """Repeating an undo does not restore a task that was deleted again."""
    (task_id,) = add_tasks("a")
    finish(database, "a")
    page = site.follow(site.press_on("/", "Clear done"))
    site.press(page, "Undo")
    site.send(f"/{task_id}/delete")
    assert site.press(page, "Undo").status_code == 303
    assert deleted(database) == ["a"]


def test_undo_in_another_browser(
    app: Any, browse: Any, add_tasks: Any, database: PlainDB
) -> None:
    """A batch can be restored by its id from another browser session."""
    add_tasks("a")
    finish(database, "a")
    one, other = browse(app), browse(app)
    page = one.follow(one.press_on("/", "Clear done"))
    batch = one.hidden_fields(page)["batch"]
    assert other.messages(other.follow(other.send("/restore", batch=batch))) == [
        "Restored 1 task."
    ]
    assert deleted(database) == []


def test_without_done_tasks(site: Any, add_tasks: Any, database: PlainDB) -> None:
    """If no task is done, there is no button, and a post to its URL deletes nothing."""
    add_tasks("a")
    assert "Clear done" not in Page(site.get("/").text).root.names("button")
    page = site.follow(site.send("/clear-done"))
    assert site.messages(page) == ["No tasks are done."]
    assert "Undo" not in Page(page.text).root.names("button")
    assert deleted(database) == []


@pytest.mark.parametrize("path", ["/", "/?show=done", "/?q=zzz"])
def test_the_button_leads_to_the_list(
    site: Any, add_tasks: Any, database: PlainDB, path: str
) -> None:
    """With each filter and search that has the button, it redirects to the list."""
    add_tasks(*"ab")
    finish(database, "a")
    assert site.press_on(path, "Clear done").headers["Location"] == "/"
    assert "Clear done" not in Page(site.get(path).text).root.names("button")


@pytest.mark.parametrize("show", ["open", "deleted"])
def test_no_button_where_no_task_is_done(
    site: Any, add_tasks: Any, database: PlainDB, show: str
) -> None:
    """The filters Open and Deleted, which show no done tasks, have no button."""
    add_tasks(*"ab")
    finish(database, "a")
    page = Page(site.get(f"/?show={show}").text).root
    assert "Clear done" not in page.names("button")


def test_clear_done_is_repeatable(site: Any, add_tasks: Any, database: PlainDB) -> None:
    """A second click deletes nothing and leaves the first undo intact."""
    add_tasks(*"ab")
    finish(database, *"ab")
    page = site.get("/")
    site.press(page, "Clear done")
    both = site.follow(site.press(page, "Clear done"))
    assert site.messages(both) == ["Deleted 2 done tasks.", "No tasks are done."]
    assert site.messages(site.follow(site.press(both, "Undo"))) == ["Restored 2 tasks."]


@pytest.mark.parametrize(
    "batch",
    ["", "x", "0" * 23, "0" * 25, "twelve bytes", '{"$ne": 1}', "\0", "é" * 24],
)
def test_an_invalid_batch_id(
    site: Any, add_tasks: Any, database: PlainDB, batch: str
) -> None:
    """An invalid batch id returns 400 and restores nothing."""
    add_tasks("a")
    finish(database, "a")
    site.press_on("/", "Clear done")
    assert site.send("/restore", batch=batch).status_code == 400
    assert deleted(database) == ["a"]


def test_an_unknown_batch(site: Any) -> None:
    """Restoring an unknown batch reports 0 restored tasks."""
    page = site.follow(site.send("/restore", batch=str(ObjectId())))
    assert site.messages(page) == ["Restored 0 tasks."]


@pytest.mark.parametrize("sent", [{"batch[$ne]": "1"}, {"batch": ["x", "0" * 24]}, {}])
def test_repeated_batch_ids(site: Any, add_tasks: Any, sent: dict[str, Any]) -> None:
    """A missing or repeated batch id is rejected."""
    add_tasks("a")
    assert site.send("/restore", **sent).status_code == 400


def test_an_interrupted_clear_done(
    make_app: Any, browse: Any, failing_mongod: Any, fail: Any
) -> None:
    """If clearing is interrupted and retried, both attempts use the same batch id."""
    app = make_app(MONGODB_URI=failing_mongod.uri)
    site = browse(app)
    for title in "abc":
        site.add(title)
        site.press_on("/", f"Done: {title}")
    site.get("/")
    fail("failCommand", {"times": 1}, failCommands=["update"], closeConnection=True)
    broken = site.press_on("/", "Clear done")
    assert broken.status_code == 503
    assert "it is not known whether this was stored" in broken.text
    with app.app_context():
        half = {"deleted": NOON, "batch": ObjectId(site.hidden_fields(broken)["batch"])}
        db.tasks.update_one({"title": "b"}, {"$set": half})
    page = site.follow(site.press(broken, "Try again"))
    assert site.messages(page) == ["Deleted 3 done tasks."]
    assert site.messages(site.follow(site.press(page, "Undo"))) == ["Restored 3 tasks."]
    assert site.titles() == ["c", "b", "a"]
