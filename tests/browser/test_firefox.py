"""The main journeys in Firefox, with and without scripts."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from tests.browser.firefox import Firefox, firefox
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser firefox")

MISSING = "Not run, because neither firefox-esr nor firefox is on PATH."
WORDS = ("Milk", "Bread", "Tea", "Jam")


@pytest.fixture(scope="session", autouse=True)  # before the site starts
def executable() -> str:
    """Return the path of Firefox; without one, skip or fail the test."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    if path is None and os.environ.get("REQUIRE_FIREFOX") == "1":
        pytest.fail(f"REQUIRE_FIREFOX=1, but: {MISSING}")
    return path or pytest.skip(MISSING)


@pytest.fixture(scope="module")
def driver(executable: str) -> Iterator[WebDriver]:
    """Run Firefox."""
    with firefox(executable) as running:
        yield running


@pytest.fixture(params=["scripts on", "scripts off"])
def browser(
    request: pytest.FixtureRequest, driver: WebDriver, server: Server
) -> Iterator[Firefox]:
    """Open the empty list, and check after the test that no errors were logged."""
    browser = Firefox(driver, server)
    browser.allow_scripts(allowed=request.param == "scripts on")
    browser.open()
    browser.forget()
    browser.console()
    browser.open()
    yield browser
    assert browser.errors() == []


def test_violations(browser: Firefox) -> None:
    """A violation of the content policy is logged, which fails a test."""
    browser.run("document.body.setAttribute('style', 'color: red')")
    (error,) = browser.wait(browser.errors)
    assert "style-src 'self'" in error


def test_adding(browser: Firefox) -> None:
    """A task is added and read with the mouse; a rejected form keeps its words."""
    browser.follow("Add new Task")
    browser.type("Text", "Two litres.\nAnd bread.")
    browser.press_button("Add")
    browser.wait_for_heading("There is a problem")
    browser.wait_for_title("Error: New Todo Task")
    browser.type("Title", "Milk")
    browser.press_button("Add")
    browser.wait_for_status('Added "Milk".')
    browser.follow("Milk")
    browser.wait_for_heading("Task: Milk")
    assert "Two litres.\nAnd bread." in browser.text


def test_quick_adding(browser: Firefox, tasks: Any) -> None:
    """Tasks are added with the keyboard: with scripts, as fast as they are typed."""
    for word in WORDS:
        browser.find("textbox", "New task").click()
        browser.press(word, Keys.ENTER)
        if not browser.has_scripts:
            browser.wait_for_status(f'Added "{word}".')
    browser.wait_for_titles("Jam", "Tea", "Bread")
    stored = tasks.find().sort({"creation": 1, "_id": 1})
    assert tuple(task["title"] for task in stored) == WORDS
    assert browser.find("textbox", "New task").get_property("value") == ""


def test_acts(browser: Firefox, add_tasks: Any) -> None:
    """A task is finished, reopened, deleted, restored and found."""
    add_tasks("Milk", "Bread")
    browser.reload()
    browser.press_button("Done: Milk")
    browser.wait_for_status('"Milk" is done.')
    assert "1 open, 1 done" in browser.text
    browser.press_button("Reopen: Milk")
    browser.wait_for_status('"Milk" is open again.')
    browser.press_button("Delete: Bread")
    browser.wait_for_status('Deleted "Bread".')
    browser.wait_for_titles("Milk")
    browser.press_button("Undo")
    browser.wait_for_status('Restored "Bread".')
    browser.wait_for_titles("Milk", "Bread")
    browser.find("searchbox", "Search").click()
    browser.press("brea", Keys.ENTER)
    browser.wait_for_titles("Bread")
    browser.follow("Clear search")
    browser.wait_for_titles("Milk", "Bread")


def test_editing(browser: Firefox, add_tasks: Any) -> None:
    """A task is edited: with scripts, in the list."""
    (task_id,) = add_tasks("Milk", version=1)
    browser.reload()
    browser.follow("Edit: Milk")
    browser.find("textbox", "Title").click()
    assert browser.path == ("/" if browser.has_scripts else f"/{task_id}/edit")
    browser.press(Keys.END, " and honey", Keys.ENTER)
    browser.wait_for_status('Saved "Milk and honey".')
    if browser.has_scripts:
        browser.wait_for_focus("link", "Edit: Milk and honey")
    else:
        browser.wait_for_heading("Task: Milk and honey")


def test_conflict(browser: Firefox, add_tasks: Any, tasks: Any) -> None:
    """Whoever saves second sees both versions, and can save again."""
    add_tasks("Milk", version=1)
    browser.reload()
    browser.follow("Edit: Milk")
    browser.type("Title", " and honey")
    tasks.update_one({}, {"$set": {"title": "Milk and tea", "version": 2}})
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")
    assert "Milk and tea" in browser.find("region", "Their version").text
    browser.press_button("Save my version")
    browser.wait_for_status('Saved "Milk and honey".')


def test_unsent_words(browser: Firefox) -> None:
    """Words that have not been sent are there again after leaving and reloading."""
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.follow("Back to list")
    browser.wait_for_heading("All Items")
    browser.back()
    browser.wait(lambda: title_of(browser) == "Milk")
    browser.reload()
    browser.wait(lambda: title_of(browser) == "Milk")
    browser.press_button("Add")
    browser.wait_for_titles("Milk")


def title_of(browser: Firefox) -> str:
    """Return what the text box "Title" contains."""
    return str(browser.find("textbox", "Title").get_property("value"))


def test_error_pages(browser: Firefox) -> None:
    """An error page explains the error, and leads back to the list."""
    browser.open("/" + "0" * 24)
    browser.wait_for_title("Task not found")
    browser.follow("Back to list")
    browser.wait_for_heading("All Items")
