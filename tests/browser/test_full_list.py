"""The list with full pages: tasks in view, and quick clicks on "Older"."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

IN_VIEW = """
const items = [...document.querySelectorAll("[aria-label=Tasks] > li")];
const boxes = items.map((item) => item.getBoundingClientRect());
return boxes.filter(({ bottom }) => bottom <= innerHeight).length;
"""
# Finds the buttons of tasks, and their edit links, above or below a link for paging.
IN_LINE = """
const list = document.querySelector("[aria-label=Tasks]");
const controls = list.querySelectorAll("button, [data-key]");
const links = [...document.querySelectorAll("[aria-label=Pages] a")].map((link) =>
  link.getBoundingClientRect(),
);
return [...controls].filter((control) => {
  const { left, right } = control.getBoundingClientRect();
  return links.some((link) => left < link.right && link.left < right);
}).map((control) => control.outerHTML);
"""
MIDDLE = """
arguments[0].scrollIntoView({ block: "end" });
const { left, top, width, height } = arguments[0].getBoundingClientRect();
return [left + width / 2, top + height / 2];
"""
PAGES = 3


@pytest.fixture
def full(
    tasks: Any, add_tasks: Any, server: Any, serve: Any, open_browser: Any
) -> Iterator[Browser]:
    """Open a browser on a site with the default page size, and three pages of tasks."""
    add_tasks(*(f"Something to do, number {n}" for n in range(46)), text="In a while.")
    tasks.update_many({}, {"$set": {"done": False}})
    environ = {**server.environ, "TODO_PAGE_SIZE": ""}
    with serve(**environ) as site, open_browser(site) as browser:
        yield browser


def click(browser: Browser, x: float, y: float, *, times: int) -> None:
    """Click quickly at a point of the window, whatever is there."""
    for _ in range(times):
        for kind in ("mousePressed", "mouseReleased"):
            browser.driver.execute_cdp_cmd(
                "Input.dispatchMouseEvent",
                {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1},
            )


def test_full_pages(full: Browser, tasks: Any) -> None:
    """Many tasks are in view, and quick clicks on "Older" act on none of them."""
    for width, height, number in ((1280, 800, 8), (360, 740, 4)):
        full.resize(width, height)
        full.open()
        assert full.run(IN_VIEW) >= number
        for _ in range(PAGES - 1):
            assert full.run(IN_LINE) == []
            full.follow("Older")
        full.find("link", "Newer")
        assert full.run(IN_LINE) == []
        full.open()
        older = full.find("link", "Older")
        click(full, *full.run(MIDDLE, older), times=6)
        full.wait(lambda: full.path != "/" and full.find("link", "Help"))
    assert tasks.count_documents({"deleted": None, "done": False}) == 46
