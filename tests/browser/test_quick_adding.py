"""Quick adding as fast as somebody types, with scripts."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)


@pytest.fixture
def listed(browser: Browser, add_tasks: Any) -> Browser:
    """Open a list with one task."""
    add_tasks("Milk")
    browser.open()
    return browser


def value(browser: Browser) -> str:
    """Return what the quick-add box contains."""
    return str(browser.find("textbox", "New task").get_attribute("value"))


def titles(tasks: Any) -> list[str]:
    """Return the stored titles, from the oldest to the newest."""
    return [task["title"] for task in tasks.find().sort({"creation": 1, "_id": 1})]


def test_fast_typing(listed: Browser, tasks: Any) -> None:
    """The box is empty as soon as Enter is pressed; all titles are stored in order."""
    with listed.slowly(300):
        for word in ("bread", "tea", "tea", "jam"):
            listed.type("New task", word + Keys.ENTER)
            assert value(listed) == ""
        listed.wait_for_status('Added "jam".')
    assert titles(tasks) == ["Milk", "bread", "tea", "tea", "jam"]
    assert listed.titles == ["jam", "tea", "tea"]
    assert value(listed) == ""
    assert listed.path == "/"


def test_invalid_title(listed: Browser, tasks: Any) -> None:
    """A refused title comes back into the box, with the error beside it."""
    listed.run("document.querySelector('#new-title').value = 'x'.repeat(213)")
    listed.type("New task", Keys.ENTER)
    error = "Title is 213 characters long; the limit is 200."
    listed.wait(lambda: value(listed) == "x" * 213)
    listed.wait_for_title("Error: All Items")
    box = listed.find("textbox", "New task")
    assert box.get_attribute("aria-invalid") == "true"
    described = box.get_attribute("aria-describedby")
    assert listed.driver.find_element("id", described).text == error
    assert listed.focused == box
    listed.press(*[Keys.BACKSPACE] * 13, Keys.ENTER)
    listed.wait_for_title("All Items")
    listed.wait(lambda: titles(tasks) == ["Milk", "x" * 200])
    assert box.get_attribute("aria-invalid") is None
    assert box.get_attribute("aria-describedby") is None
    assert error not in listed.text


def test_empty_title(listed: Browser) -> None:
    """An empty title is an error at the box."""
    listed.press_button("Add")
    listed.wait_for_title("Error: All Items")
    assert "Enter a title." in listed.text
    listed.type("New task", "bread" + Keys.ENTER)
    listed.wait_for_titles("bread", "Milk")
    assert "Enter a title." not in listed.text


def test_refusal_while_typing(listed: Browser, tasks: Any) -> None:
    """A refused title waits until the box is empty; an alert names it until then."""
    with listed.slowly(300):
        listed.run("document.querySelector('#new-title').value = 'x'.repeat(213)")
        listed.type("New task", Keys.ENTER + "bread")
        name = "x" * 59
        listed.wait(lambda: f'"{name}…" was not added.' in listed.status)
        assert "the limit is 200" in listed.status
        assert value(listed) == "bread"
        listed.press(Keys.ENTER)
        listed.wait_for_status('Added "bread".')
    listed.wait(lambda: value(listed) == "x" * 213)
    listed.wait_for_title("Error: All Items")
    assert titles(tasks) == ["Milk", "bread"]
