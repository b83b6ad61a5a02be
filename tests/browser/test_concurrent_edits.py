"""Concurrent changes by two users, or in two tabs."""

from collections.abc import Iterator
from typing import Any

import pytest
from bson import ObjectId

from tests.browser.browser import Browser


@pytest.fixture
def milk(add_tasks: Any) -> ObjectId:
    """Store a task, and return its id."""
    task_id: ObjectId = add_tasks("Milk", text="Two litres", version=1)[0]
    return task_id


@pytest.fixture
def other_tab(browser: Browser) -> Iterator[Any]:
    """Return a function that runs an action in another tab."""
    driver = browser.driver
    first = driver.current_window_handle

    def switch(action: Any) -> None:
        driver.switch_to.new_window("tab")
        try:
            action()
        finally:
            driver.close()
            driver.switch_to.window(first)

    yield switch
    driver.switch_to.window(first)


def change(browser: Browser, task_id: ObjectId, words: str) -> None:
    """Append text to the title of a task, and save it."""
    browser.open(f"/{task_id}/edit")
    browser.type("Title", words)
    browser.press_button("Save")
    browser.wait(lambda: browser.messages.startswith("Saved"))


def test_both_edit(browser: Browser, milk: ObjectId, other_tab: Any) -> None:
    """The second user to save sees both versions, and can overwrite the other one."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and bread")
    other_tab(lambda: change(browser, milk, " and tea"))
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")
    assert "Milk and tea" in browser.find("region", "Their version").text
    title = browser.find("textbox", "Title")
    assert title.get_attribute("value") == "Milk and bread"
    assert browser.has("form", "Your version")
    browser.press_button("Save my version")
    browser.wait_for_heading("Task: Milk and bread")
    assert "Two litres" in browser.text


def test_keeping_theirs(browser: Browser, milk: ObjectId, other_tab: Any) -> None:
    """The second user to save can discard the edit and keep the other version."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and bread")
    other_tab(lambda: change(browser, milk, " and tea"))
    browser.press_button("Save")
    browser.follow("Keep their version")
    browser.wait_for_heading("Task: Milk and tea")


def test_edit_and_delete(browser: Browser, milk: ObjectId, tasks: Any) -> None:
    """Changes to a task that has been deleted can be saved as a new task."""
    browser.open(f"/{milk}/edit")
    browser.type("Title", " and bread")
    tasks.delete_one({"_id": milk})
    browser.press_button("Save")
    browser.wait_for_heading("This task was deleted")
    title = browser.find("textbox", "Title")
    assert title.get_attribute("value") == "Milk and bread"
    browser.press_button("Save as new task")
    browser.wait_for_titles("Milk and bread")


def delete_milk(browser: Browser) -> None:
    """Delete the task from the list."""
    browser.open()
    browser.press_button("Delete: Milk")
    browser.wait_for_status('Deleted "Milk".')


@pytest.mark.usefixtures("milk")
def test_delete_and_finish(browser: Browser, other_tab: Any) -> None:
    """Finishing a deleted task offers to restore it."""
    browser.open()
    other_tab(lambda: delete_milk(browser))
    browser.press_button("Done: Milk")
    browser.find("button", "Restore")
    assert "This task was deleted" in browser.text
    browser.press_button("Restore")
    browser.wait_for_status('Restored "Milk".')
    browser.wait_for_titles("Milk")


@pytest.mark.usefixtures("milk")
def test_both_delete(browser: Browser, other_tab: Any) -> None:
    """A task that is deleted twice can still be restored."""
    browser.open()
    other_tab(lambda: delete_milk(browser))
    browser.press_button("Delete: Milk")
    browser.wait_for_status('Deleted "Milk".')
    browser.press_button("Undo")
    browser.wait_for_titles("Milk")


def test_two_tabs(browser: Browser, other_tab: Any) -> None:
    """After an action in one tab, the list includes changes made in the other."""
    browser.open()
    browser.type("New task", "From here")

    def add() -> None:
        browser.open()
        browser.type("New task", "From there")
        browser.press_button("Add")
        browser.wait_for_titles("From there")

    other_tab(add)
    browser.press_button("Add")
    browser.wait_for_titles("From here", "From there")
