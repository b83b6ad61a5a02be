"""Error pages, outages and outdated forms."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pymongo
import pytest
from selenium.webdriver.common.keys import Keys

from standalone import EmbeddedMongod
from tests.browser.axe import violations
from tests.browser.browser import Browser
from tests.browser.server import Server

Outage = Callable[[], AbstractContextManager[None]]

scripts_on = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

FILL = """
const hidden = document.createElement("input");  // a text area would take minutes
Object.assign(hidden, {type: "hidden", name: "text", value: "x".repeat(arguments[1])});
arguments[0].replaceWith(hidden);
"""
NOT_THERE = "The database cannot be reached"


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
def test_wrong_urls(browser: Browser, path: str, heading: str) -> None:
    """The error page for an invalid URL explains the error, and links to the list."""
    browser.open(path)
    browser.wait_for_heading(heading)
    assert browser.title == f"{heading} - Simple ToDo Example"
    browser.follow("Back to list")
    browser.wait_for_heading("All Items")


def test_outdated_form(browser: Browser) -> None:
    """A form whose session was lost keeps its input, and can be submitted again."""
    browser.open("/new")
    browser.type("Title", "Kept title")
    browser.type("Text", "Kept text")
    browser.lose_session()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")
    assert browser.find("textbox", "Title").get_attribute("value") == "Kept title"
    assert browser.find("textbox", "Text").get_attribute("value") == "Kept text"
    browser.press_button("Try again")
    browser.find("link", "Kept title")


@pytest.mark.parametrize("mib", [1, 5])
def test_much_too_large_form(browser: Browser, mib: int) -> None:
    """The browser shows the error page for a form of which most is left unread."""
    browser.open("/new")
    browser.type("Title", "Long")
    browser.run(FILL, browser.find("textbox", "Text"), mib * 1024 * 1024)
    browser.press_button("Add")
    browser.wait_for_heading("That is too much text")


def test_outdated_button(browser: Browser, add_tasks: Any) -> None:
    """An action whose session was lost can be repeated."""
    add_tasks("Milk")
    browser.open("/?show=open")
    browser.lose_session()
    browser.press_button("Done: Milk")
    browser.wait(lambda: "This form is too old" in browser.text)
    again = "Try again" if browser.has("button", "Try again") else "Done: Milk"
    browser.press_button(again)
    browser.wait_for_status('"Milk" is done.')
    assert browser.path == "/?show=open"


@pytest.fixture(scope="module")
def own_mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """Run a MongoDB server that can be stopped and restarted."""
    with EmbeddedMongod(tmp_path_factory.mktemp("mongod")) as mongod:
        yield mongod


@pytest.fixture(scope="module")
def own_site(own_mongod: EmbeddedMongod, serve: Any) -> Iterator[Server]:
    """Run a site with a database timeout of one second."""
    settings = {
        "MONGODB_URI": own_mongod.uri,
        "MONGODB_DATABASE": "outage",
        "MONGODB_TIMEOUT_MS": "1000",
    }
    with serve(**settings) as server:
        yield server


@pytest.fixture
def on_own_site(
    own_mongod: EmbeddedMongod, own_site: Server, open_browser: Any
) -> Iterator[Browser]:
    """Return a browser for a site whose database is empty and can be stopped."""
    with pymongo.MongoClient[dict[str, Any]](own_mongod.uri) as client:
        client.drop_database(own_site.environ["MONGODB_DATABASE"])
    with open_browser(own_site) as browser:
        yield browser


@pytest.fixture
def outage(own_mongod: EmbeddedMongod, own_site: Server) -> Outage:
    """Return a context manager that stops the MongoDB server during its block.

    Afterwards, the site has found the server again: it looks for it only twice a
    second, which is late if it waits for one second only.
    """

    @contextmanager
    def stopped() -> Iterator[None]:
        own_mongod.stop()
        try:
            yield
        finally:
            own_mongod.start()
        own_site.wait_for_database()

    return stopped


def test_database_outage(on_own_site: Browser, outage: Outage) -> None:
    """Input survives an outage, and "Try again" stores it afterwards."""
    browser = on_own_site
    browser.open("/new")
    browser.type("Title", "Outlives it")
    with outage():
        browser.press_button("Add")
        browser.wait_for_heading(NOT_THERE)
        assert browser.find("textbox", "Title").get_attribute("value") == "Outlives it"
        with browser.wait_for_response():
            browser.press_button("Try again")
        browser.wait_for_heading(NOT_THERE)
    browser.press_button("Try again")
    browser.find("link", "Outlives it")
    assert browser.titles.count("Outlives it") == 1


def test_list_during_an_outage(on_own_site: Browser, outage: Outage) -> None:
    """The list page reports an outage, and "Try again" loads it afterwards."""
    browser = on_own_site
    with outage():
        browser.open()
        browser.wait_for_heading(NOT_THERE)
    browser.press_button("Try again")
    browser.wait_for_heading("All Items")


@scripts_on
def test_axe_during_an_outage(on_own_site: Browser, outage: Outage) -> None:
    """The error page of an outage has no accessibility violations."""
    browser = on_own_site
    browser.open("/new")
    browser.type("Title", "Outlives it")
    with outage():
        browser.press_button("Add")
        browser.wait_for_heading(NOT_THERE)
    assert violations(browser) == []


@pytest.fixture
def server_to_stop(server: Server, serve: Any) -> Iterator[Server]:
    """Run a site that can be stopped, on the shared site's database."""
    with serve(**server.environ) as stoppable:
        yield stoppable


