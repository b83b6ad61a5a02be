"""Ways to see a page that its layout and colours must not break."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.browser import Browser

__all__ = ["VIEWS", "View", "covered"]

# Of a text area, browsers scroll the line with the caret into view.
COVERED = """
const focused = document.activeElement;
if (focused.matches("body, main, h2")) return "";
const bar = document.querySelector("#status:not(:focus-within) .message");
const end = Math.min(bar?.getBoundingClientRect().top ?? innerHeight, innerHeight);
const { top, bottom, left, right } = focused.getBoundingClientRect();
const lowest = focused.matches("textarea") ? Math.max(top + 40, 40) : bottom;
const isInView = top >= -4 && lowest <= end + 1 && left >= 0 && right <= innerWidth + 1;
return isInView ? "" : `${focused.outerHTML} from ${top} to ${bottom} of ${end}`;
"""
UNMARKED = """
const focused = document.activeElement;
if (focused.matches("body, main, h2")) return "";
const { outlineStyle, outlineWidth, outlineOffset, outlineColor } =
  getComputedStyle(focused);
const colour = (element) => getComputedStyle(element).backgroundColor;
let around = parseFloat(outlineOffset) < 0 ? focused : focused.parentElement;
while (around.parentElement && /[,/] 0\\)$/.test(colour(around))) {
  around = around.parentElement;
}
const isSeen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
return isSeen && outlineColor !== colour(around) ? "" : focused.outerHTML;
"""


@dataclass(frozen=True)
class View:
    """One way to see a page.

    :param name: the name of the view.
    :param prepare: sets the browser up.
    :param look: checks the current page.
    """

    name: str
    prepare: Callable[[Browser], None]
    look: Callable[[Browser], None]


def covered(browser: Browser) -> str:
    """Return the focused element if it is outside of the window or under the bar."""
    return str(browser.run(COVERED))


def look(browser: Browser) -> None:
    """Check that the outline of the focused element differs from what is around it."""
    unmarked = browser.run(UNMARKED)
    assert not unmarked, unmarked


def zoom(browser: Browser) -> None:
    """Show as little as a window of 1280 x 1024 pixels does at 400 %."""
    browser.resize(320, 256)


def look_zoomed(browser: Browser) -> None:
    """Check that nothing is beside the window, and the focused element is in view."""
    look(browser)
    assert browser.run("return document.documentElement.scrollWidth") <= 320
    found = covered(browser)
    assert not found, found


def force_colors(browser: Browser) -> None:
    """Emulate forced colours, and a system that asks for less motion."""
    features = [
        {"name": "forced-colors", "value": "active"},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def look_forced(browser: Browser) -> None:
    """Check that the focused element is marked, and nothing has moved."""
    look(browser)
    assert browser.run("return screenReader.moving") == []


VIEWS = [
    View("as usual", lambda _: None, look),
    View("at 400 %", zoom, look_zoomed),
    View("in forced colours, without motion", force_colors, look_forced),
]
