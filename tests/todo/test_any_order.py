"""Random sequences of actions, checked against a simple model of the list."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from pymongo.database import Database as PlainDatabase

PlainDB = PlainDatabase[dict[str, Any]]
ANY = st.integers(0, 100)
# Derandomized, so that the coverage of this file does not vary.
SETTINGS = settings(
    derandomize=True, max_examples=8, stateful_step_count=20, deadline=None
)


class Actions(RuleBasedStateMachine):
    """Performs random actions on the site and on a model of the list."""

    def __init__(self, site: Any, database: PlainDB) -> None:
        super().__init__()
        database["tasks"].delete_many({})
        self.site = site
        self.database = database
        self.token = site.form()["csrf_token"]
        self.number = 0
        self.model: dict[Any, dict[str, Any]] = {}

    def send(self, path: str, **fields: str) -> int:
        """Send a form, and return the status of the response."""
        form = {"csrf_token": self.token, **fields}
        status: int = self.site.post(path, form).status_code
        return status

    def pick(self, number: int) -> Any:
        """Return the id of the task chosen by a number."""
        return list(self.model)[number % len(self.model)]

    @rule()
    def add(self) -> None:
        """Add a task."""
        self.number += 1
        title = f"task {self.number}"
        assert self.send("/new", title=title) == 303
        task = self.database["tasks"].find_one({"title": title})
        assert task is not None
        self.model[task["_id"]] = {"title": title, "done": False, "deleted": False}

    @precondition(lambda self: self.model)
    @rule(number=ANY, action=st.sampled_from(["done", "reopen"]))
    def finish_or_reopen(self, number: int, action: str) -> None:
        """Finish or reopen a task; on a deleted one, this returns 410."""
        task_id = self.pick(number)
        task = self.model[task_id]
        status = self.send(f"/{task_id}/{action}")
        assert status == (410 if task["deleted"] else 303)
        if not task["deleted"]:
            task["done"] = action == "done"

    @precondition(lambda self: self.model)
    @rule(number=ANY, action=st.sampled_from(["delete", "restore"]))
    def delete_or_restore(self, number: int, action: str) -> None:
        """Delete or restore a task."""
        task_id = self.pick(number)
        assert self.send(f"/{task_id}/{action}") == 303
        self.model[task_id]["deleted"] = action == "delete"

    @precondition(lambda self: self.model)
    @rule(number=ANY)
    def edit(self, number: int) -> None:
        """Rename a task; the edit page of a deleted one returns 410."""
        task_id = self.pick(number)
        task = self.model[task_id]
        page = self.site.get(f"/{task_id}/edit")
        assert page.status_code == (410 if task["deleted"] else 200)
        if not task["deleted"]:
            self.number += 1
            task["title"] = f"task {self.number}"
            assert self.site.press(page, "Save", title=task["title"]).status_code == 303

    @rule(is_undone=st.booleans())
    def clear(self, is_undone: bool) -> None:  # noqa: FBT001  passed by keyword
        """Clear the done tasks, and press Undo if ``is_undone``."""
        self.site.get("/")
        page = self.site.follow(self.site.send("/clear-done"))
        cleared = [t for t in self.model.values() if t["done"] and not t["deleted"]]
        if cleared and is_undone:
            assert self.site.press(page, "Undo").status_code == 303
        for task in cleared:
            task["deleted"] = not is_undone

    @invariant()
    def matches_model(self) -> None:
        """Compare each filter and the counts with the model."""
        tasks = self.model.values()
        done = [t["title"] for t in tasks if t["done"] and not t["deleted"]]
        open_ = [t["title"] for t in tasks if not t["done"] and not t["deleted"]]
        deleted = [t["title"] for t in tasks if t["deleted"]]
        for path, expected in (
            ("/", done + open_),
            ("/?show=open", open_),
            ("/?show=done", done),
            ("/?show=deleted", deleted),
            ("/?q=task", done + open_),
        ):
            assert sorted(self.site.titles(path)) == sorted(expected)
        counts = f"{len(open_)} open, {len(done)} done"
        assert counts in self.site.get("/").text


@pytest.fixture
def app(make_app: Any) -> Any:
    """Return a site that shows all tasks on one page."""
    return make_app(TODO_PAGE_SIZE=100)


def test_random_actions(site: Any, database: PlainDB) -> None:
    """The list matches the model after every action."""
    run_state_machine_as_test(
        lambda: Actions(site, database),  # type: ignore[arg-type]  # any callable works
        settings=SETTINGS,
    )
