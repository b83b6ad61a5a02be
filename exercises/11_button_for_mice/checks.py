"""Checks of the buttons, in Chromium, by role, name and keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from playwright.sync_api import Locator, Page, expect

from exercises.chromium import open_page
from exercises.program import Program

TITLES = ("Bread", "Milk")
MOST_TABS = 10


@contextmanager
def page_of(program: Program) -> Iterator[Page]:
    """Store two tasks, and open the list in Chromium."""
    program.database["tasks"].insert_many(
        {"title": title, "done": False} for title in TITLES
    )
    with open_page(program.app) as page:
        yield page


def buttons(page: Page) -> list[str]:
    """Return the roles and names of what can be pressed on a page."""
    found = page.get_by_role("button").or_(page.get_by_role("link"))
    return [each.aria_snapshot().strip().removeprefix("- ") for each in found.all()]


def button(page: Page, name: str) -> Locator:
    """Return the only button with this accessible name."""
    found = page.get_by_role("button", name=name, exact=True)
    assert found.count() == 1, (
        f'There are {found.count()} buttons named "{name}"; '
        f"what can be pressed: {', '.join(buttons(page)) or 'nothing'}."
    )
    return found


def finished(program: Program) -> list[str]:
    """Return the titles of the tasks that are done."""
    return program.database["tasks"].distinct("title", {"done": True})


def focus(page: Page, wanted: Locator) -> None:
    """Press Tab until the button has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} presses of Tab do not lead to it.")


def check_buttons(program: Program) -> None:
    """Each task has a button "Done: <title>"; Tab leads to it, Enter finishes it."""
    with page_of(program) as page:
        _, milk = (button(page, f"Done: {title}") for title in TITLES)
        focus(page, milk)
        page.keyboard.press("Enter")
        with suppress(AssertionError):  # the database shows what has happened
            expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    done = finished(program)
    shown = ", ".join(done) or "none"
    assert done == ["Milk"], f'After Enter on "Done: Milk", these are done: {shown}.'
