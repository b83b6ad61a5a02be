"""With scripts, a task of the list is edited in its place."""

from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.person import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def ids(add_tasks: Any) -> list[ObjectId]:
    """Store three tasks."""
    stored: list[ObjectId] = add_tasks("Milk", "Bread", "Tea", text="A text", version=1)
    return stored


@pytest.fixture
def editing(browser: Browser, ids: list[ObjectId]) -> Browser:
    """Give a browser in which a task is being edited in its place."""
    assert len(ids) == 3
    browser.open()
    browser.follow("Edit: Bread")
    browser.wait_for_focus("textbox", "Title")
    return browser


def test_opening(editing: Browser) -> None:
    """The form stands in the item's place, with its words, on the same page."""
    form = editing.find("form", "Edit task")
    assert form.find_element(By.XPATH, "./..").tag_name == "li"
    assert editing.focused.get_attribute("value") == "Bread"
    assert editing.find("textbox", "Text").get_attribute("value") == "A text"
    assert editing.titles == ["Milk", "Tea"]
    assert editing.path == "/"


def test_saving(editing: Browser, tasks: Any) -> None:
    """Enter in the title saves; afterwards the focus is in the item."""
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_status('Saved "Bread and butter".')
    editing.wait_for_titles("Milk", "Bread and butter", "Tea")
    editing.wait_for_focus("link", "Edit: Bread and butter")
    assert tasks.find_one({"title": "Bread and butter"})["text"] == "A text"


def test_saving_with_the_button(editing: Browser) -> None:
    """So does the button, and the text is saved as well."""
    editing.type("Text", "\nand more")
    editing.press_button("Save")
    editing.wait_for_status('Saved "Bread".')
    editing.follow("Bread")
    editing.wait_for_heading("Task: Bread")
    assert "A text\nand more" in editing.text


def test_escaping(editing: Browser, tasks: Any) -> None:
    """Escape leaves the task as it was; afterwards the focus is in the item."""
    editing.press(" and butter", Keys.ESCAPE)
    editing.wait_for_titles("Milk", "Bread", "Tea")
    editing.wait_for_focus("link", "Edit: Bread")
    assert tasks.count_documents({"title": "Bread"}) == 1


def test_cancelling(editing: Browser) -> None:
    """So does Cancel, from the text, too."""
    editing.type("Text", " and more")
    editing.follow("Cancel")
    editing.wait_for_titles("Milk", "Bread", "Tea")
    editing.wait_for_focus("link", "Edit: Bread")


def test_leaving_the_form(editing: Browser, tasks: Any) -> None:
    """Going elsewhere neither saves nor cancels."""
    editing.press(" and butter")
    editing.find("textbox", "New task").click()
    editing.press_button("Done: Milk")
    editing.wait_for_status('"Milk" is done.')
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    assert tasks.count_documents({"title": "Bread"}) == 1
    title.send_keys(Keys.ENTER)
    editing.wait_for_status('Saved "Bread and butter".')


def test_other_tasks_come_and_go(editing: Browser) -> None:
    """What is typed outlives tasks that are added above it and deleted."""
    editing.press(" and butter")
    editing.press_button("Delete: Tea")
    editing.wait_for_status('Deleted "Tea".')
    editing.type("New task", "Jam" + Keys.ENTER)
    editing.wait_for_status('Added "Jam".')
    assert editing.titles == ["Jam", "Milk"]
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"


def test_two_at_once(editing: Browser) -> None:
    """Two tasks can be edited at once; each form is its own."""
    editing.press(" and butter")
    editing.follow("Edit: Milk")
    editing.wait(lambda: editing.focused.get_attribute("value") == "Milk")
    editing.focused.send_keys(Keys.CONTROL + "a", Keys.DELETE, Keys.ENTER)
    editing.wait_for_heading("There is a problem")
    ids = editing.run("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    values = [box.get_attribute("value") for box in editing.all("textbox")]
    assert "Bread and butter" in values


def test_a_problem(editing: Browser) -> None:
    """A refused form says so in the item's place, and can be mended there."""
    editing.focused.send_keys(Keys.CONTROL + "a", Keys.DELETE, Keys.ENTER)
    editing.wait_for_focus("region", "There is a problem")
    title = editing.find("textbox", "Title")
    assert title.get_attribute("aria-invalid") == "true"
    assert editing.titles == ["Milk", "Tea"]
    editing.follow("Enter a title.")
    editing.wait(lambda: editing.focused == title)
    editing.driver.back()
    editing.press("Butter", Keys.ENTER)
    editing.wait_for_titles("Milk", "Butter", "Tea")


def test_somebody_else_edits(editing: Browser, ids: list[ObjectId], tasks: Any) -> None:
    """A task that was changed meanwhile shows both versions, in place of the list."""
    new = {"$set": {"title": "Rolls", "version": 2}}
    tasks.update_one({"_id": ids[1]}, new)
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_heading("Somebody else changed this task")
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    editing.press_button("Save my version")
    editing.wait_for_heading("Task: Bread and butter")


def test_somebody_else_deletes(
    editing: Browser, ids: list[ObjectId], tasks: Any
) -> None:
    """A task that is gone leaves what was typed, for a new one."""
    tasks.delete_one({"_id": ids[1]})
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_heading("This task was deleted")
    editing.press_button("Save as new task")
    editing.wait_for_titles("Bread and butter", "Milk", "Tea")


def test_a_session_that_is_gone(editing: Browser) -> None:
    """A form that is too old keeps what was typed, and is sent again."""
    editing.driver.delete_all_cookies()
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_heading("This form is too old")
    editing.press_button("Try again")
    editing.wait_for_heading("Task: Bread and butter")
