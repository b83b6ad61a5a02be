"""The focus after each action, with scripts."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def listed(browser: Browser, add_tasks: Any) -> Browser:
    """Open a list of three tasks; a fourth is on the next page."""
    add_tasks("Milk", "Bread", "Tea", "Jam")
    browser.open()
    return browser


def test_after_deleting(listed: Browser) -> None:
    """Deleting focuses the next task, else the previous one, else the quick-add box."""
    listed.press_button("Delete: Milk")
    listed.wait_for_focus("link", "Bread")
    listed.press_button("Delete: Tea")
    listed.wait_for_focus("link", "Jam")
    listed.press_button("Delete: Jam")
    listed.wait_for_focus("link", "Bread")
    listed.press_button("Delete: Bread")
    listed.wait_for_focus("textbox", "New task")


def test_after_undoing(listed: Browser) -> None:
    """After Undo, the restored task has the focus."""
    listed.press_button("Delete: Bread")
    listed.press_button("Undo")
    listed.wait_for_focus("link", "Bread")


def test_after_finishing(listed: Browser) -> None:
    """After finishing a task, the focus moves to the button that reopens it."""
    listed.press_button("Done: Bread")
    listed.wait_for_focus("button", "Reopen: Bread")
    listed.press(Keys.ENTER)
    listed.wait_for_focus("button", "Done: Bread")


def test_after_finishing_among_the_open(listed: Browser) -> None:
    """If a finished task leaves the list, the focus moves to the next one."""
    listed.open("/?show=open")
    listed.press_button("Done: Bread")
    listed.wait_for_focus("link", "Tea")


def test_after_adding(listed: Browser) -> None:
    """After adding a task, the focus is still in the quick-add box."""
    listed.type("New task", "Butter" + Keys.ENTER)
    listed.wait_for_status('Added "Butter".')
    listed.wait_for_focus("textbox", "New task")


def test_after_clearing(listed: Browser, tasks: Any) -> None:
    """If the pressed button disappears, the focus moves to the quick-add box."""
    tasks.update_many({}, {"$set": {"done": True}})
    listed.open()
    listed.press_button("Clear done")
    listed.wait_for_focus("textbox", "New task")


def test_after_an_error(listed: Browser, tasks: Any) -> None:
    """After an act on a task that is gone, the focus moves to the next one."""
    tasks.delete_one({"title": "Milk"})
    listed.press_button("Done: Milk")
    listed.wait_for_titles("Bread", "Tea", "Jam")
    listed.wait_for_focus("link", "Bread")


def test_moved_during_a_request(listed: Browser) -> None:
    """An act leaves the focus alone if it was moved before the response."""
    with listed.slowly():
        listed.press_button("Delete: Milk")
        listed.follow("Edit: Bread")
        box = listed.type("New task", "But")
        listed.find("form", "Edit task")
        listed.press("ter")
    assert listed.focused == box
    assert box.get_attribute("value") == "Butter"
