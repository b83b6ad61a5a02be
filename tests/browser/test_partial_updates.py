"""Partial page updates, with scripts."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

MARK = "window.loaded = 'once'; window.region = document.querySelector('#status');"
IS_MARKED = (
    "return window.loaded === 'once' "
    "&& window.region === document.querySelector('[role=status]');"
)


@pytest.fixture
def marked(browser: Browser, add_tasks: Any) -> Browser:
    """Open a list of three tasks, and mark the page to detect loads."""
    add_tasks("Milk", "Bread", "Tea")
    browser.open()
    browser.run(MARK)
    return browser


def test_actions(marked: Browser) -> None:
    """Actions do not load a new page, and the status region stays in the DOM."""
    marked.type("New task", "Jam" + Keys.ENTER)
    marked.wait_for_status('Added "Jam".')
    marked.press_button("Done: Milk")
    marked.wait_for_status('"Milk" is done.')
    marked.press_button("Reopen: Milk")
    marked.wait_for_status('"Milk" is open again.')
    marked.press_button("Delete: Milk")
    marked.wait_for_status('Deleted "Milk".')
    marked.press_button("Undo")
    marked.wait_for_status('Restored "Milk".')
    marked.press_button("Done: Milk")
    marked.press_button("Clear done")
    marked.wait_for_status("Deleted 1 done task.")
    marked.press_button("Undo")
    marked.wait_for_status("Restored 1 task.")
    assert marked.run(IS_MARKED)
    assert marked.path == "/"


def test_links(marked: Browser) -> None:
    """Links do not load a new page, but update the title and the URL."""
    steps = {
        "Done": ("/?show=done", "All Items"),
        "All": ("/", "All Items"),
        "Add new Task": ("/new", "New Todo Task"),
        "Back to list": ("/", "All Items"),
    }
    for link, (path, page) in steps.items():
        marked.follow(link)
        marked.wait_for_path(path)
        marked.wait_for_title(page)
    marked.follow("Milk")
    marked.wait_for_heading("Task: Milk")
    marked.wait_for_title("Task: Milk")
    marked.follow("Edit")
    marked.wait_for_heading("Edit task")
    assert marked.path.endswith("/edit")
    marked.press_button("Save")
    marked.wait_for_status('Saved "Milk".')
    marked.press_button("Done")
    marked.wait_for_status('"Milk" is done.')
    assert marked.path == "/"
    assert marked.run(IS_MARKED)


def test_rejected_form(marked: Browser) -> None:
    """A rejected quick-add form opens the new-task form without a page load."""
    marked.press_button("Add")
    marked.wait_for_heading("There is a problem")
    marked.wait_for_title("Error: New Todo Task")
    assert marked.path == "/new"
    marked.driver.back()
    marked.wait_for_heading("All Items")
    assert marked.run("return window.loaded") == "once"


def test_post_only_url(marked: Browser, tasks: Any) -> None:
    """After a failed action, the current URL can still be reloaded."""
    tasks.delete_many({"title": "Milk"})
    marked.press_button("Done: Milk")
    marked.wait_for_heading("Task not found")
    assert marked.path == "/"
    marked.driver.refresh()
    marked.wait_for_titles("Bread", "Tea")


def test_quick_add_input(marked: Browser) -> None:
    """Input in the quick-add box survives actions on tasks."""
    marked.type("New task", "Half a thou")
    marked.press_button("Done: Milk")
    marked.wait_for_status('"Milk" is done.')
    marked.follow("Open")
    marked.wait_for_titles("Bread", "Tea")
    box = marked.type("New task", "ght" + Keys.ENTER)
    marked.wait_for_status('Added "Half a thought".')
    assert box.get_attribute("value") == ""


def test_typing_during_a_request(marked: Browser) -> None:
    """Input typed during a request is kept."""
    with marked.slowly():
        box = marked.type("New task", "First" + Keys.ENTER)
        box.clear()
        box.send_keys("Second")
        marked.wait_for_status('Added "First".')
        assert box.get_attribute("value") == "Second"
        assert marked.focused == box


def test_queue(marked: Browser, tasks: Any) -> None:
    """Actions in quick succession all take effect, in order."""
    with marked.slowly():
        for title in ("Milk", "Bread", "Tea"):
            marked.press_button(f"Done: {title}")
        marked.wait_for_status('"Tea" is done.')
    assert tasks.count_documents({"done": True}) == 3
    marked.wait(lambda: "0 open, 3 done" in marked.text)


def test_no_outdated_response(marked: Browser, tasks: Any) -> None:
    """After actions in quick succession, the list shows the result of all of them."""
    with marked.slowly():
        marked.type("New task", "Jam" + Keys.ENTER)
        marked.press_button("Delete: Bread")
        marked.press_button("Done: Milk")
        marked.follow("Open")
        marked.wait_for_titles("Jam", "Tea")
    assert tasks.count_documents({"done": True}) == 1


def double_click(browser: Browser, name: str) -> None:
    """Double-click a button."""
    button = browser.find("button", name)
    ActionChains(browser.driver).double_click(button).perform()


def test_double_click(marked: Browser, tasks: Any) -> None:
    """A double click acts once, even if another button moves under the pointer."""
    double_click(marked, "Done: Milk")
    marked.wait_for_status('"Milk" is done.')
    double_click(marked, "Delete: Bread")
    marked.wait_for_status('Deleted "Bread".')
    marked.type("New task", "Jam")
    double_click(marked, "Add")
    marked.wait_for_titles("Jam", "Milk", "Tea")
    assert marked.item("Milk").find_elements(By.CLASS_NAME, "badge")
    assert tasks.count_documents({}) == 4


def test_scroll_position(marked: Browser) -> None:
    """An action on a task keeps the scroll position."""
    marked.resize(1280, 400)
    button = marked.find("button", "Done: Tea")
    marked.run("arguments[0].scrollIntoView({ block: 'center' })", button)
    before = marked.run("return arguments[0].getBoundingClientRect().top", button)
    button.click()
    marked.wait_for_status('"Tea" is done.')
    after = marked.run("return arguments[0].getBoundingClientRect().top", button)
    assert after == before


@pytest.mark.parametrize("key", [Keys.CONTROL, Keys.SHIFT])
def test_modified_click(marked: Browser, key: str) -> None:
    """A click with a modifier opens a link in a new tab or window."""
    driver = marked.driver
    here = driver.current_window_handle
    link = marked.find("link", "Milk")
    ActionChains(driver).key_down(key).click(link).key_up(key).perform()
    marked.wait(lambda: len(driver.window_handles) == 2)
    (there,) = set(driver.window_handles) - {here}
    driver.switch_to.window(there)
    marked.wait_for_heading("Task: Milk")
    driver.close()
    driver.switch_to.window(here)
    assert marked.path == "/"


def test_progress_bar(marked: Browser) -> None:
    """A slow response shows a progress bar."""
    shown = (
        "return getComputedStyle(document.querySelector('main'), '::before').content"
    )
    assert marked.run(shown) == "none"
    with marked.slowly():
        marked.press_button("Done: Milk")
        assert marked.run(shown) == '""'
        marked.wait_for_status('"Milk" is done.')
    marked.wait(lambda: marked.run(shown) == "none")


def test_announcements(marked: Browser) -> None:
    """A live region announces the result of a filter, and the next action clears it."""
    heard = "return document.querySelector('body > [aria-live=polite]').textContent"
    marked.follow("Open")
    marked.wait(lambda: marked.run(heard) == "3 tasks shown.")
    marked.follow("Done")
    marked.wait(lambda: marked.run(heard) == "No done tasks.")
    marked.follow("All")
    marked.press_button("Done: Milk")
    marked.wait(lambda: marked.run(heard) == "")
