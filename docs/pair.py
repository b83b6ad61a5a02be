"""Screenshots of two browsers side by side, in which two people use the site."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

from docs.visitor import FORMAT, Visitor
from showcase.chromium import FEW_PROCESSES, chromium

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

    def pictures(self) -> list[bytes]:
        """Return a screenshot of each browser."""
        return [visitor.picture() for visitor in (self.ann, self.bob)]


def side_by_side(visitor: Visitor, pictures: list[bytes]) -> bytes:
    """Return a picture of two screenshots side by side.

    :param visitor: a browser to show them in.
    """
    kind = f"data:image/{FORMAT['format']};base64,"
    sources = [kind + base64.b64encode(picture).decode() for picture in pictures]
    visitor.look(2 * WIDTH + GAP, HEIGHT, "light")
    visitor.driver.execute_script(COMPOSE, sources, WIDTH, GAP)
    return visitor.picture()


def take_pairs(into: Path, url: str) -> Iterator[Path]:
    """Take the screenshots of the series; yield the path of each.

    :param into: the folder for the screenshots.
    :param url: the base URL of a site with the sample tasks.
    """
    with (
        chromium(*FEW_PROCESSES) as ann,
        chromium(*FEW_PROCESSES) as bob,
        chromium(*FEW_PROCESSES) as shown,
    ):
        pair = Pair(Visitor(ann, url), Visitor(bob, url))
        steps: tuple[Callable[[], None], ...] = (
            *(pair.begin, pair.add, pair.finish, pair.send),
        )
        for number, step in enumerate(steps, 1):
            step()
            path = into / f"live-{number}.webp"
            path.write_bytes(side_by_side(Visitor(shown, ""), pair.pictures()))
            yield path
