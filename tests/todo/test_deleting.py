"""Deleting and restoring single tasks."""

import datetime
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from tests.todo.concurrent_user import ConcurrentUser
from tests.todo.pages import Page

PlainDB = PlainDatabase[dict[str, Any]]
MILK = "Buy milk"
DELETED = datetime.datetime(2026, 11, 23, 16, 6, 48, tzinfo=datetime.UTC)


def stored(database: PlainDB) -> dict[str, Any]:
    """Return the only stored task."""
    (task,) = database["tasks"].find().to_list()
    return task


def delete(database: PlainDB) -> None:
    """Mark all tasks as deleted, directly in the database."""
    database["tasks"].update_many({}, {"$set": {"deleted": DELETED}})


def test_deleting(site: Any, task: Any, database: PlainDB) -> None:
    """Deleting sets only the deletion time and a batch id."""
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    response = site.press_on("/", f"Delete: {MILK}")
    deleted = stored(database)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    margin = datetime.timedelta(milliseconds=1)
    assert before - margin <= deleted.pop("deleted")
    assert deleted.pop("batch")
    assert deleted == task


def test_undo(site: Any, task: Any, database: PlainDB) -> None:
    """The message has an Undo button that restores the task unchanged."""
    page = site.follow(site.press_on("/", f"Delete: {MILK}"))
    assert site.messages(page) == ['Deleted "Buy milk".']
    undone = site.follow(site.press(page, "Undo"))
    assert site.messages(undone) == ['Restored "Buy milk".']
    assert stored(database) == task
    assert site.titles() == [MILK]


def test_undo_from_the_page_of_a_task(site: Any, task: Any, database: PlainDB) -> None:
    """A task deleted on its own page can be restored with Undo."""
    response = site.press_on(f"/{task['_id']}", "Delete")
    site.press(site.follow(response), "Undo")
    assert stored(database) == task


def test_undo_after_a_restart(make_app: Any, browse: Any, add_tasks: Any) -> None:
    """After a restart of the site, Undo still restores the task."""
    key = secrets.token_hex(32)
    old, new = (browse(make_app(SECRET_KEY=key)) for _ in range(2))
    add_tasks(MILK)
    page = old.follow(old.press_on("/", f"Delete: {MILK}"))
    name = "todo-session-8000"
    new.client.set_cookie(name, old.client.get_cookie(name).value)
    assert new.messages(new.follow(new.press(page, "Undo"))) == ['Restored "Buy milk".']
    assert new.titles() == [MILK]


def test_another_browser_restores(
    app: Any, browse: Any, task: Any, database: PlainDB
) -> None:
    """A task deleted in one browser can be restored in another."""
    one, other = browse(app), browse(app)
    one.press_on("/", f"Delete: {MILK}")
    response = other.press_on("/?show=deleted", f"Restore: {MILK}")
    assert response.headers["Location"] == "/?show=deleted"
    assert other.messages(other.follow(response)) == ['Restored "Buy milk".']
    assert stored(database) == task


@pytest.mark.parametrize("query", ["show=open", "q=mi", "show=open&q=buy"])
def test_undo_returns_to_the_listing(site: Any, query: str) -> None:
    """Undo redirects to the listing from which the task was deleted."""
    site.add(MILK)
    page = site.follow(site.press_on(f"/?{query}", f"Delete: {MILK}"))
    assert site.press(page, "Undo").headers["Location"] == f"/?{query}"


def test_long_searches_fit_into_the_session(site: Any, add_tasks: Any) -> None:
    """A long search is kept for Undo without a large session cookie."""
    (task_id,) = add_tasks(MILK)
    searched = "".join(chr(0x4E00 + 89 * number) for number in range(200))
    response = site.send(f"/{task_id}/delete", q=searched)
    assert len(response.headers["Set-Cookie"]) < 600
    assert (
        site.press(site.follow(response), "Undo").headers["Location"].startswith("/?q=")
    )


