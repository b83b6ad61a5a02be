"""The main journeys through the site with the keyboard, and what is said on the way.

Before each journey, the open tasks "Milk" and "Bread" are stored, with the text "Two
litres".
"""

from collections.abc import Callable
from typing import Any

from selenium.webdriver.common.keys import Keys

from tests.browser.keyboard_user import KeyboardUser

__all__ = ["JOURNEYS"]

ENTER, ESCAPE, SPACE, TAB = Keys.ENTER, Keys.ESCAPE, Keys.SPACE, Keys.TAB
LIST = "page: All Items - Simple ToDo Example"
TITLE = "Up to 200 characters"
TEXT = "Up to 10,000 characters"
FILTERS = [
    "navigation Filter, link All, current page",
    "link Open",
    "link Done",
    "link Deleted",
]
GONE = (
    "Task not found. There is no task at this address. It may have been removed. Look "
    "for it in the list."
)
TOO_OLD = (
    "This form is too old. It was opened before the site was restarted, in another "
    "browser, or it came from another site. Nothing was stored. What you typed is "
    "still here: send it again."
)
UNREACHABLE = (
    "The site cannot be reached. Nothing that you typed is lost: try again in a "
    "moment. That is safe, even if the first try did arrive."
)

Tasks = Any
Journey = Callable[[KeyboardUser, Tasks], None]


def adding(user: KeyboardUser, tasks: Tasks) -> None:
    """Add tasks, first in the list and then on a page with room for a text."""
    del tasks
    user.open("/", LIST)
    user.tab("link Skip to content")
    user.press(ENTER, "main")
    user.tab("link Add new Task", "form Add a task, textbox New task")
    user.press("Tea" + ENTER, 'status: Added "Tea".')
    user.press("Jam" + ENTER, 'status: Added "Jam".')
    user.press_shift_tab("link Add new Task")
    user.press(ENTER, "page: New Todo Task - Simple ToDo Example")
    user.tab("link Skip to content")
    user.press(ENTER, "main")
    user.tab(f"textbox Title, {TITLE}")
    user.press("Butter")
    user.tab(f"textbox Text, {TEXT}")
    user.press("Salted")
    user.tab("button Add")
    user.press(ENTER, LIST, 'status: Added "Butter".')


def finishing(user: KeyboardUser, tasks: Tasks) -> None:
    """Finish a task, reopen it, and finish it among the open ones."""
    del tasks
    user.open("/", LIST)
    user.press("j", "list Tasks, link Milk")
    user.press("x", 'status: "Milk" is done.')
    user.press_shift_tab("button Reopen: Milk")
    user.press(SPACE, "button Done: Milk", 'status: "Milk" is open again.')
    user.press("n", "form Add a task, textbox New task")
    user.tab("button Add", "navigation Filter, link All, current page", "link Open")
    user.press(ENTER, "page: Open Items - Simple ToDo Example")
    user.press("j", "list Tasks, link Milk")
    user.press("x", "link Bread", 'status: "Milk" is done.')
    user.press(
        "x",
        "form Add a task, textbox New task",
        'status: "Bread" is done.',
    )


def editing(user: KeyboardUser, tasks: Tasks) -> None:
    """Edit a task in the list, cancel that, and edit it on its page."""
    del tasks
    user.open("/", LIST)
    user.press("j", "list Tasks, link Milk")
    user.tab("link Edit: Milk")
    user.press(ENTER, f'form Edit task, textbox Title, "Milk", {TITLE}')
    user.press(" and tea")
    user.tab(f'textbox Text, "Two litres", {TEXT}', "button Save", "link Cancel")
    user.press_shift_tab("button Save")
    user.press(ENTER, "link Edit: Milk and tea", 'status: Saved "Milk and tea".')
    user.press(ENTER, f'form Edit task, textbox Title, "Milk and tea", {TITLE}')
    user.press(" and" + ESCAPE, "link Edit: Milk and tea")
    user.press_shift_tab("link Milk and tea")
    user.press(ENTER, "page: Task: Milk and tea - Simple ToDo Example")
    user.press("e", "page: Edit task - Simple ToDo Example")
    user.tab("link Skip to content")
    user.press(ENTER, "main")
    user.tab(f'textbox Title, "Milk and tea", {TITLE}')
    user.press(
        "Coffee" + ENTER,
        "page: Task: Coffee - Simple ToDo Example",
        'status: Saved "Coffee".',
    )


