"""Exporting and importing tasks."""

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
    """Choose a file on the import page, and submit it."""
    browser.open("/import")
    field = browser.driver.find_element(By.CSS_SELECTOR, "input[type=file]")
    assert field.accessible_name == "File"
    field.send_keys(str(file))
    browser.find("button", "Import").click()


def test_importing(browser: Any, tasks: Any, tmp_path: Path) -> None:
    """The report counts the tasks, and explains why one was refused."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [MILK, {**MILK, "title": ""}]}))
    import_file(browser, file)
    browser.wait_for_heading("1 imported, 0 unchanged, 1 refused")
    assert "Task 2: Enter a title." in browser.text
    assert tasks.count_documents({}) == 1


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_focus_on_report(browser: Any, tmp_path: Path) -> None:
    """With scripts, the report has the focus, so that screen readers announce it."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [MILK]}))
    import_file(browser, file)
    report = "1 imported, 0 unchanged, 0 refused"
    browser.wait(lambda: browser.focused.accessible_name == report)


def test_import_without_file(browser: Any) -> None:
    """Without a file, the form is shown again with an error."""
    browser.open("/import")
    browser.find("button", "Import").click()
    browser.wait_for_heading("There is a problem")
    assert browser.text.count("Choose a file.") == 2
    assert browser.title == "Error: Import tasks - Simple ToDo Example"


@pytest.mark.parametrize("size", [3 * MIB, 40 * MIB])
def test_large_file(browser: Any, tmp_path: Path, size: int) -> None:
    """The error page for a large file names the command to use instead."""
    file = tmp_path / "large.json"
    file.write_bytes(b" " * size)
    import_file(browser, file)
    browser.wait_for_heading("That is too much text")
    assert "flask import" in browser.text


def test_exporting(browser: Any, tasks: Any, tmp_path: Path) -> None:
    """The link "Export" downloads the tasks as a JSON file."""
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


def test_report_on_a_phone(browser: Any, tmp_path: Path) -> None:
    """On a narrow screen, long error messages wrap."""
    file = tmp_path / "tasks.json"
    file.write_text(json.dumps({"tasks": [{"x" * 200: 1}]}))
    browser.resize(320)
    import_file(browser, file)
    browser.wait_for_heading("0 imported, 0 unchanged, 1 refused")
    assert browser.run("return document.documentElement.scrollWidth") <= 320
