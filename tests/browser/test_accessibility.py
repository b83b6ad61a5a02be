"""Accessibility of every page and state."""

from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.keys import Keys

from tests.browser.axe import SIZES, violations
from tests.browser.browser import Browser
from tests.browser.states import RTL, STATES
from tests.browser.views import covered

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


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
