"""With scripts, what people do changes a part of the page, which stays loaded."""

from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.person import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

MARK = "window.loaded = 'once'; window.region = document.querySelector('#status');"
IS_MARKED = (
    "return window.loaded === 'once' "
    "&& window.region === document.querySelector('[role=status]');"
)


@pytest.fixture
def milk(browser: Browser, add_tasks: Any) -> Browser:
    """Give a browser on a list of three tasks, in a page that is marked."""
    add_tasks("Milk", "Bread", "Tea")
    browser.open()
    browser.run(MARK)
    return browser


def test_actions(milk: Browser) -> None:
    """No action loads the page anew, and the region that speaks stays the same."""
    milk.type("New task", "Jam" + Keys.ENTER)
    milk.wait_for_status('Added "Jam".')
    milk.press_button("Done: Milk")
    milk.wait_for_status('"Milk" is done.')
    milk.press_button("Reopen: Milk")
    milk.wait_for_status('"Milk" is open again.')
    milk.press_button("Delete: Milk")
    milk.wait_for_status('Deleted "Milk".')
    milk.press_button("Undo")
    milk.wait_for_status('Restored "Milk".')
    milk.press_button("Done: Milk")
    milk.press_button("Clear done")
    milk.wait_for_status("Deleted 1 done task.")
    milk.press_button("Undo")
    milk.wait_for_status("Restored 1 task.")
    assert milk.run(IS_MARKED)
    assert milk.path == "/"


def test_links(milk: Browser) -> None:
    """Links load no page anew; title and address follow."""
    steps = {
        "Done": ("/?show=done", "All Items"),
        "All": ("/", "All Items"),
        "Add new Task": ("/new", "New Todo Task"),
        "Back to list": ("/", "All Items"),
    }
    for link, (path, page) in steps.items():
        milk.follow(link)
        milk.wait_for_address(path)
        milk.wait_for_title(page)
    milk.follow("Milk")
    milk.wait_for_heading("Task: Milk")
    milk.wait_for_title("Task: Milk")
    milk.follow("Edit")
    milk.wait_for_heading("Edit task")
    assert milk.path.endswith("/edit")
    milk.press_button("Save")
    milk.wait_for_status('Saved "Milk".')
    milk.press_button("Done")
    milk.wait_for_status('"Milk" is done.')
    assert milk.path == "/"
    assert milk.run(IS_MARKED)


def test_a_refused_form(milk: Browser) -> None:
    """A refused form is the page of that form, with its title and address."""
    milk.press_button("Add")
    milk.wait_for_heading("There is a problem")
    milk.wait_for_title("Error: New Todo Task")
    assert milk.path == "/new"
    milk.driver.back()
    milk.wait_for_heading("All Items")
    assert milk.run("return window.loaded") == "once"


def test_a_refused_button(milk: Browser, tasks: Any) -> None:
    """The address never becomes one that only takes forms, so it can be reloaded."""
    tasks.delete_many({"title": "Milk"})
    milk.press_button("Done: Milk")
    milk.wait_for_heading("Task not found")
    assert milk.path == "/"
    milk.driver.refresh()
    milk.wait_for_titles("Bread", "Tea")


def test_what_is_being_typed(milk: Browser) -> None:
    """What stands in the box for a new task outlives what is done to others."""
    milk.type("New task", "Half a thou")
    milk.press_button("Done: Milk")
    milk.wait_for_status('"Milk" is done.')
    milk.follow("Open")
    milk.wait_for_titles("Bread", "Tea")
    box = milk.type("New task", "ght" + Keys.ENTER)
    milk.wait_for_status('Added "Half a thought".')
    assert box.get_attribute("value") == ""


def test_typing_on_while_it_is_sent(milk: Browser) -> None:
    """What is typed while the answer is on its way stays."""
    with milk.slowly():
        box = milk.type("New task", "First" + Keys.ENTER)
        box.clear()
        box.send_keys("Second")
        milk.wait_for_status('Added "First".')
        assert box.get_attribute("value") == "Second"
        assert milk.focused == box


