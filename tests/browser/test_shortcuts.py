"""Keyboard shortcuts, with scripts."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def listed(browser: Browser, add_tasks: Any) -> Browser:
    """Open a list of three tasks."""
    add_tasks("Milk", "Bread", "Tea", version=1)
    browser.open()
    return browser


def test_focusing_boxes(listed: Browser) -> None:
    """``n`` focuses the quick-add box, and ``/`` the search box."""
    listed.press("n")
    listed.wait_for_focus("textbox", "New task")
    assert listed.focused.get_attribute("value") == ""
    listed.find("link", "Milk").send_keys("/")
    listed.wait_for_focus("searchbox", "Search")
    assert listed.focused.get_attribute("value") == ""


def test_moving_through_the_list(listed: Browser) -> None:
    """``j`` and ``k`` move through the list, and stop at its ends."""
    for key, title in (
        *(("j", "Milk"), ("j", "Bread"), ("j", "Tea"), ("j", "Tea")),
        *(("k", "Bread"), ("k", "Milk"), ("k", "Milk")),
    ):
        listed.press(key)
        assert listed.focused.accessible_name == title


def test_opening(listed: Browser) -> None:
    """Enter opens the focused task."""
    listed.press("j", "j", Keys.ENTER)
    listed.wait_for_heading("Task: Bread")


def test_finishing(listed: Browser) -> None:
    """``x`` finishes the focused task, or reopens it if it is done."""
    listed.press("j", "x")
    listed.wait_for_status('"Milk" is done.')
    assert listed.focused.accessible_name == "Milk"
    listed.press("x")
    listed.wait_for_status('"Milk" is open again.')


def test_editing(listed: Browser) -> None:
    """``e`` opens the inline form of the focused task."""
    listed.press("j", "e")
    listed.wait_for_focus("textbox", "Title")
    assert listed.focused.get_attribute("value") == "Milk"


def test_deleting(listed: Browser) -> None:
    """``#`` deletes the focused task, and ``u`` restores it."""
    listed.press("j", "#")
    listed.wait_for_status('Deleted "Milk".')
    listed.wait_for_focus("link", "Bread")
    listed.press("u")
    listed.wait_for_status('Restored "Milk".')


def test_help(listed: Browser) -> None:
    """``?`` opens the help page."""
    listed.press("?")
    listed.wait_for_heading("Help")


def test_on_the_page_of_a_task(listed: Browser) -> None:
    """On a task's page, ``e`` edits the task, and ``x`` finishes it."""
    listed.press("j", Keys.ENTER)
    listed.wait_for_heading("Task: Milk")
    listed.press("e")
    listed.wait_for_heading("Edit task")
    listed.follow("Cancel")
    listed.wait_for_heading("Task: Milk")
    listed.press("x")
    listed.wait_for_status('"Milk" is done.')


def test_new_task_from_another_page(listed: Browser) -> None:
    """On pages without the quick-add box, ``n`` opens the new-task form."""
    listed.follow("Milk")
    listed.wait_for_heading("Task: Milk")
    listed.press("n")
    listed.wait_for_focus("textbox", "Title")
    assert listed.path == "/new"
    assert listed.focused.get_attribute("value") == ""


def test_without_focused_task(listed: Browser, tasks: Any) -> None:
    """If no task has the focus, the shortcuts for tasks do nothing."""
    listed.press("x", "#", "e")
    listed.press("j")
    listed.wait_for_focus("link", "Milk")
    assert listed.path == "/"
    assert tasks.count_documents({"done": None, "deleted": None}) == 3


def test_while_typing(listed: Browser) -> None:
    """Shortcuts are disabled while the user types in a field."""
    box = listed.type("New task", "nxe#u?/jk")
    assert box.get_attribute("value") == "nxe#u?/jk"
    box = listed.find("searchbox", "Search")
    box.send_keys("nxe#u?/jk")
    assert box.get_attribute("value") == "nxe#u?/jk"
    listed.follow("Edit: Milk")
    listed.wait_for_focus("textbox", "Title")
    listed.type("Text", "nxe#u?/jk")
    assert listed.find("textbox", "Text").get_attribute("value") == "nxe#u?/jk"


@pytest.mark.parametrize("modifier", [Keys.CONTROL, Keys.ALT, Keys.META])
def test_with_a_modifier(listed: Browser, tasks: Any, modifier: str) -> None:
    """Keys pressed with a modifier do not trigger shortcuts."""
    listed.press("j")
    listed.press_with(modifier, "x")
    listed.press("j")
    listed.wait_for_focus("link", "Bread")
    assert tasks.count_documents({"done": True}) == 0


def test_held_key(listed: Browser, tasks: Any) -> None:
    """Holding ``#`` deletes only one task."""
    listed.press("j")
    held = {"type": "keyDown", "key": "#", "text": "#"}
    for repeats in (False, True, True):
        listed.driver.execute_cdp_cmd(
            "Input.dispatchKeyEvent", {**held, "autoRepeat": repeats}
        )
        listed.wait_for_status('Deleted "Milk".')
    listed.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {**held, "type": "keyUp"})
    listed.press("k")
    listed.wait_for_focus("link", "Bread")
    assert tasks.count_documents({"deleted": None}) == 2


def test_turning_off(listed: Browser, tasks: Any) -> None:
    """A checkbox on the help page turns shortcuts off and on again."""
    listed.open("/help")
    box = listed.find("checkbox", "Use keyboard shortcuts")
    assert box.is_selected()
    box.click()
    listed.open()
    listed.find("link", "Milk").send_keys("x", "#", "j", "?")
    assert listed.focused.accessible_name == "Milk"
    assert tasks.count_documents({"done": None, "deleted": None}) == 3
    listed.open("/help")
    box = listed.find("checkbox", "Use keyboard shortcuts")
    assert not box.is_selected()
    box.click()
    listed.open()
    listed.press("j")
    listed.wait_for_focus("link", "Milk")