def test_long_titles_in_messages(site: Any) -> None:
    """Messages show at most 60 characters of a title."""
    title, shown = "x" * 61, f"{'x' * 59}…"
    site.add(title)
    page = site.follow(site.press_on("/", f"Delete: {title}"))
    assert site.messages(page)[-1] == f'Deleted "{shown}".'
    assert site.messages(site.follow(site.press(page, "Undo"))) == [
        f'Restored "{shown}".'
    ]


def test_the_page_of_a_deleted_task(site: Any, task: Any, database: PlainDB) -> None:
    """The page of a deleted task shows its title, removal date and a Restore button."""
    delete(database)
    for path in (f"/{task['_id']}", f"/{task['_id']}/edit"):
        response = site.get(path)
        page = Page(response.text).root
        assert response.status_code == 410
        assert page.names("h2") == ["This task was deleted"]
        removal = page.one("time")
        assert removal["datetime"] == "2026-12-23T16:06:48Z"
        assert removal.parent is not None
        expected = '"Buy milk" is removed for good on 2026-12-23 16:06 UTC.'
        assert removal.parent.text == expected
    site.press_on(f"/{task['_id']}", "Restore")
    assert stored(database) == task


def test_a_deleted_task_in_the_list(site: Any, task: Any, database: PlainDB) -> None:
    """A deleted task is listed under Deleted only, with a Restore button."""
    del task
    delete(database)
    for path in ("/", "/?show=open", "/?show=done"):
        assert site.titles(path) == []
    (item,) = site.items("/?show=deleted")
    assert item.names("button") == [f"Restore: {MILK}"]
    assert item.names("a") == [MILK]
    page = site.get("/?show=deleted").text
    assert "Deleted tasks are removed for good after 30 days." in page
    assert "0 open, 0 done" in page


@pytest.mark.parametrize("action", ["delete", "restore"])
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


def test_restoring_keeps_the_done_flag(site: Any, task: Any, database: PlainDB) -> None:
    """A done task is still done after it has been deleted and restored."""
    site.send(f"/{task['_id']}/done")
    done = stored(database)
    site.send(f"/{task['_id']}/delete")
    assert site.titles("/?show=deleted") == [MILK]
    site.send(f"/{task['_id']}/restore")
    assert stored(database) == done


def test_purging(app: Any, database: PlainDB) -> None:
    """A TTL index removes deleted tasks after 30 days."""
    app.test_cli_runner().invoke(args=["setup"])
    indexes = database["tasks"].index_information().values()
    (purging,) = (index for index in indexes if "expireAfterSeconds" in index)
    assert purging["key"] == [("deleted", 1)]
    assert purging["expireAfterSeconds"] == 30 * 24 * 60 * 60


@pytest.fixture
def raced(make_app: Any, browse: Any) -> Callable[[Callable[[], object]], Any]:
    """Return a factory for sites with a concurrent user who acts after each update."""
    return lambda act: browse(
        make_app(MONGODB_OPTIONS={"event_listeners": [ConcurrentUser("update", act)]})
    )


def test_restored_concurrently(raced: Any, add_tasks: Any, database: PlainDB) -> None:
    """If a deleted task is restored during an action, the page has no removal date."""
    (task_id,) = add_tasks(MILK)
    delete(database)
    site = raced(lambda: database["tasks"].update_one({}, {"$unset": {"deleted": 1}}))
    response = site.send(f"/{task_id}/reopen")
    assert response.status_code == 410
    assert "removed for good" not in response.text


def test_deleted_concurrently(raced: Any, add_tasks: Any, database: PlainDB) -> None:
    """Finishing succeeds even if the task is deleted right afterwards."""
    (task_id,) = add_tasks(MILK)
    site = raced(lambda: delete(database))
    assert site.send(f"/{task_id}/done").status_code == 303
    assert site.get(f"/{task_id}").status_code == 410


def test_removed_concurrently(raced: Any, add_tasks: Any, database: PlainDB) -> None:
    """An action returns 404 if MongoDB removes the task at the same time."""
    (task_id,) = add_tasks(MILK)
    site = raced(lambda: database["tasks"].delete_many({}))
    assert site.send(f"/{task_id}/done").status_code == 404
