"""Take the screenshots for the documentation: ``bin/screenshots``."""

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
    """A browser that visits the site and takes screenshots.

    :param driver: the WebDriver of the browser.
    :param url: the base URL of the site.
    """

    def __init__(self, driver: webdriver.Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, path: str) -> None:
        """Open a page."""
        self.driver.get(self.url + path)

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition is truthy, and return its value."""
        return WebDriverWait(
            self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]
        ).until(lambda _: condition())

    def find(self, tags: str, name: str) -> WebElement:
        """Wait for an element with this accessible name, and return it."""
        found: WebElement = self.wait(lambda: self._find(tags, name))
        return found

    def _find(self, tags: str, name: str) -> WebElement | None:
        elements = self.driver.find_elements(By.CSS_SELECTOR, tags)
        return next((one for one in elements if one.accessible_name == name), None)

    def press(self, name: str) -> None:
        """Click a button or link."""
        self.find("button, a", name).click()

    def wait_for_text(self, text: str) -> None:
        """Wait until the page contains this text."""
        self.wait(lambda: text in self.driver.find_element(By.TAG_NAME, "body").text)

    def write(self, name: str, text: str) -> None:
        """Replace the content of a field."""
        field = self.find("input, textarea", name)
        field.clear()
        field.send_keys(text)

    def look(self, width: int, height: int, scheme: str) -> None:
        """Set the viewport and the colour scheme, and turn animations off."""
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
        """Save a screenshot of the viewport."""
        self.wait(lambda: not self.driver.find_elements(By.CSS_SELECTOR, "[aria-busy]"))
        capture = self.driver.execute_cdp_cmd("Page.captureScreenshot", FORMAT)
        path.write_bytes(base64.b64decode(capture["data"]))


def prepare(visitor: Visitor) -> None:
    """Mark some tasks as done, and delete others."""
    visitor.look(960, 1200, "light")  # the message bar covers none of the tasks
    visitor.open("/")
    for title in ("Call the dentist", "Repair the kitchen tap"):
        visitor.press(f"Done: {title}")
        visitor.wait_for_text(f'"{title}" is done.')
    for title in ("Sort the old photographs", "Invite the neighbours"):
        visitor.press(f"Delete: {title}")
        visitor.wait_for_text(f'Deleted "{title}".')


def show_list(visitor: Visitor) -> None:
    """Open the list."""
    visitor.open("/")


def show_undo(visitor: Visitor) -> None:
    """Delete a task, so that "Undo" is shown."""
    visitor.open("/")
    visitor.press("Delete: Plan the summer trip")
    visitor.wait_for_text('Deleted "Plan the summer trip".')


def show_search(visitor: Visitor) -> None:
    """Show the result of a search."""
    visitor.open("/?q=book")


def show_edit_in_place(visitor: Visitor) -> None:
    """Open the inline form of a task."""
    visitor.open("/")
    visitor.press("Edit: Buy milk, bread and coffee")
    visitor.find("input", "Title")


def show_deleted(visitor: Visitor) -> None:
    """Open the list of deleted tasks."""
    visitor.open("/?show=deleted")


def show_task(visitor: Visitor) -> None:
    """Open a task."""
    visitor.open("/")
    visitor.press("Buy milk, bread and coffee")
    visitor.wait_for_text("Two litres.")


def show_new(visitor: Visitor) -> None:
    """Fill in the form for a new task."""
    visitor.open("/new")
    visitor.write("Title", "Bake a cake")
    visitor.write("Text", "For Saturday.\n\nAsk about the nuts first.")


def show_problem(visitor: Visitor) -> None:
    """Submit an invalid form."""
    visitor.open("/new")
    visitor.find("main button", "Add").click()
    visitor.wait_for_text("There is a problem")


def show_conflict(visitor: Visitor) -> None:
    """Edit the same task in two tabs, so that the conflict page is shown."""
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
    """Open an invalid URL."""
    visitor.open("/not-a-task")


def show_help(visitor: Visitor) -> None:
    """Open the help page."""
    visitor.open("/help")


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A screenshot to take.

    :param name: the file name without its extension.
    :param show: the function that opens the page to show.
    :param width: the width of the viewport in pixels.
    :param height: its height in pixels.
    :param scheme: ``light`` or ``dark``.
    """

    name: str
    show: Callable[[Visitor], None]
    width: int = 960
    height: int = 640
    scheme: str = "light"


SCREENSHOTS = (
    Screenshot("list", show_list),
    Screenshot("list-dark", show_list, scheme="dark"),
    Screenshot("list-phone", show_list, width=360, height=720),
    Screenshot("undo", show_undo),
    Screenshot("search", show_search),
    Screenshot("edit-in-place", show_edit_in_place, height=800),
    Screenshot("deleted", show_deleted),
    Screenshot("task", show_task, height=480),
    Screenshot("problem", show_problem, height=720),
    Screenshot("new", show_new, height=640),
    Screenshot("conflict", show_conflict, height=800),
    Screenshot("error", show_error, height=400),
    Screenshot("help", show_help, height=800),
)


def folder() -> Path:
    """Return the output folder from the command line, creating it if necessary."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("--into", type=Path, default=IMAGES, help="output folder")
    into: Path = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    return into


def main() -> None:
    """Take all screenshots."""
    into = folder()
    with sample_site() as url, chromium() as driver:
        visitor = Visitor(driver, url)
        prepare(visitor)
        for screenshot in SCREENSHOTS:
            visitor.look(screenshot.width, screenshot.height, screenshot.scheme)
            screenshot.show(visitor)
            path = into / f"{screenshot.name}.webp"
            visitor.take(path)
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
