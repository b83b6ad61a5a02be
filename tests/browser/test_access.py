"""Every page and state, for people who do not see, point or read as others do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.keys import Keys

from tests.browser.axe import SIZES, violations
from tests.browser.person import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

GONE = "f" * 24
RTL = "לקנות חלב"

State = Callable[[Browser, list[ObjectId]], None]


def at(path: str) -> State:
    """Return the state of a page that is just open."""
    return lambda browser, ids: browser.open(path.format(*ids))


def after_deleting(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete a task."""
    del ids
    browser.open()
    browser.press_button("Delete: Milk")
    browser.find("button", "Undo")


def when_empty(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete all tasks."""
    after_deleting(browser, ids)
    browser.press_button("Clear done")
    browser.wait_for_status("Deleted 2 done tasks.")


def refused(path: str) -> State:
    """Return the state of a form whose title has been refused."""

    def send(browser: Browser, ids: list[ObjectId]) -> None:
        browser.open(path.format(*ids))
        browser.find("textbox", "Title").clear()
        browser.find("textbox", "Title").send_keys(Keys.ENTER)
        browser.wait_for_heading("There is a problem")

    return send


def editing_in_place(browser: Browser, ids: list[ObjectId]) -> None:
    """Open the form of a task in its place."""
    del ids
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")


def refused_in_place(browser: Browser, ids: list[ObjectId]) -> None:
    """Save nothing in the place of a task."""
    editing_in_place(browser, ids)
    browser.find("textbox", "Title").clear()
    browser.find("textbox", "Title").send_keys(Keys.ENTER)
    browser.wait_for_heading("There is a problem")


def overtaken(browser: Browser, ids: list[ObjectId]) -> None:
    """Save a version of a task that is not the newest."""
    browser.open(f"/{ids[0]}/edit")
    browser.run("document.querySelector('[name=version]').value = '99'")
    browser.type("Title", " and bread")
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")


def too_old(browser: Browser, ids: list[ObjectId]) -> None:
    """Send a form whose session is gone."""
    del ids
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.driver.delete_all_cookies()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")


STATES: dict[str, State] = {
    "list": at("/"),
    "open": at("/?show=open"),
    "done": at("/?show=done"),
    "deleted": at("/?show=deleted"),
    "none deleted but a search": at("/?show=deleted&q=nothing"),
    "search": at("/?q=milk"),
    "in vain": at("/?q=nothing"),
    "beyond the end": at(f"/?before=0-{GONE}"),
    "after deleting": after_deleting,
    "empty": when_empty,
    "new": at("/new"),
    "refused": refused("/new"),
    "task": at("/{0}"),
    "done task": at("/{1}"),
    "deleted task": at("/{3}"),
    "edit": at("/{0}/edit"),
    "edit refused": refused("/{0}/edit"),
    "edit in place": editing_in_place,
    "edit in place refused": refused_in_place,
    "overtaken": overtaken,
    "too old": too_old,
    "import": at("/import"),
    "help": at("/help"),
    "wrong link": at("/?before=yesterday"),
    "no such task": at(f"/{GONE}"),
}


@pytest.fixture
def ids(add_tasks: Any) -> list[ObjectId]:
    """Store an open task, two that are done, and a deleted one."""
    words = f"Two litres.\n{RTL}"
    (milk,) = add_tasks("Milk", text=words, version=1)
    done = add_tasks("Bread", RTL, done=True, finished=None)
    (tea,) = add_tasks("Tea")
    return [milk, *done, tea]


@pytest.fixture
def stored(ids: list[ObjectId], tasks: Any) -> list[ObjectId]:
    """Delete the last of them."""
    task = tasks.find_one({"_id": ids[3]})
    tasks.update_one({"_id": ids[3]}, {"$set": {"deleted": task["creation"]}})
    return ids


@pytest.mark.parametrize("state", STATES)
def test_rules(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """No rule of WCAG 2.2 AA or of good practice is broken, large or small."""
    STATES[state](browser, stored)
    assert violations(browser) == []


def test_rules_of_a_report(browser: Browser, tmp_path: Path) -> None:
    """Nor is one by the report of an import."""
    file = tmp_path / "tasks.json"
    file.write_text('{"tasks": [{"_id": {"$oid": "1"}}, 7]}')
    browser.open("/import")
    browser.driver.find_element("css selector", "[type=file]").send_keys(str(file))
    browser.press_button("Import")
    browser.wait_for_heading("0 imported, 0 unchanged, 2 refused")
    assert violations(browser) == []


# Pairs of neighbours in the order of Tab of which the second is read first.
ASTRAY = """
const all = [...document.querySelectorAll("a[href], button, input, textarea")]
  .filter((each) => each.type !== "hidden" && !each.matches(".skip"))
  .map((each) => ({ name: each.outerHTML, box: each.getBoundingClientRect() }));
const isBeside = (one, other) => other.bottom > one.top && other.left >= one.right - 1;
const isAfter = (one, other) => other.top >= one.bottom - 1 || isBeside(one, other);
return all.slice(1)
  .map((each, n) => [all[n], each])
  .filter(([one, other]) => !isAfter(one.box, other.box))
  .map(([one, other]) => [one.name, other.name]);
"""


@pytest.mark.parametrize("state", ["list", "search", "after deleting", "edit in place"])
def test_the_order_of_the_focus(
    browser: Browser, stored: list[ObjectId], state: str
) -> None:
    """Tab goes from left to right and from top to bottom, as a page is read."""
    STATES[state](browser, stored)
    for width, height in SIZES:
        browser.resize(width, height)
        assert browser.run(ASTRAY) == []


COVERED = """
const focused = document.activeElement;
if (focused === document.body) return "nothing has the focus";
const bar = document.querySelector(".message").getBoundingClientRect();
const box = focused.getBoundingClientRect();
const isOut = box.top < 0 || box.bottom > innerHeight + 1;
const isUnder = box.top < bar.bottom && bar.top < box.bottom;
if (isOut || (isUnder && !focused.closest("#status"))) return focused.outerHTML;
return "";
"""


@pytest.mark.parametrize("size", [(1280, 520), (320, 520), (320, 256)])
def test_the_focus_is_in_sight(
    browser: Browser, add_tasks: Any, size: tuple[int, int]
) -> None:
    """What has the focus is never under the bar that says what was done."""
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
        assert browser.run(COVERED) in {"", "nothing has the focus"}


@pytest.mark.parametrize("state", ["list", "search", "task", "help", "import"])
def test_names(browser: Browser, stored: list[ObjectId], state: str) -> None:
    """What a person reads on a button or link is how its name begins."""
    STATES[state](browser, stored)
    for element in browser.all("link") + browser.all("button"):
        assert element.accessible_name.startswith(element.text.strip())


DIRECTIONS = """
const places = document.createTreeWalker(document.querySelector("main"), 4);
const found = [];
while (places.nextNode()) {
  const { data, parentElement: parent } = places.currentNode;
  if (data.includes(arguments[0])) found.push(getComputedStyle(parent).direction);
}
for (const box of document.querySelectorAll("[type=text], textarea")) {
  if (box.value.includes(arguments[0])) found.push(getComputedStyle(box).direction);
}
return found;
"""


def test_nothing_moves_for_those_who_want_it_so(browser: Browser) -> None:
    """Where motion is unwelcome, what shows a slow answer stands still."""
    motion = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    emulate = "Emulation.setEmulatedMedia"
    browser.driver.execute_cdp_cmd(emulate, {"features": motion})
    browser.open()
    with browser.slowly():
        browser.press_button("Add")
        timing = (
            "return getComputedStyle(document.querySelector('main'), '::before')"
            ".animationTimingFunction"
        )
        assert browser.run(timing) == "steps(1, start)"
        browser.wait_for_heading("There is a problem")


def test_the_direction_of_words(browser: Browser, add_tasks: Any) -> None:
    """Words that are written from right to left are shown so, wherever they are."""
    (task_id,) = add_tasks(RTL, text=RTL)
    browser.open()
    browser.press_button(f"Done: {RTL}")
    browser.wait_for_status(f'"{RTL}" is done.')
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 2
    browser.open(f"/{task_id}")
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 2
    browser.open(f"/{task_id}/edit")
    assert browser.run(DIRECTIONS, RTL) == ["rtl"] * 3
