"""Back, Forward and Reload, with scripts and without."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

scripts_on = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


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
    assert browser.title == "All Items - Simple ToDo Example"
    browser.driver.forward()
    browser.wait_for_titles("Task 4")
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
def test_actions_add_no_entry(browser: Browser) -> None:
    """With scripts, actions in the list do not add history entries."""
    browser.open("/help")
    browser.open()
    for title in ("Task 1", "Task 2"):
        browser.press_button(f"Done: {title}")
        browser.wait_for_status(f'"{title}" is done.')
    browser.driver.back()
    browser.wait_for_heading("Help")


def test_back_to_a_form(browser: Browser) -> None:
    """Going back to a form that was left through a link restores its input."""
    browser.open("/new")
    browser.type("Title", "Kept title")
    browser.type("Text", "Kept text")
    browser.follow("Back to list")
    browser.wait_for_heading("All Items")
    browser.driver.back()
    browser.wait_for_heading("New Todo Task")
    title = browser.find("textbox", "Title")
    browser.wait(lambda: title.get_attribute("value") == "Kept title")
    assert browser.find("textbox", "Text").get_attribute("value") == "Kept text"
    browser.press_button("Add")
    browser.wait_for_titles("Kept title")


def test_back_to_a_saved_form(browser: Browser, add_tasks: Any) -> None:
    """Going back to a saved form shows the saved title."""
    (task_id,) = add_tasks("Milk")
    browser.open(f"/{task_id}/edit")
    browser.type("Title", " and bread")
    browser.press_button("Save")
    browser.wait_for_heading("Task: Milk and bread")
    browser.driver.back()
    browser.wait_for_heading("Edit task")
    title = browser.find("textbox", "Title")
    assert title.get_attribute("value") == "Milk and bread"


@pytest.mark.parametrize("agent", ["", FIREFOX], ids=["navigation", "popstate"])
def test_link_to_a_field(browser: Browser, agent: str) -> None:
    """Going back after following a link in the error summary keeps the input."""
    override = {"userAgent": agent}
    browser.driver.execute_cdp_cmd("Emulation.setUserAgentOverride", override)
    try:
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
    finally:
        browser.driver.execute_cdp_cmd(
            "Emulation.setUserAgentOverride", {"userAgent": ""}
        )


@scripts_on
@pytest.mark.usefixtures("four")
def test_position_in_the_list(browser: Browser) -> None:
    """Going back from a task restores the focus and the scroll position."""
    browser.resize(1280, 400)
    browser.open()
    link = browser.find("link", "Task 3")
    browser.run("arguments[0].focus()", link)
    at = browser.run("return scrollY")
    browser.press(Keys.ENTER)
    browser.wait_for_heading("Task: Task 3")
    browser.driver.back()
    browser.wait_for_focus("link", "Task 3")
    browser.wait(lambda: browser.run("return scrollY") == at > 0)


@scripts_on
def test_back_from_a_whole_page(browser: Browser) -> None:
    """Going back also works across pages that were fully loaded."""
    browser.open()
    browser.follow("Add new Task")
    browser.wait_for_heading("New Todo Task")
    browser.follow("Help")
    browser.wait_for_heading("Help")
    browser.driver.back()
    browser.wait_for_heading("New Todo Task")
    browser.driver.back()
    browser.wait_for_heading("All Items")
    assert browser.path == "/"
