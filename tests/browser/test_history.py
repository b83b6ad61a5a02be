"""Back, Forward and Reload are the browser's own, with scripts and without."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

scripts_on = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def four(add_tasks: Any) -> None:
    """Store four tasks."""
    add_tasks("Task 1", "Task 2", "Task 3", "Task 4")


@pytest.mark.usefixtures("four")
def test_back_and_forward(browser: Browser) -> None:
    """Back and Forward restore pages and their URLs."""
    browser.open()
    browser.follow("Older")
    browser.wait_for_titles("Task 4")
    browser.follow("Done")
    browser.wait(lambda: "No done tasks." in browser.text)
    browser.driver.back()
    browser.wait_for_titles("Task 4")
    assert "before=" in browser.path
    browser.driver.back()
    browser.wait_for_titles("Task 1", "Task 2", "Task 3")
    assert browser.path == "/"
    browser.driver.forward()
    browser.driver.forward()
    browser.wait(lambda: "No done tasks." in browser.text)
    assert browser.path == "/?show=done"


@pytest.mark.usefixtures("four")
def test_reloading(browser: Browser) -> None:
    """Reloading keeps the filter, and does not repeat the last action."""
    browser.open("/?show=open")
    browser.press_button("Done: Task 2")
    browser.wait_for_status('"Task 2" is done.')
    browser.driver.refresh()
    browser.wait_for_titles("Task 1", "Task 3", "Task 4")
    assert browser.path == "/?show=open"
    assert browser.messages == ""


@scripts_on
@pytest.mark.usefixtures("four")
def test_acts_add_no_entry(browser: Browser) -> None:
    """With scripts, acts on the list do not change the history."""
    browser.open("/help")
    browser.open()
    before = browser.run("return [history.length, history.state]")
    for title in ("Task 1", "Task 2"):
        browser.press_button(f"Done: {title}")
        browser.wait_for_status(f'"{title}" is done.')
    assert browser.run("return [history.length, history.state]") == before
    browser.driver.back()
    browser.wait_for_heading("Help")


@scripts_on
@pytest.mark.usefixtures("four")
def test_position_in_the_list(browser: Browser) -> None:
    """Going back from a task restores the scroll position, and typed words."""
    browser.resize(1280, 400)
    browser.open()
    browser.type("New task", "Half a thought")
    link = browser.find("link", "Task 3")
    browser.run("arguments[0].focus()", link)
    at = browser.run("return scrollY")
    browser.press(Keys.ENTER)
    browser.wait_for_heading("Task: Task 3")
    browser.driver.back()
    browser.wait(lambda: browser.run("return scrollY") == at > 0)
    box = browser.find("textbox", "New task")
    browser.wait(lambda: box.get_attribute("value") == "Half a thought")


def test_link_to_a_field(browser: Browser) -> None:
    """Going back after following a link in the error summary keeps the input."""
    browser.open("/new")
    browser.type("Text", "Kept text")
    browser.press_button("Add")
    browser.follow("Enter a title.")
    browser.wait_for_focus("textbox", "Title")
    browser.press("Typed since")
    browser.driver.back()
    browser.wait(lambda: "#" not in browser.path)
    browser.press_button("Add")
    browser.wait_for_titles("Typed since")


@scripts_on
def test_back_to_a_changed_list(browser: Browser, add_tasks: Any) -> None:
    """Going back to the list shows it as it is now, and keeps typed words."""
    add_tasks("Milk", "Bread")
    browser.open()
    browser.type("New task", "Half a thought")
    browser.follow("Milk")
    browser.wait_for_heading("Task: Milk")
    browser.press_button("Delete")
    browser.wait_for_titles("Bread")
    browser.run("history.go(-2)")
    browser.wait_for_titles("Bread")
    browser.wait(lambda: browser.messages == "")
    box = browser.find("textbox", "New task")
    browser.wait(lambda: box.get_attribute("value") == "Half a thought")
