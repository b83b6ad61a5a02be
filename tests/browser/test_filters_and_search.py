"""Filters, search, pages, and their combinations."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

DESCRIPTION = """
const id = arguments[0].getAttribute("aria-describedby");
return document.getElementById(id).textContent;
"""
IS_IN_VIEW = """
const { top, bottom } = arguments[0].getBoundingClientRect();
return top >= 0 && bottom <= innerHeight;
"""


@pytest.fixture
def many(add_tasks: Any) -> None:
    """Store four open and four done tasks, named after their state."""
    add_tasks("Open 1 milk", "Open 2", "Open 3", "Open 4 milk")
    add_tasks("Done 1 milk", "Done 2 milk", "Done 3 milk", "Done 4 milk", done=True)


def current(browser: Browser) -> list[str]:
    """Return the filters that are marked as current."""
    links = browser.find("navigation", "Filter").find_elements("tag name", "a")
    return [link.text for link in links if link.get_attribute("aria-current") == "page"]


def search(browser: Browser, words: str) -> None:
    """Submit a search."""
    box = browser.find("searchbox", "Search")
    box.clear()
    box.send_keys(words)
    browser.press_button("Search")


@pytest.mark.usefixtures("many")
def test_filters(browser: Browser) -> None:
    """A filter shows only matching tasks, is marked as current, and is in the URL."""
    browser.open()
    assert current(browser) == ["All"]
    browser.follow("Done")
    browser.wait_for_titles("Done 1 milk", "Done 2 milk", "Done 3 milk")
    assert current(browser) == ["Done"]
    assert browser.path == "/?show=done"
    browser.follow("Deleted")
    browser.wait(lambda: "No deleted tasks." in browser.text)
    browser.follow("All")
    browser.wait_for_titles("Open 1 milk", "Open 2", "Open 3")
    assert browser.path == "/"


@pytest.mark.usefixtures("many")
def test_searching(browser: Browser) -> None:
    """A search stays in the URL and in the search box until it is cleared."""
    browser.open()
    search(browser, "MIL")
    browser.wait_for_titles("Open 1 milk", "Open 4 milk", "Done 1 milk")
    assert browser.path == "/?q=MIL"
    assert browser.find("searchbox", "Search").get_attribute("value") == "MIL"
    browser.follow("Clear search")
    browser.wait_for_titles("Open 1 milk", "Open 2", "Open 3")
    assert browser.find("searchbox", "Search").get_attribute("value") == ""
    assert not browser.has("link", "Clear search")


def test_search_without_result(browser: Browser, add_tasks: Any) -> None:
    """If nothing matches a search, the message repeats the query."""
    add_tasks("Milk")
    browser.open()
    search(browser, '<b>"?')
    browser.wait(lambda: 'No tasks match "<b>"?".' in browser.text)


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_long_searches(browser: Browser) -> None:
    """A search over 200 characters is not sent; a message in view counts them."""
    browser.resize(320, 256)
    browser.open()
    box = browser.find("searchbox", "Search")
    browser.run("arguments[0].value = ' ' + '😀'.repeat(100) + 'x'.repeat(99)", box)
    box.send_keys("ab")
    message = "Search is 201 characters long; the limit is 200."
    assert browser.run(DESCRIPTION, box) == message
    assert box.get_attribute("aria-invalid") == "true"
    box.send_keys("c", Keys.ENTER)
    (alert,) = browser.wait(lambda: browser.all("alert"))
    assert alert.text == message.replace("201", "202")
    assert browser.run(IS_IN_VIEW, alert)
    assert browser.path == "/"
    box.send_keys(Keys.BACKSPACE, Keys.BACKSPACE)
    assert box.get_attribute("aria-describedby") is None
    assert box.get_attribute("aria-invalid") is None
    assert not browser.all("alert")
    box.send_keys(Keys.ENTER)
    browser.wait(lambda: "No tasks match" in browser.text)


@pytest.mark.usefixtures("many")
def test_filters_and_search(browser: Browser) -> None:
    """Filters keep the search, and clearing the search keeps the filter."""
    browser.open("/?q=milk")
    browser.follow("Open")
    browser.wait_for_titles("Open 1 milk", "Open 4 milk")
    assert browser.path == "/?show=open&q=milk"
    browser.follow("Clear search")
    browser.wait_for_titles("Open 1 milk", "Open 2", "Open 3")
    assert browser.path == "/?show=open"
    search(browser, "2")
    browser.wait_for_titles("Open 2")
    assert current(browser) == ["Open"]


@pytest.mark.usefixtures("many")
def test_pages_of_a_search(browser: Browser) -> None:
    """Paging and actions keep the filter and the search."""
    browser.open("/?show=done&q=milk")
    browser.follow("Older")
    browser.wait_for_titles("Done 4 milk")
    browser.press_button("Delete: Done 4 milk")
    browser.wait_for_status('Deleted "Done 4 milk".')
    assert "No more tasks." in browser.text
    assert "show=done&q=milk&before=" in browser.path
    browser.press_button("Undo")
    browser.wait_for_titles("Done 4 milk")
    browser.follow("Newer")
    browser.wait_for_titles("Done 1 milk", "Done 2 milk", "Done 3 milk")


@pytest.mark.parametrize("show", ["open", "done", "deleted"])
def test_empty_filter(browser: Browser, add_tasks: Any, show: str) -> None:
    """Each filter has its own message for an empty list."""
    add_tasks("Milk", done=show == "open")
    browser.open(f"/?show={show}")
    assert f"No {show} tasks." in browser.text


def test_help(browser: Browser) -> None:
    """The footer links to the help page, which lists the shortcuts."""
    browser.open()
    browser.follow("Help")
    browser.wait_for_heading("Help")
    for key in ("n", "/", "j", "k", "Enter", "x", "e", "#", "u", "?"):
        assert f"\n{key}\n" in browser.text
    browser.follow("Back to list")
    browser.wait_for_heading("All Items")