def test_many_at_once(milk: Browser, tasks: Any) -> None:
    """Buttons that are pressed one after the other all take effect, in that order."""
    with milk.slowly():
        for title in ("Milk", "Bread", "Tea"):
            milk.press_button(f"Done: {title}")
        milk.wait_for_status('"Tea" is done.')
    assert tasks.count_documents({"done": True}) == 3
    milk.wait(lambda: "0 open, 3 done" in milk.text)


def test_different_things_at_once(milk: Browser, tasks: Any) -> None:
    """An answer never shows the list as it was before what was asked for earlier."""
    with milk.slowly():
        milk.type("New task", "Jam" + Keys.ENTER)
        milk.press_button("Delete: Bread")
        milk.press_button("Done: Milk")
        milk.follow("Open")
        milk.wait_for_titles("Jam", "Tea")
    assert tasks.count_documents({"done": True}) == 1


def double_click(browser: Browser, name: str) -> None:
    """Click a button twice, as one does who thinks that this is how."""
    button = browser.find("button", name)
    ActionChains(browser.driver).double_click(button).perform()


def test_double_clicks(milk: Browser, tasks: Any) -> None:
    """A double click is one click, whatever stands under the pointer afterwards."""
    double_click(milk, "Done: Milk")
    milk.wait_for_status('"Milk" is done.')
    double_click(milk, "Delete: Bread")
    milk.wait_for_status('Deleted "Bread".')
    milk.type("New task", "Jam")
    double_click(milk, "Add")
    milk.wait_for_titles("Jam", "Milk", "Tea")
    assert milk.item("Milk").find_elements(By.CLASS_NAME, "badge")
    assert tasks.count_documents({}) == 4


def test_the_place_on_the_page(milk: Browser) -> None:
    """What is done to a task far down moves nothing under the pointer."""
    milk.resize(1280, 400)
    button = milk.find("button", "Done: Tea")
    milk.run("arguments[0].scrollIntoView({ block: 'center' })", button)
    before = milk.run("return arguments[0].getBoundingClientRect().top", button)
    button.click()
    milk.wait_for_status('"Tea" is done.')
    after = milk.run("return arguments[0].getBoundingClientRect().top", button)
    assert after == before


@pytest.mark.parametrize("key", [Keys.CONTROL, Keys.SHIFT])
def test_opening_elsewhere(milk: Browser, key: str) -> None:
    """With a modifier, a click on a link opens a tab or window, as everywhere."""
    driver = milk.driver
    here = driver.current_window_handle
    link = milk.find("link", "Milk")
    ActionChains(driver).key_down(key).click(link).key_up(key).perform()
    milk.wait(lambda: len(driver.window_handles) == 2)
    (there,) = set(driver.window_handles) - {here}
    driver.switch_to.window(there)
    milk.wait_for_heading("Task: Milk")
    driver.close()
    driver.switch_to.window(here)
    assert milk.path == "/"


def test_a_slow_answer(milk: Browser) -> None:
    """While an answer takes its time, the page shows that something is on its way."""
    shown = (
        "return getComputedStyle(document.querySelector('main'), '::before').content"
    )
    assert milk.run(shown) == "none"
    with milk.slowly():
        milk.press_button("Done: Milk")
        assert milk.run(shown) == '""'
        milk.wait_for_status('"Milk" is done.')
    milk.wait(lambda: milk.run(shown) == "none")


def test_hearing_the_list(milk: Browser) -> None:
    """Those who hear the page are told what a filter shows."""
    heard = "return document.querySelector('body > [aria-live=polite]').textContent"
    milk.follow("Open")
    milk.wait(lambda: milk.run(heard) == "3 tasks shown.")
    milk.follow("Done")
    milk.wait(lambda: milk.run(heard) == "No done tasks.")
    milk.follow("All")
    milk.press_button("Done: Milk")
    milk.wait(lambda: milk.run(heard) == "")
