"""Every page and state of the site, and how to get there."""

from collections.abc import Callable

from bson import ObjectId
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

__all__ = ["RTL", "STATES", "State"]

MISSING_ID = "f" * 24
RTL = "לקנות חלב"

State = Callable[[Browser, list[ObjectId]], None]


def at(path: str) -> State:
    """Return a function that opens a page."""
    return lambda browser, ids: browser.open(path.format(*ids))


def after_deleting(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete an open task from the list."""
    del ids
    browser.open()
    browser.press_button("Delete: Milk")
    browser.find("button", "Undo")


def with_two_pages(browser: Browser, ids: list[ObjectId]) -> None:
    """Add a task, so that the list has a second page."""
    del ids
    browser.open()
    browser.type("New task", "Salt")
    browser.press_button("Add")
    browser.wait_for_status('Added "Salt".')
    browser.open()


def when_empty(browser: Browser, ids: list[ObjectId]) -> None:
    """Delete all tasks, so that the list is empty."""
    after_deleting(browser, ids)
    browser.press_button("Clear done")
    browser.wait_for_status("Deleted 2 done tasks.")


def rejected(path: str) -> State:
    """Return a function that submits a form without a title."""

    def send(browser: Browser, ids: list[ObjectId]) -> None:
        browser.open(path.format(*ids))
        browser.find("textbox", "Title").clear()
        browser.find("textbox", "Title").send_keys(Keys.ENTER)
        browser.wait_for_heading("There is a problem")

    return send


def editing_inline(browser: Browser, ids: list[ObjectId]) -> None:
    """Open the inline form of a task."""
    del ids
    browser.open()
    browser.follow("Edit: Milk")
    browser.wait_for_focus("textbox", "Title")


def rejected_inline(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit an inline form without a title."""
    editing_inline(browser, ids)
    browser.find("textbox", "Title").clear()
    browser.find("textbox", "Title").send_keys(Keys.ENTER)
    browser.wait_for_heading("There is a problem")


def conflicting(browser: Browser, ids: list[ObjectId]) -> None:
    """Save an edit whose version number does not match the stored task's."""
    browser.open(f"/{ids[0]}/edit")
    browser.run("document.querySelector('[name=version]').value = '99'")
    browser.type("Title", " and bread")
    browser.press_button("Save")
    browser.wait_for_heading("Somebody else changed this task")


def outdated(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit a form whose session was lost."""
    del ids
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.lose_session()
    browser.press_button("Add")
    browser.wait_for_heading("This form is too old")


def without_cookies(browser: Browser, ids: list[ObjectId]) -> None:
    """Submit a form without any cookie."""
    del ids
    browser.open("/new")
    browser.type("Title", "Milk")
    browser.driver.delete_all_cookies()
    browser.press_button("Add")
    browser.wait_for_heading("Cookies are needed")
    assert browser.find("textbox", "Title").get_attribute("value") == "Milk"


STATES: dict[str, State] = {
    "list": at("/"),
    "open": at("/?show=open"),
    "done": at("/?show=done"),
    "deleted": at("/?show=deleted"),
    "search in deleted": at("/?show=deleted&q=nothing"),
    "search": at("/?q=milk"),
    "no match": at("/?q=nothing"),
    "beyond the end": at(f"/?before=0-{MISSING_ID}"),
    "first of two pages": with_two_pages,
    "after deleting": after_deleting,
    "empty": when_empty,
    "new": at("/new"),
    "rejected": rejected("/new"),
    "task": at("/{0}"),
    "done task": at("/{1}"),
    "deleted task": at("/{3}"),
    "edit": at("/{0}/edit"),
    "edit rejected": rejected("/{0}/edit"),
    "inline edit": editing_inline,
    "inline edit rejected": rejected_inline,
    "conflicting": conflicting,
    "too old": outdated,
    "without cookies": without_cookies,
    "import": at("/import"),
    "help": at("/help"),
    "wrong link": at("/?before=yesterday"),
    "no such task": at(f"/{MISSING_ID}"),
}
