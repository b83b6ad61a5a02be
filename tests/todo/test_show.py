"""The page of one task."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Page

PlainDB = PlainDatabase[dict[str, Any]]

HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"]


def test_a_task(site: Any, database: PlainDB) -> None:
    """The page shows title, creation time and text, and links to the list."""
    creation = datetime.datetime(2026, 11, 23, 16, 6, 48, tzinfo=datetime.UTC)
    task = {"title": "Buy milk", "text": "Two litres.", "creation": creation}
    task_id = database["tasks"].insert_one(task).inserted_id
    page = site.get(f"/{task_id}").text
    assert "<title>Task: Buy milk - Simple ToDo Example</title>" in page
    assert '<time datetime="2026-11-23T16:06:48Z">2026-11-23 16:06 UTC</time>' in page
    assert '<div class="text" dir="auto">Two litres.</div>' in page
    assert site.link(f"/{task_id}", "Back to list") == "/"


def test_controls(site: Any, add_tasks: Any) -> None:
    """The link to the list comes first, and the button that deletes comes last."""
    (task_id,) = add_tasks("Milk")
    for verb in ("Done", "Reopen"):
        main = Page(site.get(f"/{task_id}").text).root.one("main")
        found = [each.name for each in main.walk() if each.tag in {"a", "button"}]
        assert found == ["Back to list", verb, "Edit", "Delete"]
        site.press_on(f"/{task_id}", verb)


def test_white_space_is_kept(site: Any, database: PlainDB) -> None:
    """A text is shown with its line breaks and spaces, even leading ones."""
    site.add("Lines", "\r\n  first\rsecond\n\n\tlast  ")
    task = database["tasks"].find_one({})
    assert task is not None
    assert ">\n  first\nsecond\n\n\tlast  </div>" in site.get(f"/{task['_id']}").text


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_is_escaped(site: Any, add_tasks: Any, words: str) -> None:
    """Title and text are escaped."""
    (task_id,) = add_tasks(words, text=words)
    page = site.get(f"/{task_id}").text
    shown = words.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert page.count(shown) == 3
    assert words not in page or words == shown


@pytest.mark.parametrize(
    "task",
    [
        {"title": "Only a title"},
        {"title": "No text", "creation": datetime.datetime(2010, 8, 26)},  # noqa: DTZ001
        {"title": "More", "text": "t", "unknown": {"nested": [1]}},
    ],
    ids=lambda task: task["title"],
)
def test_tasks_of_another_shape(
    site: Any, database: PlainDB, task: dict[str, Any]
) -> None:
    """A task with missing or unknown fields is shown."""
    task_id = database["tasks"].insert_one(dict(task)).inserted_id
    response = site.get(f"/{task_id}")
    assert response.status_code == 200
    assert task["title"] in response.text


def test_an_unknown_id(site: Any) -> None:
    """An unknown id returns a 404 page."""
    response = site.get(f"/{ObjectId()}")
    assert response.status_code == 404
    assert "Task not found" in response.text
    assert site.link(f"/{ObjectId()}", "Back to list") == "/"


@pytest.mark.parametrize(
    "path",
    ["x", "0" * 23, "0" * 25, "g" * 24, "ﬀ" * 12, "0" * 24 + "%0A", "%00", "a" * 5000],
    ids=lambda path: path[:30],
)
def test_a_malformed_id(site: Any, path: str) -> None:
    """A malformed id returns a 400 page."""
    response = site.get(f"/{path}")
    assert response.status_code == 400
    assert "That address is not a task" in response.text


def test_an_id_in_upper_case(site: Any, add_tasks: Any) -> None:
    """An id may be written in upper case."""
    (task_id,) = add_tasks("a")
    assert site.get(f"/{str(task_id).upper()}").status_code == 200


def test_head(site: Any, add_tasks: Any) -> None:
    """HEAD returns no body."""
    (task_id,) = add_tasks("a")
    response = site.client.head(f"/{task_id}")
    assert (response.status_code, response.data) == (200, b"")
