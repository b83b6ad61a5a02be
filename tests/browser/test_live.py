"""What somebody else does appears in the list, and disturbs nobody who uses it."""

import secrets
from collections.abc import Iterator
from random import Random
from typing import Any

import pymongo
import pytest
from hypothesis import settings
from selenium.webdriver.common.keys import Keys

from standalone import EmbeddedMongod
from tests.browser.browser import Browser
from tests.browser.other_person import TASK, OtherPerson
from tests.browser.server import Server

ACTS = min(2000, 4 * settings().max_examples)
ACTS_PER_KEY = 4
STATE = """
const { activeElement: focused } = document;
const { value, selectionStart, selectionEnd } = focused;
return {
  focus: focused.id || focused.name || focused.tagName,
  value,
  caret: [selectionStart, selectionEnd],
  selected: String(getSelection()),
};
"""
SELECT = """
const title = document.querySelector(".tasks a.title").firstChild;
getSelection().setBaseAndExtent(title, 0, title, 4);
"""
TOP = """
return document.querySelector(".tasks > li:last-child").getBoundingClientRect().top;
"""


@pytest.fixture(scope="module")
def live_server(serve: Any, mongod: EmbeddedMongod) -> Iterator[Server]:
    """Run a site with live updates, and with thirty tasks per page."""
    environ = {
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": f"live_{secrets.token_hex(6)}",
        "TODO_PAGE_SIZE": "30",
    }
    with serve(**environ) as server:
        yield server


@pytest.fixture
def live_browser(
    live_server: Server, open_browser: Any, client: pymongo.MongoClient[Any]
) -> Iterator[Browser]:
    """Return a browser for the site, which has no tasks."""
    client[live_server.environ["MONGODB_DATABASE"]]["tasks"].delete_many({})
    with open_browser(live_server) as browser:
        yield browser


@pytest.fixture
def other(live_browser: Browser, live_server: Server) -> OtherPerson:
    """Return somebody else."""
    del live_browser  # which deletes all tasks
    return OtherPerson(live_server, Random(1))


pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


def test_an_act_of_somebody_else(live_browser: Browser, other: OtherPerson) -> None:
    """The list shows what somebody else does, and says nothing about it."""
    live_browser.open()
    other.add("Milk")
    live_browser.wait_for_titles("Milk")
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Milk")
    live_browser.find("button", "Done: Milk")
    [_, milk] = task_ids(live_browser)
    other.post(f"/{milk}/done")
    live_browser.find("button", "Reopen: Milk")
    assert "1 open, 1 done" in live_browser.text
    other.post(f"/{milk}/delete")
    live_browser.wait_for_titles("Bread")
    assert live_browser.messages == ""


def task_ids(browser: Browser) -> list[str]:
    """Return the ids of the tasks in the list."""
    script = "return [...document.querySelectorAll('.tasks > li')].map(({id}) => id)"
    return [each.removeprefix("task-") for each in browser.run(script)]


def test_typing(live_browser: Browser, other: OtherPerson) -> None:
    """Words in the box for a new task, the caret in them and the focus stay."""
    live_browser.open()
    box = live_browser.type("New task", "Buy bread")
    box.send_keys(Keys.LEFT * 5)
    before = live_browser.run(STATE)
    other.add("Milk")
    live_browser.wait_for_titles("Milk")
    assert live_browser.run(STATE) == before
    box.send_keys("good ")
    assert box.get_attribute("value") == "Buy good bread"


def test_editing_in_place(live_browser: Browser, other: OtherPerson) -> None:
    """A form in the place of an item stays, even if somebody else deletes its task."""
    other.add("Milk")
    live_browser.open()
    live_browser.follow("Edit: Milk")
    box = live_browser.type("Title", " and tea")
    box.send_keys(Keys.LEFT * 3)
    before = live_browser.run(STATE)
    other.add("Bread")
    live_browser.wait_for_titles("Bread")
    other.post(f"/{task_ids(live_browser)[1]}/delete")
    live_browser.wait(lambda: "1 open" in live_browser.text)
    assert live_browser.run(STATE) == before


