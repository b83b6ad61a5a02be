"""Layout at several widths, colour schemes, visible focus, and printing."""

from typing import Any

import pytest
from bson import ObjectId
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

scripts_on = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

TASK = ObjectId("0123456789abcdef01234567")
LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
PATHS = [
    *("/", "/?show=done&q=nothing", "/new", "/import", "/help", "/not-a-task"),
    *(f"/{TASK}", f"/{TASK}/edit"),
]
SHIFTS = """
const done = arguments[arguments.length - 1];
const shifts = [];
const describe = ({ node }) => node?.outerHTML ?? node?.textContent;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    shifts.push([entry.value, ...entry.sources.map(describe)]);
  }
}).observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(() => requestAnimationFrame(() => done(shifts)));
"""
UNSEEN = """
const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
return isSeen ? null : document.activeElement.outerHTML;
"""
# Finds small click targets, except links in running text. The label of a checkbox
# counts as part of its target.
SMALL = """
const targets = "a[href], button, input:not([type=hidden]), textarea";
const size = (element) => {
  const box = (element.type === "checkbox" ? element.closest("label") : element)
    .getBoundingClientRect();
  return Math.min(box.width, box.height);
};
return [...document.querySelectorAll(targets)]
  .filter((element) => element.checkVisibility())
  .filter((element) => !element.matches("p:not(.actions) > a"))
  .filter((element) => size(element) < 44)
  .map((element) => element.outerHTML);
"""
PLACES = """
const shown = [...document.querySelectorAll("nav[aria-label=Filter] a, #q, #new-title")]
  .concat(...document.querySelectorAll("[role=search] button"))
  .map((each) => each.getBoundingClientRect());
return shown.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round));
"""
# Finds pairs of colours that must differ, and borders and lines, in forced colours.
SIGNS = """
const of = (selector, pseudo) =>
  getComputedStyle(document.querySelector(selector), pseudo);
document.querySelector("#list").setAttribute("aria-busy", "true");
const page = of("html").backgroundColor;
const done = of(".is-done .tick", "::before").backgroundColor;
const open = of("li:not(.is-done) .tick", "::before").borderTopColor;
const other = of("nav[aria-label=Filter] a:not([aria-current])");
return {
  pairs: {
    "tick of a done task": [of(".is-done .tick", "::after").borderRightColor, done],
    "round of a done task": [done, page],
    "round of an open task": [open, page],
    "error at the box": [of("#add-problem").color, page],
    "line for slow answers": [of("body", "::after").borderTopColor, page],
  },
  lines: {
    "current filter": of("[aria-current]").textDecorationLine,
    "other filter": other.textDecorationLine,
    "slow answer": of("body", "::after").borderTopStyle,
    "alert": of(".message").borderTopWidth,
  },
};
"""
LUMINANCE_OF = """
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
"""
LUMINANCE = f"""{LUMINANCE_OF}
const style = getComputedStyle(document.body);
const root = getComputedStyle(document.documentElement);
const back = parts(style.backgroundColor)[3] ? style : root;
return [luminance(style.color), luminance(back.backgroundColor)];
"""


@pytest.fixture(autouse=True)
def long_task(tasks: Any) -> None:
    """Store a done task whose title is one very long word."""
    tasks.insert_one({"_id": TASK, "title": LONG, "text": LONG * 10, "done": True})


@pytest.mark.parametrize("path", PATHS)
def test_no_horizontal_scrolling(browser: Browser, path: str) -> None:
    """No page is wider than the window, even with long words and double text size."""
    browser.open(path)
    for size in ("100%", "200%"):
        browser.run("document.documentElement.style.fontSize = arguments[0]", size)
        for width in (320, 480, 768, 1280):
            browser.resize(width)
            assert browser.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PATHS)
def test_color_schemes(browser: Browser, path: str) -> None:
    """Pages follow the system's colour scheme, with enough contrast in both."""
    browser.open(path)
    for scheme, is_dark in (("light", False), ("dark", True)):
        browser.prefer(scheme)
        ink, paper = browser.run(LUMINANCE)
        assert (paper < ink) is is_dark
        assert contrast(ink, paper) >= 7


def contrast(one: float, other: float) -> float:
    """Return the contrast of two luminances, as WCAG defines it."""
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


