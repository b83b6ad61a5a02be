"""Taking all tasks out of the site, and bringing them back."""

import json
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

ID = "65f0c0ffee0123456789abcd"
MILK = {
    "_id": {"$oid": ID},
    "title": "Buy milk",
    "creation": {"$date": "2026-11-23T16:06:48Z"},
}
MIB = 1024 * 1024


def import_file(browser: Any, file: Path) -> None:
    """Choose a file on the page of the import, and send it."""
    browser.open("/import")
    field = browser.driver.find_element(By.CSS_SELECTOR, "input[type=file]")
    assert field.accessible_name == "File"
    field.send_keys(str(file))
    browser.find("button", "Import").click()


def test_importing(browser: Any, tasks: Any, tmp_path: Path) -> None:
    """The report says how many tasks there were, and what is wrong with one."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [MILK, {**MILK, "title": ""}]}))
    import_file(browser, file)
    browser.wait_for_heading("1 imported, 0 unchanged, 1 refused")
    assert "Task 2: Enter a title." in browser.text
    assert tasks.count_documents({}) == 1


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_the_focus_after_an_import(browser: Any, tmp_path: Path) -> None:
    """With scripts, the report has the focus, so that it is read aloud."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [MILK]}))
    import_file(browser, file)
    report = "1 imported, 0 unchanged, 0 refused"
    browser.wait(lambda: browser.focused.accessible_name == report)


def test_importing_nothing(browser: Any) -> None:
    """Without a file the form comes back, and says so in the summary and beside it."""
    browser.open("/import")
    browser.find("button", "Import").click()
    browser.wait_for_heading("There is a problem")
    assert browser.text.count("Choose a file.") == 2
    assert browser.title == "Error: Import tasks - Simple ToDo Example"


@pytest.mark.parametrize("size", [3 * MIB, 40 * MIB])
def test_importing_too_much(browser: Any, tmp_path: Path, size: int) -> None:
    """A file that is too large gets a page that names the way for it."""
    file = tmp_path / "large.json"
    file.write_bytes(b" " * size)
    import_file(browser, file)
    browser.wait_for_heading("That is too much text")
    assert "flask import" in browser.text


def test_exporting(browser: Any, tasks: Any, tmp_path: Path) -> None:
    """The link at the foot of each page gives the file that the import takes."""
    tasks.insert_one({"title": "Buy milk"})
    browser.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior",
        {"behavior": "allow", "downloadPath": str(tmp_path)},
    )
    browser.open()
    browser.find("link", "Export").click()
    (file,) = browser.wait(lambda: list(tmp_path.glob("tasks-*.json")))
    browser.wait(lambda: json.loads(file.read_text())["tasks"])
    assert "Buy milk" in file.read_text()


def test_a_narrow_report(browser: Any, tmp_path: Path) -> None:
    """On a phone a long reason is broken into lines."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [{"x" * 200: 1}]}))
    browser.resize(320)
    import_file(browser, file)
    browser.wait_for_heading("0 imported, 0 unchanged, 1 refused")
    assert browser.run("return document.documentElement.scrollWidth") <= 320
