"""How the pages look: in any width, light and dark, and with the focus to be seen."""

from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

TASK = ObjectId("0123456789abcdef01234567")
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
PATHS = ["/", "/new", f"/{TASK}", "/not-a-task"]
SHIFT = """
const done = arguments[arguments.length - 1];
let shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(() => requestAnimationFrame(() => done(shift)));
"""
LUMINANCE = """
const canvas = document.createElement("canvas").getContext("2d", {
  willReadFrequently: true,
});
const parts = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = (colour) => {
  const [red, green, blue] = parts(colour)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const style = getComputedStyle(document.body);
const root = getComputedStyle(document.documentElement);
const back = parts(style.backgroundColor)[3] ? style : root;
return [luminance(style.color), luminance(back.backgroundColor)];
"""


@pytest.fixture(autouse=True)
def long_task(tasks: Any) -> None:
    """Store a task with the longest word that a title may be."""
    tasks.insert_one({"_id": TASK, "title": LONG, "text": LONG * 10})


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_no_scrolling_sideways(browser: Any, path: str, width: int) -> None:
    """No page is wider than the window, however long a word is."""
    browser.resize(width)
    browser.open(path)
    assert browser.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
@pytest.mark.parametrize("path", PATHS)
def test_schemes(browser: Any, path: str, scheme: str, is_dark: object) -> None:
    """A page is as light or dark as the system asks for, and easy to read in both."""
    browser.prefer(scheme)
    browser.open(path)
    ink, paper = browser.run(LUMINANCE)
    low, high = sorted((ink, paper))
    assert (paper < ink) is is_dark
    assert (high + 0.05) / (low + 0.05) >= 7


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_jumps(browser: Any, path: str) -> None:
    """Nothing moves while a page loads."""
    browser.open(path)
    assert browser.driver.execute_async_script(SHIFT) == 0


@pytest.mark.parametrize("path", PATHS)
def test_the_way_past_the_banner(browser: Any, path: str) -> None:
    """The first thing that Tab reaches is a visible way to the content."""
    browser.open(path)
    browser.driver.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = browser.focused
    assert skip.accessible_name == "Skip to content"
    assert skip.is_displayed()
    assert skip.rect["x"] >= 0
    assert skip.rect["y"] >= 0
    skip.send_keys(Keys.ENTER)
    browser.wait(lambda: browser.focused.tag_name == "main")


@pytest.mark.parametrize("path", PATHS)
def test_the_focus_can_be_seen(browser: Any, path: str) -> None:
    """What has the focus has a ring around it."""
    browser.open(path)
    for element in browser.all("link") + browser.all("button"):
        browser.press(Keys.TAB)
        ring = browser.focused.value_of_css_property("outline-style")
        shadow = browser.focused.value_of_css_property("box-shadow")
        assert ring != "none" or shadow != "none", element.accessible_name


@pytest.mark.parametrize("path", PATHS)
def test_targets_are_large(browser: Any, path: str) -> None:
    """What is to be hit is at least 24 pixels high and wide."""
    browser.resize(320)
    browser.open(path)
    targets = browser.all("link") + browser.all("button") + browser.all("textbox")
    small = [
        target.accessible_name
        for target in targets
        if target.is_displayed() and min(target.size.values()) < 24
    ]
    assert small == []