@scripts_on
def test_site_outage(server_to_stop: Server, open_browser: Any, add_tasks: Any) -> None:
    """With scripts, the page reports an outage, keeps its input, and recovers."""
    add_tasks("Milk")
    with open_browser(server_to_stop) as browser:
        browser.open()
        browser.follow("Edit: Milk")
        browser.wait_for_focus("textbox", "Title")
        browser.press(" and honey")
        server_to_stop.stop()
        box = browser.type("New task", "Bread" + Keys.ENTER)
        browser.wait(lambda: 'Not added yet: "Bread".' in browser.status)
        assert "The site cannot be reached." in browser.status
        browser.wait(lambda: box.get_attribute("value") == "Bread")
        browser.find("textbox", "Title").send_keys(Keys.ENTER)
        browser.wait(lambda: "Bread" not in browser.status)
        server_to_stop.start()
        box.send_keys(Keys.ENTER)
        browser.wait_for_titles("Bread")
        assert box.get_attribute("value") == ""
        browser.find("textbox", "Title").send_keys(Keys.ENTER)
        browser.wait_for_titles("Bread", "Milk and honey")
        assert all("ERR_CONNECTION_REFUSED" in error for error in browser.errors())


@scripts_on
def test_database_outage_during_acts(on_own_site: Browser, outage: Outage) -> None:
    """An act that the database cannot store says so; trying again stores it once."""
    browser = on_own_site
    browser.open()
    with outage():
        browser.type("New task", "Outlives it" + Keys.ENTER)
        browser.wait(lambda: f"{NOT_THERE}." in browser.status)
        assert browser.has("heading", "All Items")
        box = browser.find("textbox", "New task")
        browser.wait(lambda: box.get_attribute("value") == "Outlives it")
    box.send_keys(Keys.ENTER)
    browser.wait_for_titles("Outlives it")


@scripts_on
def test_undo_during_a_site_outage(
    server_to_stop: Server, open_browser: Any, add_tasks: Any
) -> None:
    """Undo can be tried again if the site could not be reached."""
    add_tasks("Milk")
    with open_browser(server_to_stop) as browser:
        browser.open()
        browser.press_button("Delete: Milk")
        browser.wait_for_status('Deleted "Milk".')
        server_to_stop.stop()
        browser.find("button", "Undo").send_keys(Keys.ENTER)
        browser.wait(lambda: "The site cannot be reached." in browser.status)
        server_to_stop.start()
        browser.wait_for_focus("button", "Undo")
        browser.press(Keys.ENTER)
        browser.wait_for_status('Restored "Milk".')
        browser.errors()


@scripts_on
def test_undo_during_a_database_outage(on_own_site: Browser, outage: Outage) -> None:
    """Undo can be tried again if the database could not be reached."""
    browser = on_own_site
    browser.open()
    browser.type("New task", "Milk" + Keys.ENTER)
    browser.press_button("Delete: Milk")
    browser.wait_for_status('Deleted "Milk".')
    with outage():
        browser.press_button("Undo")
        browser.wait(lambda: f"{NOT_THERE}." in browser.status)
    browser.press_button("Undo")
    browser.wait_for_status('Restored "Milk".')
