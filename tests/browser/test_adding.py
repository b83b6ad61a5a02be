"""Adding a task and reading it."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }}'


def fill(browser: Browser, title: str, text: str = "") -> None:
    """Fill in the form of a new task."""
    browser.find("textbox", "Title").send_keys(title)
    browser.find("textbox", "Text").send_keys(text)


def add(browser: Browser, title: str, text: str = "") -> None:
    """Add a task, and wait until the list is shown."""
    browser.open("/new")
    fill(browser, title, text)
    browser.find("button", "Add").click()
    browser.wait_for_heading("All Items")


def test_with_a_mouse(browser: Browser) -> None:
    """Starting from the empty list, a task can be added and read with a mouse."""
    browser.open()
    assert "No tasks yet." in browser.text
    browser.find("link", "Add new Task").click()
    browser.wait_for_heading("New Todo Task")
    assert browser.title == "New Todo Task - Simple ToDo Example"
    fill(browser, "Buy milk", "Two litres.\nAnd bread.")
    browser.find("button", "Add").click()
    browser.wait_for_heading("All Items")
    assert browser.find("status", "").text == 'Added "Buy milk".'
    browser.find("link", "Buy milk").click()
    browser.wait_for_heading("Task: Buy milk")
    assert "Two litres.\nAnd bread." in browser.text
    browser.find("link", "Back to list").click()
    browser.wait_for_heading("All Items")


def test_with_the_keyboard(browser: Browser) -> None:
    """A task can be added and read with the keyboard alone."""
    browser.open()
    browser.tab_to("link", "Add new Task")
    browser.press(Keys.ENTER)
    browser.wait_for_heading("New Todo Task")
    browser.tab_to("textbox", "Title")
    browser.press("Call the dentist", Keys.ENTER)
    browser.wait_for_heading("All Items")
    browser.tab_to("link", "Call the dentist")
    browser.press(Keys.ENTER)
    browser.wait_for_heading("Task: Call the dentist")


def test_the_message_is_shown_once(browser: Browser) -> None:
    """Reloading removes the message, and adds no second task."""
    add(browser, "Once")
    browser.driver.refresh()
    assert browser.find("status", "").text == ""
    assert browser.titles.count("Once") == 1


def test_back_after_adding(browser: Browser) -> None:
    """Going back and submitting another title adds a second task."""
    add(browser, "First")
    browser.driver.back()
    title = browser.find("textbox", "Title")
    title.clear()
    title.send_keys("Second")
    browser.find("button", "Add").click()
    browser.find("link", "Second")
    browser.find("link", "First")


def test_back_and_send_again(browser: Browser) -> None:
    """Going back and submitting the same title adds no second task."""
    add(browser, "Only once")
    browser.driver.back()
    title = browser.find("textbox", "Title")
    title.clear()
    title.send_keys("Only once")
    browser.find("button", "Add").click()
    browser.wait_for_heading("All Items")
    assert browser.titles.count("Only once") == 1


@pytest.mark.parametrize("words", [HOSTILE, "שלום עולם", "牛乳を買う", "👩‍🚒 " * 12])
def test_hostile_input(browser: Browser, tasks: Any, words: str) -> None:
    """Any title is shown unchanged in the list, the heading and the page title."""
    task = {"title": words.strip(), "text": words}
    task_id = tasks.insert_one(task).inserted_id
    browser.open()
    browser.find("link", words.strip()).click()
    browser.wait_for_heading(f"Task: {words.strip()}")
    assert browser.path == f"/{task_id}"
    assert words.strip() in browser.title


def test_empty_title(browser: Browser) -> None:
    """A rejected form keeps its input, names the error, and links to the field."""
    browser.open("/new")
    fill(browser, "  ", "Kept words")
    browser.find("button", "Add").click()
    browser.wait_for_heading("There is a problem")
    assert browser.title == "Error: New Todo Task - Simple ToDo Example"
    title = browser.find("textbox", "Title")
    assert title.get_attribute("aria-invalid") == "true"
    assert "Enter a title." in described(browser, title)
    assert browser.find("textbox", "Text").get_attribute("value") == "Kept words"
    browser.find("link", "Enter a title.").click()
    browser.wait(lambda: browser.focused == title)


def described(browser: Browser, field: Any) -> str:
    """Return the description of a field."""
    ids = field.get_attribute("aria-describedby").split()
    return " ".join(browser.driver.find_element("id", each).text for each in ids)


def test_both_fields_wrong(browser: Browser) -> None:
    """Each error message contains the actual length and the limit."""
    browser.open("/new")
    browser.run(
        "document.querySelector('[name=title]').value = 'x'.repeat(213);"
        "document.querySelector('[name=text]').value = 'x'.repeat(10250);"
    )
    browser.find("button", "Add").click()
    browser.wait_for_heading("There is a problem")
    assert "Title is 213 characters long; the limit is 200." in browser.names("link")
    assert "Text is 10,250 characters long; the limit is 10,000." in browser.names(
        "link"
    )


def test_correcting_a_rejected_form(browser: Browser) -> None:
    """A rejected form can be corrected and submitted again."""
    browser.open("/new")
    fill(browser, "", "Kept words")
    browser.find("button", "Add").click()
    browser.wait_for_heading("There is a problem")
    browser.find("textbox", "Title").send_keys("Mended")
    browser.find("button", "Add").click()
    browser.find("link", "Mended").click()
    browser.wait_for_heading("Task: Mended")
    assert "Kept words" in browser.text


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_focus_on_error_summary(browser: Browser) -> None:
    """With scripts, the error summary receives the focus."""
    browser.open("/new")
    browser.find("button", "Add").click()
    browser.wait_for_heading("There is a problem")
    browser.wait(lambda: browser.focused.accessible_name == "There is a problem")
