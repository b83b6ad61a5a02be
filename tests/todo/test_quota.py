"""The limit on the number of tasks."""

from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from flask_mongokit import ConfigurationError
from tests.todo.pages import Page
from tests.todo.transfers import BREAD, MILK, import_file, import_tasks
from todo.tasks.quota import QuotaExceededError, check_quota

PlainDB = PlainDatabase[dict[str, Any]]
FULL = "This site keeps up to 2 tasks, deleted ones included, and has room for 0 more."
NEARLY = (
    "This site keeps up to 2 tasks, deleted ones included, and has room for 1 more."
)
BYTES = b'{"tasks": [{}, {}]}'


@pytest.fixture
def app(make_app: Any) -> Any:
    """Return a site limited to two tasks."""
    return make_app(TODO_MAX_TASKS=2)


def number(database: PlainDB) -> int:
    """Return the number of stored tasks."""
    return database["tasks"].count_documents({})


@pytest.mark.parametrize("path", ["/", "/new"])
def test_adding(site: Any, database: PlainDB, path: str) -> None:
    """A task over the quota is rejected; the form keeps the input."""
    for _ in range(2):
        assert site.press_on(path, "Add", title="a").status_code == 303
    response = site.press_on(path, "Add", title="One more")
    page = Page(response.text)
    assert response.status_code == 422
    assert page.root.one("title").text.startswith("Error: ")
    assert page.root.one("a", FULL)["href"] == "#title"
    assert page.root.one("p", id="title-error").text == FULL
    form = page.form_of(page.root.one("button", "Add"))
    assert form.fields["title"] == "One more"
    assert number(database) == 2


def test_resubmitting_the_last_task(site: Any, database: PlainDB) -> None:
    """Resubmitting a task is not an error, even if the quota is reached."""
    form = {**site.form(), "text": ""}
    for title in ("a", "b", "b", "a"):
        assert site.post("/new", {**form, "title": title}).status_code == 303
    assert number(database) == 2


def test_deleted_tasks_count(site: Any, database: PlainDB) -> None:
    """Deleted tasks count towards the quota until they are removed for good."""
    for title in "ab":
        site.add(title)
        site.send(site.items()[0].one("button", f"Delete: {title}")["formaction"])
    assert site.add("c").status_code == 422
    database["tasks"].delete_one({})
    assert site.add("c").status_code == 303


def test_other_actions(site: Any) -> None:
    """At the quota, tasks can still be edited, and invalid input is still reported."""
    for title in "ab":
        site.add(title)
    path = site.items()[0].one("a", "Edit: b")["href"]
    assert site.press_on(path, "Save", title="c").status_code == 303
    assert site.add("").status_code == 422
    assert "Enter a title." in site.add("").text
    assert site.titles() == ["c", "a"]


def test_importing(site: Any, database: PlainDB) -> None:
    """An import that would exceed the quota is rejected as a whole."""
    assert "1 imported" in import_tasks(site, MILK)
    response = import_file(site, BYTES)
    assert response.status_code == 422
    assert Page(response.text).root.one("p", id="file-error").text == NEARLY
    assert number(database) == 1
    assert "1 imported" in import_tasks(site, BREAD)


def test_the_command(app: Any, tmp_path: Any) -> None:
    """The import command rejects a file that would exceed the quota."""
    file = tmp_path / "tasks.json"
    file.write_bytes(b'{"tasks": [{}, {}, {}]}')
    result = app.test_cli_runner().invoke(args=["import", str(file)])
    assert result.exit_code == 1
    assert "Nothing was imported. This site keeps up to 2 tasks" in result.output


@pytest.mark.parametrize("most", [None, 3])
def test_below_the_quota(make_app: Any, database: PlainDB, most: int | None) -> None:
    """The check passes if there is no quota or the new tasks do not exceed it."""
    database["tasks"].insert_one({"title": "a"})
    with make_app(TODO_MAX_TASKS=most).app_context():
        check_quota(2)


def test_exceeding_the_quota(make_app: Any, database: PlainDB) -> None:
    """The error contains the number of tasks that may still be added."""
    database["tasks"].insert_many([{"title": str(index)} for index in range(5)])
    with (
        make_app(TODO_MAX_TASKS=1_000_000_000).app_context(),
        pytest.raises(
            QuotaExceededError, match=r"to 1,000,000,000 .* for 999,999,995 more"
        ),
    ):
        check_quota(999_999_996)
    with (
        make_app(TODO_MAX_TASKS=2).app_context(),
        pytest.raises(QuotaExceededError, match="has room for 0 more"),
    ):
        check_quota(1)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1e3", "1000000001"])
def test_an_invalid_quota(
    make_app: Any, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """An invalid quota is rejected at startup."""
    monkeypatch.setenv("TODO_MAX_TASKS", value)
    with pytest.raises(
        ConfigurationError, match=r"TODO_MAX_TASKS must be a number from"
    ):
        make_app()
