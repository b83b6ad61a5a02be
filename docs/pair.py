"""Screenshots of two browsers side by side, in which two people use the site."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from docs.visitor import FORMAT, Visitor
from showcase.chromium import chromium

__all__ = ["take_pairs"]

WIDTH, HEIGHT, GAP = 480, 680, 16
TYPED = "Bake a cake"
ADDED = "Water the plants"
DONE = "Buy milk, bread and coffee"
COMPOSE = """
const [sources, width, gap] = arguments;
document.body.style.cssText = `margin: 0; display: flex; gap: ${gap}px; background: #888`;
document.body.replaceChildren(
  ...sources.map((src) => Object.assign(new Image(width), { src })),
);
return Promise.all([...document.images].map((image) => image.decode()));
"""


class Pair:
    """Two people, each with a browser that has the list open.

    :param ann: the one at the left.
    :param bob: the one at the right.
    """

    def __init__(self, ann: Visitor, bob: Visitor) -> None:
        self.ann, self.bob = ann, bob
        for visitor in (ann, bob):
            visitor.look(WIDTH, HEIGHT, "light")
            visitor.open("/")

    def begin(self) -> None:
        """Let Bob begin to type a task."""
        self.bob.find("input", "New task").send_keys(TYPED)

    def add(self) -> None:
        """Let Ann add a task, which appears in Bob's list."""
        self.ann.find("input", "New task").send_keys(ADDED)
        self.ann.press("Add")
        for visitor in (self.ann, self.bob):
            visitor.find("a", ADDED)

    def finish(self) -> None:
        """Let Ann finish a task, which is done in Bob's list, too."""
        self.ann.press(f"Done: {DONE}")
        for visitor in (self.ann, self.bob):
            visitor.find("button", f"Reopen: {DONE}")

    def send(self) -> None:
        """Let Bob add what he has typed, which appears in Ann's list."""
        self.bob.press("Add")
        for visitor in (self.ann, self.bob):
            visitor.find("a", TYPED)

    def take(self, path: Path) -> None:
        """Save a screenshot of both browsers side by side."""
        kind = f"data:image/{FORMAT['format']};base64,"
        images = [
            kind + base64.b64encode(visitor.picture()).decode()
            for visitor in (self.ann, self.bob)
        ]
        with page_for(images) as visitor:
            path.write_bytes(visitor.picture())


@contextmanager
def page_for(images: list[str]) -> Iterator[Visitor]:
    """Show pictures side by side."""
    with chromium() as driver:
        visitor = Visitor(driver, "")
        visitor.look(2 * WIDTH + GAP, HEIGHT, "light")
        visitor.open("about:blank")
        driver.execute_script(COMPOSE, images, WIDTH, GAP)
        yield visitor


def take_pairs(into: Path, url: str) -> Iterator[Path]:
    """Take the screenshots of the series; yield the path of each.

    :param into: the folder for the screenshots.
    :param url: the base URL of a site with the sample tasks.
    """
    with chromium() as ann, chromium() as bob:
        pair = Pair(Visitor(ann, url), Visitor(bob, url))
        steps: tuple[Callable[[], None], ...] = (
            *(pair.begin, pair.add, pair.finish, pair.send),
        )
        for number, step in enumerate(steps, 1):
            step()
            path = into / f"live-{number}.webp"
            pair.take(path)
            yield path
