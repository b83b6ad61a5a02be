"""With scripts, the focus goes after each change to where a person looks for it."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.person import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def listed(browser: Browser, add_tasks: Any) -> Browser:
    """Give a browser on a list of three tasks; there is a fourth."""
    add_tasks("Milk", "Bread", "Tea", "Jam")
    browser.open()
    return browser


def test_after_deleting(listed: Browser) -> None:
    """The next task has the focus; after the last one, that above; then the box."""
    listed.press_button("Delete: Milk")
    listed.wait_for_focus("link", "Bread")
    listed.press_button("Delete: Tea")
    listed.wait_for_focus("link", "Jam")
    listed.press_button("Delete: Jam")
    listed.wait_for_focus("link", "Bread")
    listed.press_button("Delete: Bread")
    listed.wait_for_focus("textbox", "New task")


def test_after_undoing(listed: Browser) -> None:
    """The task that came back has the focus."""
    listed.press_button("Delete: Bread")
    listed.press_button("Undo")
    listed.wait_for_focus("link", "Bread")


def test_after_finishing(listed: Browser) -> None:
    """The button for the way back has the focus."""
    listed.press_button("Done: Bread")
    listed.wait_for_focus("button", "Reopen: Bread")
    listed.press(Keys.ENTER)
    listed.wait_for_focus("button", "Done: Bread")


def test_after_finishing_among_the_open(listed: Browser) -> None:
    """Where a task that is done leaves the list, the next one has the focus."""
    listed.follow("Open")
    listed.press_button("Done: Bread")
    listed.wait_for_focus("link", "Tea")


def test_after_adding(listed: Browser) -> None:
    """The box keeps the focus, for the next task."""
    listed.type("New task", "Butter" + Keys.ENTER)
    listed.wait_for_status('Added "Butter".')
    listed.wait_for_focus("textbox", "New task")


def test_after_turning_the_page(listed: Browser) -> None:
    """The heading has the focus, and the page is at its top."""
    listed.resize(1280, 400)
    listed.follow("Older")
    listed.wait_for_titles("Jam")
    listed.wait_for_focus("heading", "All Items")
    assert listed.run("return scrollY") == 0


def test_after_a_filter(listed: Browser) -> None:
    """The filter keeps the focus."""
    listed.follow("Open")
    listed.wait_for_address("/?show=open")
    listed.wait_for_focus("link", "Open")


def test_after_a_search(listed: Browser) -> None:
    """The search keeps the focus, also when it is cleared."""
    listed.find("searchbox", "Search").send_keys("jam", Keys.ENTER)
    listed.wait_for_titles("Jam")
    listed.wait_for_focus("searchbox", "Search")
    listed.follow("Clear search")
    listed.wait_for_titles("Milk", "Bread", "Tea")
    listed.wait_for_focus("searchbox", "Search")


def test_after_clearing(listed: Browser, tasks: Any) -> None:
    """The focus is not lost when the button goes with what it cleared."""
    tasks.update_many({}, {"$set": {"done": True}})
    listed.follow("All")
    listed.press_button("Clear done")
    listed.wait_for_focus("textbox", "New task")


def test_after_going_elsewhere(listed: Browser) -> None:
    """The heading of another page has the focus."""
    listed.follow("Milk")
    listed.wait_for_focus("heading", "Task: Milk")
    listed.press_button("Done")
    listed.wait_for_focus("heading", "All Items")


def test_after_an_error(listed: Browser, tasks: Any) -> None:
    """So has the heading of a page that says what went wrong."""
    tasks.delete_many({})
    listed.press_button("Done: Milk")
    listed.wait_for_focus("heading", "Task not found")
