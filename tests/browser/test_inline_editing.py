"""Inline editing in the list, with scripts."""

from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def ids(add_tasks: Any) -> list[ObjectId]:
    """Store three tasks, and return their ids."""
    stored: list[ObjectId] = add_tasks("Milk", "Bread", "Tea", text="A text", version=1)
    return stored


@pytest.fixture
def editing(browser: Browser, ids: list[ObjectId]) -> Browser:
    """Open the inline form of a task."""
    assert len(ids) == 3
    browser.open()
    browser.follow("Edit: Bread")
    browser.wait_for_focus("textbox", "Title")
    return browser


def test_opening(editing: Browser) -> None:
    """The filled-in form replaces the task in the list, on the same page."""
    form = editing.find("form", "Edit task")
    assert form.find_element(By.XPATH, "./..").tag_name == "li"
    assert editing.focused.get_attribute("value") == "Bread"
    assert editing.find("textbox", "Text").get_attribute("value") == "A text"
    assert editing.titles == ["Milk", "Tea"]
    assert editing.path == "/"


def test_saving(editing: Browser, tasks: Any) -> None:
    """Pressing Enter in the title saves, and the link "Edit" has the focus again."""
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_status('Saved "Bread and butter".')
    editing.wait_for_titles("Milk", "Bread and butter", "Tea")
    editing.wait_for_focus("link", "Edit: Bread and butter")
    assert tasks.find_one({"title": "Bread and butter"})["text"] == "A text"


def test_saving_with_the_button(editing: Browser) -> None:
    """The button "Save" saves the title and the text."""
    editing.type("Text", "\nand more")
    editing.press_button("Save")
    editing.wait_for_status('Saved "Bread".')
    editing.follow("Bread")
    editing.wait_for_heading("Task: Bread")
    assert "A text\nand more" in editing.text


def test_escape(editing: Browser, tasks: Any) -> None:
    """Pressing Escape cancels, and the link "Edit" has the focus again."""
    editing.press(" and butter", Keys.ESCAPE)
    editing.wait_for_titles("Milk", "Bread", "Tea")
    editing.wait_for_focus("link", "Edit: Bread")
    assert tasks.count_documents({"title": "Bread"}) == 1


def test_cancelling(editing: Browser) -> None:
    """The link "Cancel" closes the form without saving."""
    editing.type("Text", " and more")
    editing.follow("Cancel")
    editing.wait_for_titles("Milk", "Bread", "Tea")
    editing.wait_for_focus("link", "Edit: Bread")


def test_leaving_the_form(editing: Browser, tasks: Any) -> None:
    """Moving the focus out of the form neither saves nor cancels."""
    editing.press(" and butter")
    editing.find("textbox", "New task").click()
    editing.press_button("Done: Milk")
    editing.wait_for_status('"Milk" is done.')
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    assert tasks.count_documents({"title": "Bread"}) == 1
    title.send_keys(Keys.ENTER)
    editing.wait_for_status('Saved "Bread and butter".')


def test_changes_of_the_list(editing: Browser) -> None:
    """Input survives when other tasks are added and deleted."""
    editing.press(" and butter")
    editing.press_button("Delete: Tea")
    editing.wait_for_status('Deleted "Tea".')
    editing.type("New task", "Jam" + Keys.ENTER)
    editing.wait_for_status('Added "Jam".')
    assert editing.titles == ["Jam", "Milk"]
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"


