"""Takes the pictures of the documentation from the running site: ``bin/screenshots``."""

import argparse
import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from showcase.chromium import chromium
from showcase.site import sample_site

IMAGES = Path(__file__).parent / "images"
SECONDS = 20
FORMAT = {"format": "webp", "quality": 80}


class Visitor:
    """Somebody who uses the site, and can take pictures of it.

    :param driver: the browser.
    :param address: where the site is.
    """

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str) -> None:
        """Go to a page."""
        self.driver.get(self.address + path)

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition holds, and return what it gives."""
        return WebDriverWait(
            self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]
        ).until(lambda _: condition())

    def find(self, tags: str, name: str) -> WebElement:
        """Wait for an element with a name, and return it."""
        found: WebElement = self.wait(lambda: self._find(tags, name))
        return found

    def _find(self, tags: str, name: str) -> WebElement | None:
        elements = self.driver.find_elements(By.CSS_SELECTOR, tags)
        return next((one for one in elements if one.accessible_name == name), None)

    def press(self, name: str) -> None:
        """Press a button or follow a link."""
        self.find("button, a", name).click()

    def wait_for_text(self, text: str) -> None:
        """Wait until the page says something."""
        self.wait(lambda: text in self.driver.find_element(By.TAG_NAME, "body").text)

    def write(self, name: str, text: str) -> None:
        """Put a text into a field in place of what is there."""
        field = self.find("input, textarea", name)
        field.clear()
        field.send_keys(text)

    def look(self, width: int, height: int, scheme: str) -> None:
        """Use a window of a size, and prefer light or dark pages that keep still."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        preferences = {"color-scheme": scheme, "reduced-motion": "reduce"}
        features = [
            {"name": f"prefers-{name}", "value": value}
            for name, value in preferences.items()
        ]
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
        command("Emulation.setEmulatedMedia", {"features": features})

    def take(self, path: Path) -> None:
        """Take a picture of what is to be seen."""
        self.wait(lambda: not self.driver.find_elements(By.CLASS_NAME, "htmx-request"))
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", FORMAT)
        path.write_bytes(base64.b64decode(picture["data"]))


def prepare(visitor: Visitor) -> None:
    """Finish some tasks and delete others, so that there is something to see."""
    visitor.open("/")
    for title in ("Call the dentist", "Repair the kitchen tap"):
        visitor.press(f"Done: {title}")
        visitor.wait_for_text(f'"{title}" is done.')
    for title in ("Sort the old photographs", "Invite the neighbours"):
        visitor.press(f"Delete: {title}")
        visitor.wait_for_text(f'Deleted "{title}".')


def show_list(visitor: Visitor) -> None:
    """Show the list."""
    visitor.open("/")


def show_undo(visitor: Visitor) -> None:
    """Show how to take a deletion back."""
    visitor.open("/")
    visitor.press("Delete: Plan the summer trip")
    visitor.wait_for_text('Deleted "Plan the summer trip".')


def show_search(visitor: Visitor) -> None:
    """Show what a search finds."""
    visitor.open("/?q=book")


def show_edit_in_place(visitor: Visitor) -> None:
    """Show the form of a task in its place of the list."""
    visitor.open("/")
    visitor.press("Edit: Buy milk, bread and coffee")
    visitor.find("input", "Title")


def show_deleted(visitor: Visitor) -> None:
    """Show what can be restored."""
    visitor.open("/?show=deleted")


def show_task(visitor: Visitor) -> None:
    """Show one task."""
    visitor.open("/")
    visitor.press("Buy milk, bread and coffee")
    visitor.wait_for_text("Two litres.")


def show_new(visitor: Visitor) -> None:
    """Show the form of a new task."""
    visitor.open("/new")
    visitor.write("Title", "Bake a cake")
    visitor.write("Text", "For Saturday.\n\nAsk about the nuts first.")


def show_problem(visitor: Visitor) -> None:
    """Show what a form says that cannot be stored."""
    visitor.open("/new")
    visitor.find("main button", "Add").click()
    visitor.wait_for_text("There is a problem")


def show_conflict(visitor: Visitor) -> None:
    """Show what happens when two people edit one task."""
    show_task(visitor)
    visitor.press("Edit")
    visitor.write("Title", "Buy milk, bread and tea")
    mine = visitor.driver.current_window_handle
    visitor.driver.switch_to.new_window("tab")
    show_task(visitor)
    visitor.press("Edit")
    visitor.write("Text", "Three litres.")
    visitor.press("Save")
    visitor.wait_for_text("Saved")
    visitor.driver.close()
    visitor.driver.switch_to.window(mine)
    visitor.press("Save")
    visitor.wait_for_text("Somebody else changed this task")


def show_error(visitor: Visitor) -> None:
    """Show the page of an address that is none."""
    visitor.open("/that-is-no-task")


def show_help(visitor: Visitor) -> None:
    """Show what one can do."""
    visitor.open("/help")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be taken.

    :param name: its file's, without an ending.
    :param show: brings what is to be seen about.
    :param width: of the window, in pixels.
    :param height: likewise.
    :param scheme: ``light`` or ``dark``.
    """

    name: str
    show: Callable[[Visitor], None]
    width: int = 960
    height: int = 640
    scheme: str = "light"


PICTURES = (
    Picture("list", show_list),
    Picture("list-dark", show_list, scheme="dark"),
    Picture("list-phone", show_list, width=360, height=720),
    Picture("undo", show_undo),
    Picture("search", show_search),
    Picture("edit-in-place", show_edit_in_place, height=800),
    Picture("deleted", show_deleted),
    Picture("task", show_task, height=480),
    Picture("new", show_new, height=720),
    Picture("problem", show_problem),
    Picture("conflict", show_conflict, height=800),
    Picture("error", show_error, height=400),
    Picture("help", show_help, height=800),
)


def folder() -> Path:
    """Return where the pictures are to be."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("--into", type=Path, default=IMAGES, help="another folder")
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    return into


def main() -> None:
    """Take all of them."""
    into = folder()
    with sample_site() as address, chromium() as driver:
        visitor = Visitor(driver, address)
        prepare(visitor)
        for picture in PICTURES:
            visitor.look(picture.width, picture.height, picture.scheme)
            picture.show(visitor)
            path = into / f"{picture.name}.webp"
            visitor.take(path)
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
