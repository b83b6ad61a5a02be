"""The list, its pages and its times."""

import datetime
from typing import Any

import pytest
from selenium.webdriver.common.by import By

NOON = datetime.datetime(2026, 7, 1, 12, 0, 48, tzinfo=datetime.UTC)


@pytest.fixture
def seven(tasks: Any) -> None:
    """Store seven tasks, "Task 1" the newest."""
    minute = datetime.timedelta(minutes=1)
    tasks.insert_many(
        {"title": f"Task {n}", "text": "", "creation": NOON - n * minute}
        for n in range(1, 8)
    )


def titles(browser: Any) -> list[str]:
    """Return the titles that the list shows."""
    links = browser.driver.find_elements(By.CSS_SELECTOR, "[aria-label=Tasks] a")
    return [link.text for link in links]


@pytest.mark.usefixtures("seven")
def test_paging(browser: Any) -> None:
    """Older leads down to the last task, and Newer back to the first."""
    browser.open()
    pages = [["Task 1", "Task 2", "Task 3"], ["Task 4", "Task 5", "Task 6"], ["Task 7"]]
    for page in pages[:-1]:
        assert titles(browser) == page
        browser.find("link", "Older").click()
        browser.wait(lambda page=page: titles(browser) != page)
    assert titles(browser) == pages[2]
    assert "Older" not in browser.names("link")
    browser.find("link", "Newer").click()
    browser.wait(lambda: titles(browser) == pages[1])
    browser.find("link", "Newer").click()
    browser.wait(lambda: titles(browser) == pages[0])
    assert "Newer" not in browser.names("link")


@pytest.mark.usefixtures("seven")
def test_back(browser: Any) -> None:
    """Back from a task leads to the same page of the list."""
    browser.open()
    browser.find("link", "Older").click()
    browser.find("link", "Task 5").click()
    browser.wait_for_heading("Task: Task 5")
    browser.driver.back()
    browser.find("link", "Task 4")
    assert titles(browser) == ["Task 4", "Task 5", "Task 6"]


def test_landmarks(browser: Any) -> None:
    """The page has one banner, one main part, and a heading in each."""
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
def test_local_times(browser: Any) -> None:
    """With scripts, times are those of the reader, and the title says them in UTC."""
    browser.travel("Asia/Tokyo")
    browser.open()
    time = browser.driver.find_element(By.TAG_NAME, "time")
    browser.wait(lambda: time.text == "2026-07-01 20:59")
    assert time.get_attribute("title") == "2026-07-01 11:59 UTC"
    browser.travel("")


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("driver", ["scripts off"], indirect=True)
def test_times_without_scripts(browser: Any) -> None:
    """Without scripts, times are in UTC and say so."""
    browser.travel("Asia/Tokyo")
    browser.open()
    time = browser.driver.find_element(By.TAG_NAME, "time")
    assert time.text == "2026-07-01 11:59 UTC"
    browser.travel("")