def test_two_forms(editing: Browser) -> None:
    """Two tasks can be edited at the same time, without duplicate ids in the page."""
    editing.press(" and butter")
    editing.follow("Edit: Milk")
    editing.wait(lambda: editing.focused.get_attribute("value") == "Milk")
    editing.focused.send_keys(Keys.CONTROL + "a", Keys.DELETE, Keys.ENTER)
    editing.wait_for_heading("There is a problem")
    ids = editing.run("return [...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    values = [box.get_attribute("value") for box in editing.all("textbox")]
    assert "Bread and butter" in values


def test_rejected_form(editing: Browser) -> None:
    """A rejected form shows its errors inline, and can be corrected."""
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


def test_opening_twice(browser: Browser, ids: list[ObjectId]) -> None:
    """A second "Edit" on a task that is opening or open changes nothing."""
    assert len(ids) == 3
    browser.open()
    with browser.slowly():
        link = browser.find("link", "Edit: Bread")
        ActionChains(browser.driver).double_click(link).click().perform()
        browser.wait_for_focus("textbox", "Title")
        browser.press(" and butter")
        browser.press_button("Done: Milk")
        browser.wait_for_status('"Milk" is done.')
    assert browser.names("form").count("Edit task") == 1
    title = browser.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"


def test_item_that_left_the_list(browser: Browser, tasks: Any, add_tasks: Any) -> None:
    """An edited task stays in its place, even if the list no longer contains it."""
    add_tasks("Milk", "Bread", "Tea", version=1)
    browser.resize(1280, 1200)
    browser.open("/?show=open")
    browser.follow("Edit: Bread")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and butter")
    tasks.update_one({"title": "Bread"}, {"$set": {"done": True}})
    browser.press_button("Done: Milk")
    browser.wait_for_status('"Milk" is done.')
    browser.press_button("Done: Tea")
    browser.wait_for_status('"Tea" is done.')
    title = browser.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    assert "No open tasks." in browser.text
    title.send_keys(Keys.ENTER)
    browser.wait_for_status('Saved "Bread and butter".')
    assert browser.titles == []
    assert tasks.count_documents({"title": "Bread and butter", "done": True}) == 1
    browser.wait_for_focus("textbox", "New task")


def test_cancelling_an_old_state(editing: Browser, tasks: Any) -> None:
    """Cancelling shows what others have changed meanwhile."""
    tasks.update_one({"title": "Bread"}, {"$set": {"title": "Rolls"}})
    editing.press_button("Done: Milk")
    editing.wait_for_status('"Milk" is done.')
    editing.find("textbox", "Title").send_keys(Keys.ESCAPE)
    editing.wait_for_titles("Milk", "Rolls", "Tea")
    editing.wait_for_focus("link", "Edit: Rolls")


def test_concurrent_edit(editing: Browser, ids: list[ObjectId], tasks: Any) -> None:
    """If somebody else changed the task, both versions are shown in the item."""
    new = {"$set": {"title": "Rolls", "version": 2}}
    tasks.update_one({"_id": ids[1]}, new)
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_focus("region", "Somebody else changed this task")
    assert "Rolls" in editing.find("region", "Their version").text
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    assert editing.titles == ["Milk", "Tea"]
    editing.press_button("Save my version")
    editing.wait_for_status('Saved "Bread and butter".')
    editing.wait_for_titles("Milk", "Bread and butter", "Tea")


def test_keeping_theirs(editing: Browser, ids: list[ObjectId], tasks: Any) -> None:
    """After a conflict, the other version can be kept."""
    new = {"$set": {"title": "Rolls", "version": 2}}
    tasks.update_one({"_id": ids[1]}, new)
    editing.press(" and butter", Keys.ENTER)
    editing.follow("Keep their version")
    editing.wait_for_titles("Milk", "Rolls", "Tea")
    editing.wait_for_focus("link", "Edit: Rolls")


def test_concurrent_deletion(editing: Browser, ids: list[ObjectId], tasks: Any) -> None:
    """If the task has been deleted, the input can be saved as a new task."""
    tasks.delete_one({"_id": ids[1]})
    editing.press(" and butter", Keys.ENTER)
    editing.wait_for_focus("region", "This task was deleted")
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    editing.press_button("Save as new task")
    editing.wait_for_titles("Bread and butter", "Milk", "Tea")
    assert not editing.has("form", "Save as new task")


def test_outdated_form(editing: Browser) -> None:
    """An outdated form keeps its input, and can be submitted again."""
    editing.resize(1280, 1200)
    editing.lose_session()
    editing.press(" and butter", Keys.ENTER)
    editing.wait(lambda: "This form is too old." in editing.status)
    title = editing.find("textbox", "Title")
    assert title.get_attribute("value") == "Bread and butter"
    editing.press_button("Save")
    editing.wait_for_status('Saved "Bread and butter".')


def test_typing_while_saving(editing: Browser, tasks: Any) -> None:
    """While an edit is being saved, nothing can be typed that would be lost."""
    with editing.slowly():
        editing.press(" and butter", Keys.ENTER)
        editing.press(" and jam", Keys.ENTER)
        assert editing.focused.get_attribute("value") == "Bread and butter"
        editing.wait_for_status('Saved "Bread and butter".')
    assert tasks.count_documents({"title": "Bread and butter", "version": 2}) == 1
