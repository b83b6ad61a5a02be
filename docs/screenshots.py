"""Take the screenshots for the documentation: ``bin/screenshots``."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from docs.pair import take_pairs
from docs.tutorial_pictures import take_tutorial
from docs.visitor import Visitor
from showcase.chromium import FEW_PROCESSES, chromium
from showcase.site import sample_site

IMAGES = Path(__file__).parent / "images"


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


def arguments() -> argparse.Namespace:
    """Parse the command line, and create the output folder if necessary."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__)
    parser.add_argument("--into", type=Path, default=IMAGES, help="output folder")
    parser.add_argument(
        "--only", choices=["site", "tutorial"], help="what to take screenshots of"
    )
    parsed = parser.parse_args()
    parsed.into.mkdir(parents=True, exist_ok=True)
    return parsed


def take_all(into: Path, url: str) -> Iterator[Path]:
    """Take the screenshots of single pages; yield the path of each.

    :param into: the folder for the screenshots.
    :param url: the base URL of a site with the sample tasks.
    """
    with chromium(*FEW_PROCESSES) as driver:
        visitor = Visitor(driver, url)
        prepare(visitor)
        for screenshot in SCREENSHOTS:
            visitor.look(screenshot.width, screenshot.height, screenshot.scheme)
            screenshot.show(visitor)
            path = into / f"{screenshot.name}.webp"
            path.write_bytes(visitor.picture())
            yield path


def take_site(into: Path) -> Iterator[Path]:
    """Take the screenshots of the site; yield the path of each.

    :param into: the folder for the screenshots.
    """
    with sample_site() as url:
        yield from take_pairs(into, url)
        yield from take_all(into, url)


def main() -> None:
    """Take the screenshots."""
    given = arguments()
    takers = {"site": take_site, "tutorial": take_tutorial}
    for name in [given.only] if given.only else takers:
        for path in takers[name](given.into):
            print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
