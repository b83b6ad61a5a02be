"""Coming back to a page: from the back/forward cache, without it, and after a crash."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from showcase.chromium import QUIET, sandbox_arguments
from tests.browser.browser import Browser
from tests.browser.server import SECONDS, Server

scripts_on = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

RESTORED = "Your unsaved words are back."
CHANGE = """
const [box, value] = arguments;
box.value = value;
box.dispatchEvent(new Event("input", { bubbles: true }));
"""
RESTORE = ("--restore-last-session", "--hide-crash-restore-bubble")
MARK = "window.isMarked = true"
NAVIGATION = "return performance.getEntriesByType('navigation')[0].type"


class Profile:
    """A profile of Chromium, without a back/forward cache.

    :param directory: the directory of the profile.
    :param server: the site that the browser visits.
    """

    def __init__(self, directory: Path, server: Server) -> None:
        self.directory = directory
        self.server = server

    @contextmanager
    def browser(self, *arguments: str) -> Iterator[Browser]:
        """Run the browser, and kill it afterwards, as a crash would."""
        port_file = self.directory / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        process = self._start(*arguments)
        try:
            wait_for(lambda: port_file.exists() and port_file.read_text())
            options = webdriver.ChromeOptions()
            options.debugger_address = f"127.0.0.1:{port_file.read_text().split()[0]}"
            service = webdriver.ChromeService(shutil.which("chromedriver"))
            driver = webdriver.Chrome(options=options, service=service)
            yield Browser(driver, self.server)
            process.kill()
            service.stop()
        finally:
            process.kill()
            process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                shutil.which("chromium") or "",
                *QUIET,
                *sandbox_arguments(),
                "--disable-features=BackForwardCache",
                "--remote-debugging-port=0",
                f"--user-data-dir={self.directory}",
                *arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def wait_until_written(self, directory: str, text: str) -> None:
        """Wait until a file of the profile contains a text."""
        encoded = (text.encode(), text.encode("utf-16-le"))
        files = self.directory / "Default" / directory
        wait_for(lambda: any(contains(path, encoded) for path in files.glob("*")))


def contains(path: Path, texts: tuple[bytes, ...]) -> bool:
    """Return whether a file contains one of the texts; it can vanish at any time."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return any(text in content for text in texts)


def wait_for(condition: Callable[[], Any]) -> None:
    """Wait until a condition is truthy."""
    wait: Any = WebDriverWait  # its type allows drivers only
    wait(None, 3 * SECONDS, poll_frequency=0.05).until(lambda _: condition())


def value(browser: Browser, name: str) -> str:
    """Return the value of a text box."""
    return str(browser.find("textbox", name).get_property("value"))


@scripts_on
def test_the_back_forward_cache(browser: Browser, add_tasks: Any, tasks: Any) -> None:
    """All pages can be cached; the list is fetched again, and keeps what was typed."""
    (task_id,) = add_tasks("Milk")
    for path in ("/new", f"/{task_id}", f"/{task_id}/edit", "/help", "/import"):
        browser.open(path)
        browser.run(MARK)
        browser.open()
        browser.driver.back()
        browser.wait_for_path(path)
        assert browser.run("return window.isMarked"), path
    browser.open()
    browser.type("New task", "Bread")
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and honey")
    browser.run(MARK)
    browser.follow("Help")
    browser.wait_for_heading("Help")
    tasks.update_one({"_id": task_id}, {"$set": {"done": True}})
    add_tasks("Salt")
    browser.driver.back()
    browser.wait_for_titles("Salt")
    assert browser.run("return window.isMarked")
    assert value(browser, "New task") == "Bread"
    assert value(browser, "Title") == "Milk and honey"
    browser.find("textbox", "Title").send_keys(Keys.ESCAPE)
    browser.wait(lambda: browser.has("button", "Reopen: Milk"))


@scripts_on
def test_newer_words(browser: Browser, add_tasks: Any, tasks: Any) -> None:
    """An edit in the back/forward cache gets the words typed elsewhere since then."""
    (task_id,) = add_tasks("Milk")
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")
    browser.press(" and")
    browser.run(MARK)
    browser.open(f"/{task_id}/edit")
    browser.wait(lambda: RESTORED in browser.text)
    browser.type("Title", " honey")
    browser.driver.back()
    browser.wait_for_heading("All Items")
    assert browser.run("return window.isMarked")
    browser.wait(lambda: value(browser, "Title") == "Milk and honey")
    assert RESTORED in browser.text
    browser.press_button("Save")
    browser.wait_for_status('Saved "Milk and honey".')
    assert [task["title"] for task in tasks.find()] == ["Milk and honey"]


def test_older_words(tmp_path: Path, server: Server) -> None:
    """The draft replaces older words that Back restores without the cache."""
    with Profile(tmp_path, server).browser() as browser:
        browser.open("/new")
        browser.type("Title", "Bread")
        browser.open()
        browser.follow("Continue editing: a new task")
        browser.wait(lambda: RESTORED in browser.text)
        browser.type("Title", " and butter")
        browser.driver.back()
        browser.wait_for_heading("All Items")
        browser.driver.back()
        browser.wait_for_heading("New Todo Task")
        assert browser.run(NAVIGATION) == "back_forward"
        browser.wait(lambda: value(browser, "Title") == "Bread and butter")


def test_a_crash(tmp_path: Path, server: Server) -> None:
    """After a crash, the restored tab offers the words, and Back restores them."""
    profile = Profile(tmp_path, server)
    with profile.browser() as browser:
        browser.open("/new")
        # One change, because Chromium writes the next ones up to a minute later.
        browser.run(CHANGE, browser.find("textbox", "Title"), "Bread")
        browser.open("/?show=open")
        browser.find("button", "Discard: a new task")
        profile.wait_until_written("Session Storage", "Bread")
        # Chromium writes in batches, so the one before the last is complete.
        for fragment in ("first", "second"):
            browser.run("location.hash = arguments[0]", fragment)
            profile.wait_until_written("Sessions", f"/?show=open#{fragment}")
    with profile.browser(*RESTORE) as browser:
        browser.wait(lambda: go_to_site(browser))
        browser.follow("Continue editing: a new task")
        browser.wait(lambda: RESTORED in browser.text)
        browser.type("Title", " and butter")
        browser.follow("Back to list")
        browser.wait_for_heading("All Items")
        browser.driver.back()
        browser.wait(lambda: value(browser, "Title") == "Bread and butter")
        assert browser.run(NAVIGATION) == "back_forward"
        assert RESTORED in browser.text
        browser.press_button("Add")
        browser.wait_for_titles("Bread and butter")
        assert "Unsaved words" not in browser.text


def go_to_site(browser: Browser) -> bool:
    """Switch to the tab that shows the site, and return whether there is one."""
    for handle in browser.driver.window_handles:
        browser.driver.switch_to.window(handle)
        if browser.driver.current_url.startswith(browser.server.address):
            return True
    return False