def test_selected_text(live_browser: Browser, other: OtherPerson) -> None:
    """Text that is selected stays selected."""
    other.add("Milk")
    live_browser.open()
    live_browser.run(SELECT)
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Milk")
    assert live_browser.run(STATE)["selected"] == "Milk"


def test_focus(live_browser: Browser, other: OtherPerson) -> None:
    """The focus stays on a button; if its task is deleted, it moves to the next one."""
    for title in ("Tea", "Milk"):
        other.add(title)
    live_browser.open()
    button = live_browser.find("button", "Done: Milk")
    live_browser.run("arguments[0].focus()", button)
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Milk", "Tea")
    assert live_browser.focused == button
    other.post(f"/{task_ids(live_browser)[1]}/delete")
    live_browser.wait_for_titles("Bread", "Tea")
    assert live_browser.focused.accessible_name == "Tea"


def test_scroll_position(live_browser: Browser, other: OtherPerson) -> None:
    """Who has scrolled goes on seeing the same tasks."""
    for number in range(25):
        other.add(f"Task {number}")
    live_browser.open()
    live_browser.run("scrollTo(0, 500)")
    before = live_browser.run(TOP)
    other.add("Milk")
    live_browser.wait(lambda: "26 open" in live_browser.text)
    assert live_browser.run(TOP) == before


def test_a_message_stays(live_browser: Browser, other: OtherPerson) -> None:
    """What somebody else does leaves the message with the Undo button in place."""
    for title in ("Tea", "Milk"):
        other.add(title)
    live_browser.open()
    live_browser.press_button("Delete: Milk")
    live_browser.wait_for_status('Deleted "Milk".')
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Tea")
    live_browser.press_button("Undo")
    live_browser.wait_for_titles("Bread", "Milk", "Tea")


def test_filters_and_searches(live_browser: Browser, other: OtherPerson) -> None:
    """A filtered list stays filtered."""
    other.add("Milk")
    live_browser.open("/?show=open&q=mi")
    other.add("Bread")
    other.add("Mint")
    live_browser.wait_for_titles("Mint", "Milk")


def test_hidden_pages(live_browser: Browser, other: OtherPerson) -> None:
    """A hidden page rests; when it is shown again, it catches up."""
    driver = live_browser.driver
    live_browser.open()
    other.add("Milk")
    live_browser.wait_for_titles("Milk")
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    other.add("Bread")
    driver.close()
    driver.switch_to.window(first)
    live_browser.wait_for_titles("Bread", "Milk")


def test_back_to_the_list(live_browser: Browser, other: OtherPerson) -> None:
    """A list that comes back from the cache is live again."""
    live_browser.open()
    live_browser.follow("Help")
    live_browser.wait_for_heading("Help")
    other.add("Milk")
    live_browser.back()
    live_browser.wait_for_titles("Milk")
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Milk")


def test_the_site_restarts(
    live_browser: Browser, live_server: Server, other: OtherPerson
) -> None:
    """After a restart of the site, the list goes on showing what others do."""
    live_browser.open()
    other.add("Milk")
    live_browser.wait_for_titles("Milk")
    live_server.stop()
    live_server.start()
    other.add("Bread")
    live_browser.wait_for_titles("Bread", "Milk")
    live_browser.console()  # the stream was interrupted


def test_random_acts(live_browser: Browser, other: OtherPerson) -> None:
    """Whatever somebody else does, no character, focus, caret or selection is lost."""
    random = Random(2)
    live_browser.open()
    box = live_browser.find("textbox", "New task")
    box.click()
    typed = ""
    for number in range(ACTS):
        other.act()
        if number % ACTS_PER_KEY == 0:
            letter = random.choice("abcdefghij ")
            box.send_keys(Keys.END, letter, Keys.SHIFT, Keys.LEFT)
            typed += letter
        assert live_browser.run(STATE) == {
            "focus": "new-title",
            "value": typed,
            "caret": [len(typed) - 1, len(typed)],
            "selected": typed[-1],
        }
    expected = TASK.findall(other.read("/"))
    live_browser.wait(lambda: task_ids(live_browser) == expected)
