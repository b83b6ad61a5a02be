"""Acts on the list page, with scripts: they change a part of the page."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
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


@pytest.mark.parametrize("path", ["/?show=open", "/?q=milk", "/?show=open&q=m"])
def test_state_of_the_list(browser: Browser, add_tasks: Any, path: str) -> None:
    """Under a filter or a search, acts keep the state of the list and its address."""
    add_tasks("Milk", "Bread")
    browser.open(path)
    browser.run(MARK)
    shown = browser.titles
    browser.type("New task", "Mint" + Keys.ENTER)
    browser.wait_for_status('Added "Mint".')
    browser.press_button("Delete: Milk")
    browser.wait_for_status('Deleted "Milk".')
    browser.press_button("Undo")
    browser.wait_for_status('Restored "Milk".')
    added = [] if path == "/?q=milk" else ["Mint"]
    browser.wait_for_titles(*added, *shown)
    assert browser.path == path
    assert browser.run(IS_MARKED)


def test_task_that_is_gone(marked: Browser, tasks: Any) -> None:
    """An act on a task that is gone says so, and the list is fetched again."""
    tasks.delete_many({"title": "Milk"})
    marked.press_button("Done: Milk")
    marked.wait(lambda: "Task not found." in marked.status)
    marked.wait_for_titles("Bread", "Tea")
    assert "Task not found." in marked.status
    assert marked.run(IS_MARKED)
    assert marked.path == "/"


def test_quick_add_input(marked: Browser) -> None:
    """Input in the quick-add box survives actions on tasks."""
    marked.type("New task", "Half a thou")
    marked.find("searchbox", "Search").send_keys("half")
    marked.press_button("Done: Milk")
    marked.wait_for_status('"Milk" is done.')
    assert marked.find("searchbox", "Search").get_attribute("value") == "half"
    box = marked.type("New task", "ght" + Keys.ENTER)
    marked.wait_for_status('Added "Half a thought".')
    assert box.get_attribute("value") == ""


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
        marked.wait_for_status('"Milk" is done.')
    assert marked.titles == ["Jam", "Milk", "Tea"]
    assert tasks.count_documents({"done": True}) == 1


def test_same_button_twice(marked: Browser, tasks: Any) -> None:
    """A button that is pressed again before the answer acts once."""
    tasks.update_many({}, {"$set": {"done": True}})
    marked.driver.refresh()
    with marked.slowly():
        button = marked.find("button", "Clear done")
        ActionChains(marked.driver).click(button).click().click().perform()
        marked.wait_for_status("Deleted 3 done tasks.")
        marked.press_button("Undo")
        marked.wait_for_status("Restored 3 tasks.")


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
    assert marked.has("button", "Reopen: Milk")
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


def test_new_tab(marked: Browser) -> None:
    """A click with a modifier on "Edit" opens the edit page in a new tab."""
    driver = marked.driver
    here = driver.current_window_handle
    link = marked.find("link", "Edit: Milk")
    ActionChains(driver).key_down(Keys.CONTROL).click(link).key_up(
        Keys.CONTROL
    ).perform()
    marked.wait(lambda: len(driver.window_handles) == 2)
    (there,) = set(driver.window_handles) - {here}
    driver.switch_to.window(there)
    marked.wait_for_heading("Edit task")
    driver.close()
    driver.switch_to.window(here)
    assert "Milk" in marked.titles


def test_progress_bar(marked: Browser) -> None:
    """A slow response shows a progress bar."""
    shown = "return getComputedStyle(document.body, '::after').content"
    assert marked.run(shown) == "none"
    with marked.slowly():
        marked.press_button("Done: Milk")
        assert marked.run(shown) == '""'
        marked.wait_for_status('"Milk" is done.')
    marked.wait(lambda: marked.run(shown) == "none")


REFRESH = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
"""The event by which the browser shows a page again that it has kept in memory."""


def test_refreshing(marked: Browser, add_tasks: Any) -> None:
    """A refresh announces what has changed, and keeps words, edits and the focus."""
    heard = "return document.querySelector('body > [aria-live=polite]').textContent"
    marked.press_button("Delete: Tea")
    marked.wait_for_status('Deleted "Tea".')
    marked.type("New task", "Half a thought")
    marked.follow("Edit: Bread")
    marked.wait_for_focus("textbox", "Title")
    marked.press(" and butter")
    add_tasks("Jam")
    marked.run(REFRESH)
    marked.wait_for_titles("Milk", "Jam")
    marked.wait(lambda: marked.run(heard) == "3 tasks shown.")
    assert marked.focused.get_attribute("value") == "Bread and butter"
    box = marked.find("textbox", "New task")
    assert box.get_attribute("value") == "Half a thought"
    assert marked.messages == 'Deleted "Tea".'
