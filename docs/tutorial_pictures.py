"""Screenshots of the steps of the tutorial, as one reader sees them, one by one."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pymongo
from pymongo.database import Database

from docs.generate.steps import STEPS
from docs.visitor import Visitor
from showcase.chromium import FEW_PROCESSES, chromium
from showcase.site import ROOT
from showcase.steps import imported, served
from standalone import EmbeddedMongod

__all__ = ["take_tutorial"]

WIDTH = 640
FIRST = {
    "title": "Buy milk",
    "text": "",
    "priority": "normal",
    "tags": ["shop", "food"],
    "done": False,
}
TERMINAL = """<!doctype html><title>Terminal</title><style>
body {{ margin: 1rem; background: #222; color: #eee; font: 14px/1.4 monospace }}
pre {{ white-space: pre-wrap }}
</style><pre>$ python -m pytest
{output}</pre>"""
IGNORED = re.compile(r"^(platform|rootdir|plugins|configfile).*\n", re.MULTILINE)


class Reader:
    """Somebody who goes through the tutorial.

    :param visitor: the browser.
    :param database: the database of all steps.
    """

    def __init__(self, visitor: Visitor, database: Database[dict[str, Any]]) -> None:
        self.visitor = visitor
        self.database = database
        self.step = STEPS[0]

    def add(self, title: str, tags: str, text: str = "") -> None:
        """Add a task."""
        self.visitor.open("/new")
        self.visitor.write("Title", title)
        self.visitor.write("Text", text)
        self.visitor.write("Tags, separated by spaces", tags)
        self.visitor.press("Save")
        self.visitor.wait_for_text(f"Added “{title}”.")

    def open_task(self, title: str) -> None:
        """Open the page of a task."""
        self.visitor.open("/")
        self.visitor.press(title)
        self.visitor.wait_for_text("Back to the list")

    def first_document(self) -> None:
        """Store a task as in the shell."""
        self.database["tasks"].insert_one({**FIRST, "creation": datetime.now(UTC)})
        self.visitor.open("/")

    def list_new_show(self) -> None:
        """Add two tasks."""
        self.add("Repair the bicycle", "home", "The rear light, and\nboth brakes.")
        self.add("Call Grandmother", "family")

    def validation(self) -> None:
        """Send an empty form."""
        self.visitor.open("/new")
        self.visitor.press("Save")
        self.visitor.wait_for_text("Enter a title.")

    def id_and_404(self) -> None:
        """Finish a task."""
        self.open_task("Repair the bicycle")
        self.visitor.press("Done")
        self.visitor.find("button", "Reopen")

    def test(self) -> None:
        """Run the tests in a terminal."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", "test_tasks.py"],
                cwd=shutil.copytree(self.step, Path(folder) / "todo"),
                env={
                    **os.environ,
                    "COLUMNS": "70",
                    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                    "PYTHONPATH": os.fspath(ROOT),
                },
                capture_output=True,
                text=True,
                check=True,
            )
        output = html.escape(IGNORED.sub("", done.stdout))
        page = quote(TERMINAL.format(output=output))
        self.visitor.driver.get(f"data:text/html;charset=utf-8,{page}")

    def browser_test(self) -> None:
        """Do what the browser test does."""
        self.add("Water the plants", "home")
        self.open_task("Water the plants")
        self.visitor.press("Done")
        self.visitor.find("button", "Reopen")

    def indexes_and_pages(self) -> None:
        """Search for a tag of many tasks."""
        for number in range(1, 22):
            self.database["tasks"].insert_one(
                {**FIRST, "title": f"Book {number}", "tags": ["read"]}
            )
        self.visitor.open("/?tag=read")
        older = self.visitor.find("a", "Older")
        self.visitor.driver.execute_script("arguments[0].scrollIntoView()", older)

    def undo_and_conflicts(self) -> None:
        """Edit a task that somebody else changes at the same time."""
        self.database["tasks"].delete_many({"tags": "read"})
        self.open_task("Call Grandmother")
        self.visitor.press("Edit")
        self.visitor.write("Title", "Visit Grandmother")
        self.database["tasks"].update_one(
            {"title": "Call Grandmother"},
            {"$set": {"title": "Call Grandma", "version": 2}},
        )
        self.visitor.press("Save")
        self.visitor.wait_for_text("Somebody else has changed this task")

    def migration(self) -> None:
        """Migrate the tasks, and search for two words."""
        self.visitor.open("/")
        self.visitor.open("/?q=bicycle+brakes")

    def references(self) -> None:
        """Assign a task to a person, and comment on it."""
        self.visitor.open("/people")
        self.visitor.write("Name", "Ann")
        self.visitor.press("Add")
        self.visitor.wait_for_text("Added Ann.")
        self.open_task("Buy milk")
        self.visitor.press("Edit")
        self.visitor.find("select", "Assigned to").send_keys("Ann")
        self.visitor.press("Save")
        self.visitor.wait_for_text("Saved")
        self.visitor.write("Comment", "The shop closes at eight.")
        self.visitor.press("Add comment")
        self.visitor.wait_for_text("The shop closes at eight.")

    def deployment(self) -> None:
        """Show the list."""
        self.visitor.open("/")


SHOWN: tuple[Callable[[Reader], None], ...] = (
    *(Reader.first_document, Reader.list_new_show, Reader.validation),
    *(Reader.id_and_404, Reader.test, Reader.browser_test, Reader.indexes_and_pages),
    *(Reader.undo_and_conflicts, Reader.migration, Reader.references),
    Reader.deployment,
)
"""What is shown of each step, in order."""

HEIGHTS = (120, 440, 700, 480, 220, 440, 560, 840, 480, 980, 660)


def take_tutorial(into: Path) -> Iterator[Path]:
    """Take a screenshot of each step; yield the path of each.

    :param into: the folder for the screenshots.
    """
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
        pymongo.MongoClient[dict[str, Any]](mongod.uri) as client,
        chromium(*FEW_PROCESSES) as driver,
    ):
        reader = Reader(Visitor(driver, ""), client["tutorial"])
        settings = {"MONGODB_URI": mongod.uri, "MONGODB_DATABASE": "tutorial"}
        for step, show, height in zip(STEPS, SHOWN, HEIGHTS, strict=True):
            reader.step = step
            path = into / f"tutorial-{step.name[:2]}.webp"
            with imported(step, settings) as app, served(app) as url:
                reader.visitor.url = url
                reader.visitor.look(WIDTH, height, "light")
                show(reader)
                path.write_bytes(reader.visitor.picture())
            yield path
