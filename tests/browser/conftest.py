"""Fixtures that open the running site in Chromium, with and without scripts.

The evidence of a failed test is saved in ``build/browser/<name of the test>/``.
"""

import datetime
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import ObjectId
from pymongo.collection import Collection as PlainCollection
from selenium import webdriver

from showcase.chromium import FEW_PROCESSES, QUIET, sandbox_arguments
from standalone import EmbeddedMongod
from tests.browser.browser import Browser
from tests.browser.server import ROOT, Server
from tests.browser.states import RTL

EVIDENCE = ROOT / "build" / "browser"
NOON = datetime.datetime(2026, 7, 1, 12, 0, 48, tzinfo=datetime.UTC)
Tasks = PlainCollection[dict[str, Any]]
AddTasks = Callable[..., list[ObjectId]]
Serve = Callable[..., AbstractContextManager[Server]]
OpenBrowser = Callable[[Server], AbstractContextManager[Browser]]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in this folder, and group them by browser and file."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            group = f"browser {mode_of(item)} {item.path.stem}"
            item.add_marker(pytest.mark.xdist_group(group))


def mode_of(item: pytest.Item) -> str:
    """Return the browser mode of a test, or ``""`` if it uses no browser."""
    callspec: Any = getattr(item, "callspec", None)
    return str(callspec.params.get("driver", "")) if callspec else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Save the evidence of a failed test."""
    report = yield
    if report.when == "call" and report.failed:
        name = re.sub(r"[^\w.-]+", "-", f"{item.path.stem}-{item.name}").strip("-")
        for argument, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Browser):
                value.keep_evidence(EVIDENCE / name / argument)
    return report


def chromium(
    *arguments: str, scripts: bool, logs: tuple[str, ...] = ("browser",)
) -> Any:
    """Start Chromium, and return its WebDriver.

    :param arguments: additional arguments for Chromium.
    :param scripts: whether pages may run scripts.
    :param logs: the kinds of log to record.
    """
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, *FEW_PROCESSES, *sandbox_arguments(), *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", dict.fromkeys(logs, "ALL"))
    if not scripts:
        blocked = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", blocked)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


@pytest.fixture(scope="session", params=["scripts on", "scripts off"])
def driver(request: pytest.FixtureRequest) -> Iterator[webdriver.Chrome]:
    """Run Chromium, first with scripts enabled and then with scripts disabled.

    Both ask for less motion: without transitions, a click takes half the time.
    """
    has_scripts = request.param == "scripts on"
    with chromium("--force-prefers-reduced-motion", scripts=has_scripts) as running:
        yield running


@contextmanager
def serving(log_path: Path, environ: dict[str, str]) -> Iterator[Server]:
    """Build the assets, and run the site with these environment variables."""
    subprocess.run(["bin/assets"], cwd=ROOT, check=True)
    server = Server({"SECRET_KEY": secrets.token_hex(32), **environ}, log_path)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Return a function whose context manager runs the site with given settings."""
    log_path = tmp_path_factory.mktemp("server") / "server.log"
    return lambda **environ: serving(log_path, environ)


@pytest.fixture(scope="session")
def shared_server(
    mongod: EmbeddedMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run one site, with three tasks per page, that all tests share."""
    environ = {
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": f"browser_{secrets.token_hex(6)}",
        "TODO_PAGE_SIZE": "3",
        "TODO_LIVE": "0",  # some tests are about lists that are no longer true
    }
    log_path = tmp_path_factory.mktemp("server") / "server.log"
    with serving(log_path, environ) as server:
        yield server


@pytest.fixture
def tasks(shared_server: Server, client: pymongo.MongoClient[dict[str, Any]]) -> Tasks:
    """Return the shared site's collection of tasks, emptied."""
    collection = client[shared_server.environ["MONGODB_DATABASE"]]["tasks"]
    collection.delete_many({})
    return collection


@pytest.fixture
def add_tasks(tasks: Tasks) -> AddTasks:
    """Return a function that stores searchable tasks, from newest to oldest."""

    def add(*titles: str, **fields: Any) -> list[ObjectId]:
        number = tasks.count_documents({})
        documents = [
            {
                "title": title,
                "text": "",
                "creation": NOON - datetime.timedelta(minutes=number + n),
                "words": re.findall(r"\w+", title.lower()),
                **fields,
            }
            for n, title in enumerate(titles, 1)
        ]
        return list(tasks.insert_many(documents).inserted_ids)

    return add


@pytest.fixture
def server(shared_server: Server, tasks: Tasks) -> Server:
    """Return the shared site, after deleting all its tasks."""
    del tasks
    return shared_server


@contextmanager
def fresh(driver: webdriver.Chrome, server: Server) -> Iterator[Browser]:
    """Reset the browser, and check after the block that no errors were logged."""
    browser = Browser(driver, server)
    browser.forget()
    driver.get("about:blank")
    browser.console()
    browser.resize(1280)
    browser.prefer("light")
    yield browser
    assert browser.errors() == []


@pytest.fixture
def browser(driver: webdriver.Chrome, server: Server) -> Iterator[Browser]:
    """Return a browser for the shared site."""
    with fresh(driver, server) as browser:
        yield browser


@pytest.fixture
def open_browser(driver: webdriver.Chrome) -> OpenBrowser:
    """Return a function whose context manager opens a browser on another server."""
    return lambda server: fresh(driver, server)


@pytest.fixture
def open_chromium() -> Callable[[str], Any]:
    """Return a function that starts another Chromium, recording one kind of log."""
    return lambda log: chromium(scripts=True, logs=(log,))


@pytest.fixture
def ids(add_tasks: Any) -> list[ObjectId]:
    """Store an open task, two done ones and another open one, and return their ids."""
    words = f"Two litres.\n{RTL}"
    (milk,) = add_tasks("Milk", text=words, version=1)
    done = add_tasks("Bread", RTL, done=True, finished=None)
    (tea,) = add_tasks("Tea")
    return [milk, *done, tea]


@pytest.fixture
def stored(ids: list[ObjectId], tasks: Any) -> list[ObjectId]:
    """Delete the last task, and return the ids of all four."""
    task = tasks.find_one({"_id": ids[3]})
    tasks.update_one({"_id": ids[3]}, {"$set": {"deleted": task["creation"]}})
    return ids
