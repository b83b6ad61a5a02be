"""Accessibility of every page and state."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.keys import Keys

from tests.browser.axe import SIZES, violations
from tests.browser.browser import Browser
from tests.browser.views import covered

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

MISSING_ID = "f" * 24
RTL = "לקנות חלב"

State = Callable[[Browser, list[ObjectId]], None]


def at(path: str) -> State:
    """Return a function that opens a page."""
    return lambda browser, ids: browser.open(path.format(*ids))


def after_deleting(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete an open task from the list."""
    del ids
    browser.open()
    browser.press_button("Delete: Milk")
    browser.find("button", "Undo")


def when_empty(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete all tasks, so that the list is empty."""
    after_deleting(browser, ids)
    browser.press_button("Clear done")
    browser.wait_for_status("Deleted 2 done tasks.")


def rejected(path: str) -> State:
    """Return a function that submits a form without a title."""

    def send(browser: Browser, ids: list[ObjectId]) -> None:
        browser.open(path.format(*ids))
        browser.find("textbox", "Title").clear()
        browser.find("textbox", "Title").send_keys(Keys.ENTER)
        browser.wait_for_heading("There is a problem")

    return send


def editing_inline(browser: Browser, ids: list[ObjectId]) -> None:
    """Open the inline form of a task."""
    del ids
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")


def rejected_inline(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit an inline form without a title."""
    editing_inline(browser, ids)
    browser.find("textbox", "Title").clear()
    browser.find("textbox", "Title").send_keys(Keys.ENTER)
    browser.wait_for_heading("There is a problem")


def conflicting(browser: Browser, ids: list[ObjectId]) -> None:
    """Save an edit whose version number does not match the stored task's."""
    browser.open(f"/{ids[0]}/edit")
    browser.run("document.querySelector('[name=version]').value = '99'")
    browser.type("Title", " and bread")
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")


def outdated(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit a form whose session was lost."""
    del ids
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.lose_session()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")


def without_cookies(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit a form without any cookie."""
    del ids
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.driver.delete_all_cookies()
    browser.press_button("Add")
    browser.wait_for_heading("Cookies are needed")
    assert browser.find("textbox", "Title").get_attribute("value") == "Milk"


STATES: dict[str, State] = {
    "list": at("/"),
    "open": at("/?show=open"),
    "done": at("/?show=done"),
    "deleted": at("/?show=deleted"),
    "search in deleted": at("/?show=deleted&q=nothing"),
    "search": at("/?q=milk"),
    "no match": at("/?q=nothing"),
    "beyond the end": at(f"/?before=0-{MISSING_ID}"),
    "after deleting": after_deleting,
    "empty": when_empty,
    "new": at("/new"),
    "rejected": rejected("/new"),
    "task": at("/{0}"),
    "done task": at("/{1}"),
    "deleted task": at("/{3}"),
    "edit": at("/{0}/edit"),
    "edit rejected": rejected("/{0}/edit"),
    "inline edit": editing_inline,
    "inline edit rejected": rejected_inline,
    "conflicting": conflicting,
    "too old": outdated,
    "without cookies": without_cookies,
    "import": at("/import"),
    "help": at("/help"),
    "wrong link": at("/?before=yesterday"),
    "no such task": at(f"/{MISSING_ID}"),
}


@pytest.fixture
def ids(add_tasks: Any) -> list[ObjectId]:
    """Store an open task, two done ones and another open one, and return their ids."""
    words = f"Two litres.\n{RTL}"
    (milk,) = add_tasks("Milk", text=words, version=1)
    done = add_tasks("Bread", RTL, done=True, finished=None)
    (tea,) = add_tasks("Tea")
    return [milk, *done, tea]


@pytest.fixture
def stored(ids: list[ObjectId], tasks: Any) -> list[ObjectId]:
    """Delete the last task, and return the ids of all four."""
    task = tasks.find_one({"_id": ids[3]})
    tasks.update_one({"_id": ids[3]}, {"$set": {"deleted": task["creation"]}})
    return ids


@pytest.mark.parametrize("state", STATES)
def test_axe(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """In every state, axe finds no violation of WCAG 2.2 AA or best practices."""
    STATES[state](browser, stored)
    assert violations(browser) == []


def test_axe_on_import_report(browser: Browser, tmp_path: Path) -> None:
    """The report of an import has no accessibility violations."""
    file = tmp_path / "tasks.json"
    file.write_text('{"tasks": [{"_id": {"$oid": "1"}}, 7]}')
    browser.open("/import")
    browser.driver.find_element("css selector", "[type=file]").send_keys(str(file))
    browser.press_button("Import")
    browser.wait_for_heading("0 imported, 0 unchanged, 2 refused")
    assert violations(browser) == []


# Finds neighbours in tab order where the second is left of or above the first.
OUT_OF_ORDER = """
const all = [...document.querySelectorAll("a[href], button, input, textarea")]
  .filter((each) => each.type !== "hidden" && !each.matches(".skip"))
  .map((each) => ({ name: each.outerHTML, box: each.getBoundingClientRect() }));
const isBeside = (one, other) => other.bottom > one.top && other.left >= one.right - 1;
const isInside = (one, other) => other.left > one.left && other.right <= one.right + 1;
const isAfter = (one, other) =>
  other.top >= one.bottom - 1 || isBeside(one, other) || isInside(one, other);
return all.slice(1)
  .map((each, n) => [all[n], each])
  .filter(([one, other]) => !isAfter(one.box, other.box))
  .map(([one, other]) => [one.name, other.name]);
"""


@pytest.mark.parametrize("state", ["list", "search", "after deleting", "inline edit"])
def test_focus_order(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """Tab moves through the page from left to right and from top to bottom."""
    STATES[state](browser, stored)
    for width, height in SIZES:
        browser.resize(width, height)
        assert browser.run(OUT_OF_ORDER) == []


# Scrolls to each control of the last task, and finds those that something covers.
UNREACHABLE = """
const isCovered = (control) => {
  control.scrollIntoView({ block: "start" });
  const { x, y, width, height } = control.getBoundingClientRect();
  return !control.contains(document.elementFromPoint(x + width / 2, y + height / 2));
};
return [...document.querySelectorAll(".tasks > li:last-child :is(a, button)")]
  .filter(isCovered)
  .map((control) => control.outerHTML);
"""


@pytest.mark.parametrize("size", [(1280, 520), (320, 520), (320, 256)])
def test_focus_is_not_covered(
    browser: Browser, add_tasks: Any, size: tuple[int, int]
) -> None:
    """The message bar covers no focused element, and no task that is scrolled up."""
    add_tasks("Milk for the breakfast of everybody who comes on Saturday morning")
    add_tasks("Bread", "Tea")
    browser.resize(*size)
    browser.open()
    browser.press("j", "#")
    browser.find("button", "Undo")
    for key in [Keys.TAB] * 12 + [Keys.SHIFT] * 30:
        if key == Keys.SHIFT:
            browser.press_with(Keys.SHIFT, Keys.TAB)
        else:
            browser.press(key)
        assert covered(browser) == ""
    assert browser.run(UNREACHABLE) == []


@pytest.mark.parametrize("state", ["list", "search", "task", "help", "import"])
def test_accessible_names(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """Accessible names of links and buttons begin with the visible label."""
    STATES[state](browser, stored)
    for element in browser.all("link") + browser.all("button"):
        assert element.accessible_name.startswith(element.text.strip())


DIRECTIONS = """
const texts = document.createTreeWalker(document.querySelector("main"), 4);
const found = [];
while (texts.nextNode()) {
  const { data, parentElement: parent } = texts.currentNode;
  if (data.includes(arguments[0])) found.push(getComputedStyle(parent).direction);
}
for (const box of document.querySelectorAll("[type=text], textarea")) {
  if (box.value.includes(arguments[0])) found.push(getComputedStyle(box).direction);
}
return found;
"""


def test_reduced_motion(browser: Browser) -> None:
    """With reduced motion, the progress bar is not animated."""
    motion = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    emulate = "Emulation.setEmulatedMedia"
    browser.driver.execute_cdp_cmd(emulate, {"features": motion})
    browser.open()
    with browser.slowly():
        browser.press_button("Add")
        timing = (
            "return getComputedStyle(document.body, '::after').animationTimingFunction"
        )
        assert browser.run(timing) == "steps(1, start)"
        browser.wait(lambda: "Enter a title." in browser.text)


def test_text_direction(browser: Browser, add_tasks: Any) -> None:
    """Right-to-left text runs right to left in lists, messages and forms."""
    (task_id,) = add_tasks(RTL, text=RTL)
    browser.open()
    browser.press_button(f"Done: {RTL}")
    browser.wait_for_status(f'"{RTL}" is done.')
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 2
    browser.open(f"/{task_id}")
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 2
    browser.open(f"/{task_id}/edit")
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 3