def meeting_a_conflict(user: KeyboardUser, tasks: Tasks) -> None:
    """Save over somebody else's version in the list, and keep theirs on the page."""
    conflict = "Somebody else changed this task"
    user.open("/", LIST)
    user.press("j", "list Tasks, link Milk")
    user.press("e", f'form Edit task, textbox Title, "Milk", {TITLE}')
    tasks.update_one({"title": "Milk"}, {"$set": {"title": "Cream", "version": 2}})
    user.press(
        "!" + ENTER,
        f"form Your version, region {conflict}",
        "alert: Nothing is lost: both versions are here. Yours is not stored yet.",
    )
    user.tab(
        f'textbox Title, "Milk!", {TITLE}',
        f'textbox Text, "Two litres", {TEXT}',
        "button Save my version",
    )
    user.press(ENTER, "link Edit: Milk!", 'status: Saved "Milk!".')
    user.press_shift_tab("link Milk!")
    user.press(ENTER, "page: Task: Milk! - Simple ToDo Example")
    user.press("e", "page: Edit task - Simple ToDo Example")
    tasks.update_one({"title": "Milk!"}, {"$set": {"title": "Cream", "version": 4}})
    user.tab("link Skip to content")
    user.press(ENTER, "main")
    user.tab(f'textbox Title, "Milk!", {TITLE}')
    user.press(
        "!" + ENTER,
        f"page: {conflict} - Simple ToDo Example",
        "alert: Nothing is lost: both versions are below. Yours is not stored yet.",
    )
    user.tab("link Skip to content")
    user.press(ENTER, "main")
    user.tab("region Their version, link Keep their version")
    user.press(ENTER, "page: Task: Cream - Simple ToDo Example")


def deleting(user: KeyboardUser, tasks: Tasks) -> None:
    """Delete tasks by button, by key and all done ones at once, and undo that."""
    del tasks
    user.open("/", LIST)
    user.press("j", "list Tasks, link Milk")
    user.tab("link Edit: Milk", "button Delete: Milk")
    user.press(SPACE, "link Bread", 'status: Deleted "Milk". Undo')
    user.tab("link Edit: Bread", "button Delete: Bread")
    user.tab("navigation Site, link Help", "link Export", "link Import", "button Undo")
    user.press(ENTER, "list Tasks, link Milk", 'status: Restored "Milk".')
    user.press("#", "link Bread", 'status: Deleted "Milk". Undo')
    user.press("x", 'status: "Bread" is done.')
    user.press("n", "form Add a task, textbox New task")
    to_counts = ["button Add", *FILTERS, "search, searchbox Search", "button Search"]
    user.tab(*to_counts, "button Clear done")
    user.press(
        ENTER,
        "form Add a task, textbox New task",
        "status: Deleted 1 done task. Undo",
    )
    user.press_shift_tab("link Simple MongoDB ToDo List")
    user.press("u", "status: Restored 1 task.")


def searching(user: KeyboardUser, tasks: Tasks) -> None:
    """Search for tasks that are there and for some that are not."""
    del tasks
    user.open("/", LIST)
    user.press("/", "search, searchbox Search")
    user.press("bread" + ENTER, LIST)
    user.press("j", "list Tasks, link Bread")
    user.press("/", 'search, searchbox Search, "bread"')
    user.tab("link Clear search")
    user.press(ENTER, LIST)
    user.press("/", "search, searchbox Search")
    user.press("zzz" + ENTER, LIST)
    user.press("j")
    user.press("/", 'search, searchbox Search, "zzz"')
    user.browser.paste_here("long" * 51)
    user.press(
        ENTER,
        "alert: Search is 207 characters long; the limit is 200.",
    )


def failing(user: KeyboardUser, tasks: Tasks) -> None:
    """Send what the site refuses, and meet a lost session and a lost network."""
    user.open("/", LIST)
    user.press("n", "form Add a task, textbox New task")
    user.press(ENTER, "alert: Enter a title.")
    user.press("Tea" + ENTER, 'status: Added "Tea".')
    user.press_shift_tab("link Add new Task")
    user.press("j", "list Tasks, link Tea")
    user.press("e", f'form Edit task, textbox Title, "Tea", {TITLE}')
    user.press(
        Keys.BACKSPACE * 3 + ENTER,
        "form Edit task, region There is a problem",
        "alert: Enter a title.",
    )
    user.tab("link Enter a title.")
    user.press(ENTER, f"textbox Title, invalid, Enter a title. {TITLE}")
    user.press("Jam" + ENTER, "link Edit: Jam", 'status: Saved "Jam".')
    user.browser.lose_session()
    user.press("x", f"alert: {TOO_OLD}")
    user.press("x", 'status: "Jam" is done.')
    with user.browser.offline():
        user.press("x", f"alert: {UNREACHABLE}")
        user.press("n", "form Add a task, textbox New task")
        user.press("Coffee" + ENTER, f'alert: {UNREACHABLE} Not added yet: "Coffee".')
    user.browser.wait(lambda: user.browser.focused.get_attribute("value") == "Coffee")
    user.press(ENTER, 'status: Added "Coffee".')
    user.press_shift_tab("link Add new Task")
    user.press("j", "list Tasks, link Coffee")
    tasks.delete_one({"title": "Coffee"})
    user.press("x", f"alert: {GONE}", "link Jam", "polite: 3 tasks shown.")


JOURNEYS: list[Journey] = [
    adding,
    finishing,
    editing,
    meeting_a_conflict,
    deleting,
    searching,
    failing,
]
