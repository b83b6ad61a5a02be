"""Quick adding, finishing, editing, deleting and restoring."""

from typing import Any

import pytest

from tests.browser.browser import Browser


def test_quick_adding(browser: Browser) -> None:
    """The quick-add form adds a task, and is empty afterwards."""
    browser.open()
    browser.type("New task", "Buy milk")
    browser.press_button("Add")
    browser.wait_for_status('Added "Buy milk".')
    browser.wait_for_titles("Buy milk")
    assert browser.find("textbox", "New task").get_attribute("value") == ""


@pytest.mark.parametrize("driver", ["scripts off"], indirect=True)
def test_quick_adding_nothing(browser: Browser) -> None:
    """Without scripts, an invalid title opens the new-task form with an error."""
    browser.open()
    browser.press_button("Add")
    browser.wait_for_heading("There is a problem")
    assert browser.title == "Error: New Todo Task - Simple ToDo Example"
    browser.type("Title", "Mended")
    browser.press_button("Add")
    browser.wait_for_titles("Mended")


def test_finishing(browser: Browser, add_tasks: Any) -> None:
    """A finished task is marked "Done", and can be reopened."""
    add_tasks("Milk", "Bread")
    browser.open()
    assert "2 open, 0 done" in browser.text
    browser.press_button("Done: Milk")
    browser.wait_for_status('"Milk" is done.')
    assert "1 open, 1 done" in browser.text
    assert "\nDone\nCreated" in browser.item("Milk").text.replace("Done Cr", "Done\nCr")
    browser.press_button("Reopen: Milk")
    browser.wait_for_status('"Milk" is open again.')
    assert "2 open, 0 done" in browser.text


def test_editing(browser: Browser, add_tasks: Any) -> None:
    """A task's page links to the edit form, and saving leads back to the page."""
    (task_id,) = add_tasks("Milk")
    browser.open(f"/{task_id}")
    browser.follow("Edit")
    browser.wait_for_heading("Edit task")
    browser.type("Title", " and bread")
    browser.type("Text", "Two litres.\nOne loaf.")
    browser.press_button("Save")
    browser.wait_for_heading("Task: Milk and bread")
    assert browser.messages == 'Saved "Milk and bread".'
    assert "Two litres.\nOne loaf." in browser.text
    assert "Changed:" in browser.text


def test_cancelling(browser: Browser, add_tasks: Any) -> None:
    """Cancel leaves the task unchanged."""
    (task_id,) = add_tasks("Milk")
    browser.open(f"/{task_id}/edit")
    browser.type("Title", " and bread")
    browser.follow("Cancel")
    browser.wait_for_heading("Task: Milk")


def test_deleting(browser: Browser, add_tasks: Any) -> None:
    """Undo restores a deleted task."""
    add_tasks("Milk", "Bread")
    browser.open()
    browser.press_button("Delete: Milk")
    browser.wait_for_status('Deleted "Milk".')
    browser.wait_for_titles("Bread")
    browser.press_button("Undo")
    browser.wait_for_status('Restored "Milk".')
    browser.wait_for_titles("Milk", "Bread")


def test_on_the_page_of_a_task(browser: Browser, add_tasks: Any) -> None:
    """A task can also be finished, reopened and deleted on its page."""
    (task_id,) = add_tasks("Milk")
    for button, status in (
        ("Done", '"Milk" is done.'),
        ("Reopen", '"Milk" is open again.'),
        ("Delete", 'Deleted "Milk".'),
    ):
        browser.open(f"/{task_id}")
        browser.press_button(button)
        browser.wait_for_heading("All Items")
        browser.wait_for_status(status)


def test_clearing(browser: Browser, add_tasks: Any) -> None:
    """One click deletes all done tasks, and one click restores them."""
    add_tasks("Milk")
    add_tasks("Bread", "Tea", done=True)
    browser.open()
    browser.press_button("Clear done")
    browser.wait_for_status("Deleted 2 done tasks.")
    browser.wait_for_titles("Milk")
    assert not browser.has("button", "Clear done")
    browser.press_button("Undo")
    browser.wait_for_status("Restored 2 tasks.")
    browser.wait_for_titles("Milk", "Bread", "Tea")


def test_restoring(browser: Browser, add_tasks: Any) -> None:
    """A deleted task can be restored from the filter "Deleted"."""
    add_tasks("Milk")
    browser.open()
    browser.press_button("Delete: Milk")
    browser.find("button", "Undo")
    browser.follow("Deleted")
    browser.wait_for_titles("Milk")
    assert "Deleted tasks are removed for good after 30 days." in browser.text
    browser.press_button("Restore: Milk")
    browser.wait_for_status('Restored "Milk".')
    assert "No deleted tasks." in browser.text
    browser.follow("All")
    browser.wait_for_titles("Milk")


def test_deleted_page(browser: Browser, add_tasks: Any) -> None:
    """The page of a deleted task shows its title and a button to restore it."""
    (task_id,) = add_tasks("Milk")
    browser.open()
    browser.press_button("Delete: Milk")
    browser.find("button", "Undo")
    browser.open(f"/{task_id}")
    browser.wait_for_heading("This task was deleted")
    assert "Milk" in browser.find("alert", "This task was deleted").text
    browser.press_button("Restore")
    browser.wait_for_status('Restored "Milk".')
    browser.wait_for_titles("Milk")


def test_long_title(browser: Browser, add_tasks: Any) -> None:
    """A message shows at most 60 characters of a title."""
    add_tasks("x" * 61)
    browser.open()
    browser.press_button(f"Done: {'x' * 61}")
    browser.wait_for_status(f'"{"x" * 59}…" is done.')
