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
    listed.wait_for_heading("New Todo Task")
    listed.wait_for_focus("textbox", "Title")
    assert listed.focused.get_attribute("value") == ""


PRESS = """
const event = new KeyboardEvent("keydown", {
  ...arguments[0], bubbles: true, cancelable: true,
});
return !document.activeElement.dispatchEvent(event);
"""
MODIFIERS = {
    "Alt": "altKey",
    "AltGraph": "modifierAltGraph",
    "Control": "ctrlKey",
    "Shift": "shiftKey",
}
IS_BUSY = "return document.querySelector('[aria-busy]') !== null"
HANDLED = [
    ("#", "Backslash", ""),  # British
    ("#", "Digit3", "AltGraph"),  # Turkish
    ("#", "Digit3", "Control Alt AltGraph"),  # the same on Windows
    ("#", "Digit3", "Control Alt"),
    ("#", "Digit3", "Alt"),  # British on a Mac
    ("№", "Digit3", "Shift"),  # Cyrillic, without the sign
    ("ч", "KeyX", ""),
    ("χ", "KeyX", ""),  # Greek
    ("X", "KeyX", ""),  # Caps Lock
]
IGNORED = [
    ("#", "Digit3", "Shift Alt"),
    ("#", "Digit3", "Shift Control"),
    ("/", "Slash", "Alt"),
    ("/", "Slash", "Control"),
    ("ч", "KeyX", "Control"),
    ("q", "KeyX", ""),
    ("X", "KeyX", "Shift"),
    ("Process", "KeyX", ""),
]


def is_handled(browser: Browser, key: str, code: str, held: str, **more: Any) -> bool:
    """Press a key of a keyboard layout, and return whether the page handles it."""
    modifiers = {MODIFIERS[name]: True for name in held.split()}
    options = {"key": key, "code": code, **modifiers, **more}
    return bool(browser.run(PRESS, options))


def test_layouts(listed: Browser, add_tasks: Any) -> None:
    """Signs work on any layout, with the modifiers that it needs for them."""
    add_tasks(*"abcdefgh")
    listed.press("j")
    for key, code, held in IGNORED:
        assert not is_handled(listed, key, code, held), (key, held)
    for more in ({"keyCode": 229}, {"isComposing": True}):
        assert not is_handled(listed, "#", "Digit3", "", **more)
    for key, code, held in HANDLED:
        assert is_handled(listed, key, code, held), (key, held)
        listed.wait(lambda: not listed.run(IS_BUSY))


def test_physical_key(listed: Browser) -> None:
    """On a layout without Latin letters, the place of a key counts."""
    listed.press("j")
    assert is_handled(listed, "ч", "KeyX", "")
    listed.wait_for_status('"Milk" is done.')
    assert is_handled(listed, "№", "Digit3", "Shift")
    listed.wait_for_status('Deleted "Milk".')


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