@scripts_on
@pytest.mark.parametrize("path", PATHS)
def test_no_layout_shift(browser: Browser, path: str) -> None:
    """The layout does not shift while a page loads over a slow connection."""
    with browser.slowly(100):
        browser.open(path)
        assert browser.driver.execute_async_script(SHIFTS) == []


@pytest.mark.parametrize("path", PATHS)
def test_skip_link(browser: Browser, path: str) -> None:
    """The first Tab focuses a visible skip link, which leads to the content."""
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
def test_visible_focus(browser: Browser, path: str) -> None:
    """The focused element has a visible outline."""
    browser.open(path)
    for _ in browser.all("link") + browser.all("button"):
        browser.press(Keys.TAB)
        assert browser.run(UNSEEN) is None


@pytest.mark.parametrize("path", PATHS)
def test_target_size(browser: Browser, path: str) -> None:
    """Click targets are at least 44 pixels high and wide."""
    browser.open(path)
    for width in (320, 1280):
        browser.resize(width)
        assert browser.run(SMALL) == []


@scripts_on
def test_nothing_moves_between_filters(browser: Browser) -> None:
    """The filters, the search and the boxes are at the same place on every list."""
    paths = ["/", "/?show=open", "/?show=done", "/?show=deleted", "/?q=a", "/?q=zzz"]
    places: dict[int, list[Any]] = {320: [], 768: [], 1280: []}
    for path in paths:
        browser.open(path)
        for width, found in places.items():
            browser.resize(width)
            found.append(browser.run(PLACES))
    for found in places.values():
        assert all(place == found[0] for place in found)


@scripts_on
def test_combining_marks_stay_in_their_row(browser: Browser, add_tasks: Any) -> None:
    """A title with many combining marks paints nothing into the rows around it."""
    add_tasks("Above", "Z" + "\u0300\u0323\u0489" * 60, "Below")
    browser.open()
    marked = browser.titles[1]
    before = [painted(browser, title) for title in ("Above", "Below")]
    link = browser.find("link", marked)
    browser.run("arguments[0].textContent = 'Z'", link)
    assert [painted(browser, title) for title in ("Above", "Below")] == before


def painted(browser: Browser, title: str) -> str:
    """Return a screenshot of the list item of a task."""
    box = browser.run(
        "const { x, y, width, height } = arguments[0].getBoundingClientRect();"
        "return { x, y, width, height, scale: 1 };",
        browser.item(title),
    )
    command = browser.driver.execute_cdp_cmd
    return str(
        command("Page.captureScreenshot", {"format": "png", "clip": box})["data"]
    )


@scripts_on
def test_forced_colors(browser: Browser, add_tasks: Any) -> None:
    """With forced colours, states and errors can be seen, not by their colour alone."""
    features = [{"name": "forced-colors", "value": "active"}]
    add_tasks("Milk")
    browser.open()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    browser.type("New task", Keys.ENTER)
    browser.wait(lambda: browser.all("alert"))
    browser.lose_session()
    browser.press_button("Done: Milk")
    browser.wait(lambda: "This form is too old." in browser.messages)
    signs = browser.run(SIGNS)
    assert signs["lines"] == {
        "current filter": "underline",
        "other filter": "none",
        "slow answer": "solid",
        "alert": "3px",
    }
    for name, colors in signs["pairs"].items():
        pair = [
            browser.run(f"{LUMINANCE_OF} return luminance(arguments[0])", each)
            for each in colors
        ]
        assert contrast(*pair) >= 3, name


def test_printing(browser: Browser) -> None:
    """Printed pages contain the tasks and their states, but no controls."""
    browser.open()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    for role in ("button", "textbox"):
        assert not any(each.is_displayed() for each in browser.all(role))
    (item,) = browser.driver.find_elements(By.CSS_SELECTOR, "[aria-label=Tasks] > li")
    assert item.text.splitlines()[:2] == [LONG, "Done"]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("driver", ["scripts off"], indirect=True)
def test_help_without_scripts(browser: Browser) -> None:
    """Without scripts, the help page explains why shortcuts do not work."""
    browser.open("/help")
    assert not browser.has("checkbox", "Use keyboard shortcuts")
    assert "Shortcuts need JavaScript" in browser.text
