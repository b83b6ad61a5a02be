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
    listed.follow("Open")
    listed.press_button("Done: Bread")
    listed.wait_for_focus("link", "Tea")


def test_after_adding(listed: Browser) -> None:
    """After adding a task, the focus is still in the quick-add box."""
    listed.type("New task", "Butter" + Keys.ENTER)
    listed.wait_for_status('Added "Butter".')
    listed.wait_for_focus("textbox", "New task")


def test_after_turning_the_page(listed: Browser) -> None:
    """Turning the page moves the focus to the heading and scrolls to the top."""
    listed.resize(1280, 400)
    listed.follow("Older")
    listed.wait_for_titles("Jam")
    listed.wait_for_focus("heading", "All Items")
    assert listed.run("return scrollY") == 0


def test_after_a_filter(listed: Browser) -> None:
    """After choosing a filter, the focus is still on its link."""
    listed.follow("Open")
    listed.wait_for_path("/?show=open")
    listed.wait_for_focus("link", "Open")


def test_after_a_search(listed: Browser) -> None:
    """After searching or clearing the search, the focus is in the search box."""
    listed.find("searchbox", "Search").send_keys("jam", Keys.ENTER)
    listed.wait_for_titles("Jam")
    listed.wait_for_focus("searchbox", "Search")
    listed.follow("Clear search")
    listed.wait_for_titles("Milk", "Bread", "Tea")
    listed.wait_for_focus("searchbox", "Search")


def test_after_clearing(listed: Browser, tasks: Any) -> None:
    """If the pressed button disappears, the focus moves to the quick-add box."""
    tasks.update_many({}, {"$set": {"done": True}})
    listed.follow("All")
    listed.press_button("Clear done")
    listed.wait_for_focus("textbox", "New task")


def test_after_a_link(listed: Browser) -> None:
    """After following a link, the heading of the next page has the focus."""
    listed.follow("Milk")
    listed.wait_for_focus("heading", "Task: Milk")
    listed.press_button("Done")
    listed.wait_for_focus("heading", "All Items")


def test_after_an_error(listed: Browser, tasks: Any) -> None:
    """After a failed action, the heading of the error page has the focus."""
    tasks.delete_many({})
    listed.press_button("Done: Milk")
    listed.wait_for_focus("heading", "Task not found")
