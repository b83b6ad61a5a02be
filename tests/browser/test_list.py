"""The list page, paging, and the display of times."""

import datetime
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from tests.browser.browser import Browser

NOON = datetime.datetime(2026, 7, 1, 12, 0, 48, tzinfo=datetime.UTC)


@pytest.fixture
def seven(tasks: Any) -> None:
    """Store seven tasks, of which "Task 1" is the newest."""
    minute = datetime.timedelta(minutes=1)
    tasks.insert_many(
        {"title": f"Task {n}", "text": "", "creation": NOON - n * minute}
        for n in range(1, 8)
    )


@pytest.mark.usefixtures("seven")
def test_paging(browser: Browser) -> None:
    """The links "Older" and "Newer" lead to the last page and back."""
    browser.open()
    pages = [["Task 1", "Task 2", "Task 3"], ["Task 4", "Task 5", "Task 6"], ["Task 7"]]
    for page in pages[:-1]:
        browser.wait_for_titles(*page)
        browser.follow("Older")
    browser.wait_for_titles(*pages[2])
    assert not browser.has("link", "Older")
    browser.follow("Newer")
    browser.wait_for_titles(*pages[1])
    browser.follow("Newer")
    browser.wait_for_titles(*pages[0])
    assert not browser.has("link", "Newer")


@pytest.mark.usefixtures("seven")
def test_back_to_list(browser: Browser) -> None:
    """Going back from a task returns to the same page of the list."""
    browser.open()
    browser.find("link", "Older").click()
    browser.find("link", "Task 5").click()
    browser.wait_for_heading("Task: Task 5")
    browser.driver.back()
    browser.find("link", "Task 4")
    assert browser.titles == ["Task 4", "Task 5", "Task 6"]


def test_landmarks(browser: Browser) -> None:
    """The list page has one banner, one main landmark, two headings and a language."""
    browser.open()
    roles = [
        element.aria_role
        for element in browser.driver.find_elements(By.CSS_SELECTOR, "body > *")
    ]
    assert roles.count("banner") == roles.count("main") == 1
    assert browser.names("heading") == ["Simple MongoDB ToDo List", "All Items"]
    assert browser.run("return document.documentElement.lang") == "en"


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_local_times(browser: Browser) -> None:
    """With scripts, times are local, and their tooltips show the time in UTC."""
    browser.set_time_zone("Asia/Tokyo")
    browser.open()
    time = browser.driver.find_element(By.TAG_NAME, "time")
    browser.wait(lambda: time.text == "2026-07-01 20:59")
    assert time.get_attribute("title") == "2026-07-01 11:59 UTC"
    browser.set_time_zone("")


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("driver", ["scripts off"], indirect=True)
def test_times_without_scripts(browser: Browser) -> None:
    """Without scripts, times are in UTC and marked as such."""
    browser.set_time_zone("Asia/Tokyo")
    browser.open()
    time = browser.driver.find_element(By.TAG_NAME, "time")
    assert time.text == "2026-07-01 11:59 UTC"
    browser.set_time_zone("")
