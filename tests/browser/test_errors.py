"""What a person sees when something is not there or does not work."""

from collections.abc import Iterator
from typing import Any

import pytest

from standalone import EmbeddedMongod


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/" + "0" * 24, "Task not found"),
        ("/not-a-task", "That address is not a task"),
        ("/nothing/here", "Page not found"),
        ("/?before=yesterday", "That link is not right"),
        ("/%00%FF", "That address is not a task"),
    ],
)
def test_wrong_addresses(browser: Any, path: str, heading: str) -> None:
    """A wrong address is a page that says what is wrong and leads to the list."""
    browser.open(path)
    browser.wait_for_heading(heading)
    assert browser.title == f"{heading} - Simple ToDo Example"
    browser.find("link", "Back to list").click()
    browser.wait_for_heading("All Items")


def test_a_form_that_is_too_old(browser: Any) -> None:
    """A form whose session is gone keeps what was typed, and is sent again at once."""
    browser.open("/new")
    browser.find("textbox", "Title").send_keys("Kept title")
    browser.find("textbox", "Text").send_keys("Kept text")
    browser.driver.delete_all_cookies()
    browser.find("button", "Add").click()
    browser.wait_for_heading("This form is too old")
    assert browser.find("textbox", "Title").get_attribute("value") == "Kept title"
    assert browser.find("textbox", "Text").get_attribute("value") == "Kept text"
    browser.find("button", "Try again").click()
    browser.find("link", "Kept title")


@pytest.fixture
def own_mongod(tmp_path: Any) -> Iterator[EmbeddedMongod]:
    """Run a server that can be stopped."""
    with EmbeddedMongod(tmp_path / "mongod") as mongod:
        yield mongod


def test_the_database_stops(
    own_mongod: EmbeddedMongod, serve: Any, open_browser: Any
) -> None:
    """What was typed outlives an outage, and "Try again" stores it once it is over."""
    settings = {"MONGODB_URI": own_mongod.uri, "MONGODB_TIMEOUT_MS": "1000"}
    with serve(**settings) as server, open_browser(server) as browser:
        browser.open("/new")
        browser.find("textbox", "Title").send_keys("Outlives it")
        own_mongod.stop()
        browser.find("button", "Add").click()
        browser.wait_for_heading("The database cannot be reached")
        assert browser.find("textbox", "Title").get_attribute("value") == "Outlives it"
        browser.find("button", "Try again").click()
        browser.wait_for_heading("The database cannot be reached")
        own_mongod.start()
        browser.find("button", "Try again").click()
        browser.find("link", "Outlives it")
        assert browser.names("link").count("Outlives it") == 1


def test_the_list_comes_back(
    own_mongod: EmbeddedMongod, serve: Any, open_browser: Any
) -> None:
    """The list says that the database is away, and shows itself when that is back."""
    settings = {"MONGODB_URI": own_mongod.uri, "MONGODB_TIMEOUT_MS": "1000"}
    own_mongod.stop()
    with serve(**settings) as server, open_browser(server) as browser:
        browser.open()
        browser.wait_for_heading("The database cannot be reached")
        own_mongod.start()
        browser.find("link", "Try again").click()
        browser.wait_for_heading("All Items")
