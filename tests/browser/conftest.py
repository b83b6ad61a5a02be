"""Chromium on the running site, with scripts and without, as a person uses it.

A failed test leaves what was seen in ``build/browser/<name of the test>/``.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from pymongo.collection import Collection as PlainCollection
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from standalone import EmbeddedMongod, free_port

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "build" / "browser"
SECONDS = 20
EXPECTED_NOISE = re.compile(r"the server responded with a status of [45]\d\d")

ROLES = {
    "alert": "[role=alert]",
    "button": "button",
    "heading": "h1, h2, h3",
    "link": "a[href]",
    "list": "ul",
    "status": "[role=status]",
    "textbox": "input[type=text], textarea",
}
QUIET = (
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
)


class Server:
    """The site under gunicorn.

    :param environ: its settings.
    :param log_path: gets what it prints.
    """

    def __init__(self, environ: dict[str, str], log_path: Path) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.environ = environ
        self.log_path = log_path
        with log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--workers=1"],
                cwd=ROOT,
                env={**os.environ, **environ, "TODO_PORT": str(port)},
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Return as soon as the site answers."""
        wait: Any = WebDriverWait  # waits for anything, whatever its type says
        wait(self, SECONDS, poll_frequency=0.05).until(Server.answers)

    def answers(self) -> bool:
        """Tell whether it does."""
        if self.process.poll() is not None:
            raise RuntimeError(self.log_path.read_text())
        try:
            with urllib.request.urlopen(f"{self.address}/healthz"):
                return True
        except urllib.error.URLError:
            return False

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()


class Browser:
    """What a person does in a browser, who finds things by their role and name."""

    def __init__(self, driver: webdriver.Chrome, server: Server) -> None:
        self.driver = driver
        self.server = server

    def open(self, path: str = "/") -> None:
        """Go to an address of the site."""
        self.driver.get(self.server.address + path)

    def all(self, role: str) -> list[WebElement]:
        """Return what is on the page in a role."""
        return self.driver.find_elements(By.CSS_SELECTOR, ROLES[role])

    def names(self, role: str) -> list[str]:
        """Return the names of everything in a role."""
        return [element.accessible_name for element in self.all(role)]

    def find(self, role: str, name: str) -> WebElement:
        """Wait for what has a role and a name, and return it."""
        element: WebElement = self.wait(lambda: self._find(role, name))
        return element

    def _find(self, role: str, name: str) -> WebElement | None:
        found = (each for each in self.all(role) if each.accessible_name == name)
        return next(found, None)

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition holds, and return what it gives."""
        return WebDriverWait(
            self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]
        ).until(lambda _: condition())

    def wait_for_heading(self, name: str) -> None:
        """Wait for the page that has this heading."""
        self.find("heading", name)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        for key in keys:
            self.focused.send_keys(key)

    def tab_to(self, role: str, name: str) -> WebElement:
        """Press Tab until something has the focus, and return it."""
        wanted = self.find(role, name)
        for _ in range(30):
            self.press(Keys.TAB)
            if self.focused == wanted:
                return wanted
        raise AssertionError(f"Tab does not reach the {role} {name!r}")

    @property
    def focused(self) -> WebElement:
        """What has the focus."""
        return self.driver.switch_to.active_element

    @property
    def title(self) -> str:
        """The page's title."""
        return self.driver.title

    @property
    def path(self) -> str:
        """Where the browser is, without the server."""
        return self.driver.current_url.removeprefix(self.server.address)

    @property
    def text(self) -> str:
        """What a person can read on the page."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def resize(self, width: int, height: int = 800) -> None:
        """Make the window as large as a device's."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {**size, "mobile": False}
        )

    def prefer(self, scheme: str) -> None:
        """Prefer light or dark pages."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": features}
        )

    def travel(self, zone: str) -> None:
        """Go to another time zone."""
        self.driver.execute_cdp_cmd(
            "Emulation.setTimezoneOverride", {"timezoneId": zone}
        )

    def run(self, script: str) -> Any:
        """Ask the page something that a person sees without asking."""
        return self.driver.execute_script(script)

    def console(self) -> list[dict[str, Any]]:
        """Return what the console shows since it was last asked."""
        driver: Any = self.driver  # get_log() has no types
        entries: list[dict[str, Any]] = driver.get_log("browser")
        return entries

    def keep_evidence(self, directory: Path) -> None:
        """Write down what there is to see."""
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        self.driver.save_screenshot(directory / "screenshot.png")
        (directory / "page.html").write_text(self.driver.page_source)
        (directory / "console.json").write_text(json.dumps(self.console(), indent=2))
        shutil.copy(self.server.log_path, directory / "server.log")


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and let one worker run all of them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Keep the evidence of a failure."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and browser is not None:
        name = re.sub(r"[^\w.-]+", "-", f"{item.path.stem}-{item.name}").strip("-")
        browser.keep_evidence(EVIDENCE / name)
    return report


@pytest.fixture(scope="session", params=["scripts on", "scripts off"])
def driver(request: pytest.FixtureRequest) -> Iterator[webdriver.Chrome]:
    """Run Chromium, with scripts and again without."""
    options = webdriver.ChromeOptions()
    for argument in (*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if request.param == "scripts off":
        blocked = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", blocked)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    with webdriver.Chrome(options=options, service=service) as chromium:
        yield chromium


@contextmanager
def serving(log_path: Path, environ: dict[str, str]) -> Iterator[Server]:
    """Run a site for a while."""
    server = Server({"SECRET_KEY": secrets.token_hex(32), **environ}, log_path)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture
def serve(tmp_path: Path) -> Callable[..., Any]:
    """Run a site with settings of the test's own, as a context."""
    return lambda **environ: serving(tmp_path / "server.log", environ)


@pytest.fixture(scope="session")
def long_server(
    mongod: EmbeddedMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run the site for all tests, three tasks to a page."""
    environ = {
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": f"browser_{secrets.token_hex(6)}",
        "TODO_PAGE_SIZE": "3",
    }
    log_path = tmp_path_factory.mktemp("server") / "server.log"
    with serving(log_path, environ) as server:
        yield server


@pytest.fixture
def tasks(
    long_server: Server, client: pymongo.MongoClient[dict[str, Any]]
) -> PlainCollection[dict[str, Any]]:
    """Give the site's collection, empty."""
    collection = client[long_server.environ["MONGODB_DATABASE"]]["tasks"]
    collection.delete_many({})
    return collection


@pytest.fixture
def server(long_server: Server, tasks: object) -> Server:
    """Give the site, without a task."""
    assert tasks is not None
    return long_server


@contextmanager
def fresh(driver: webdriver.Chrome, server: Server) -> Iterator[Browser]:
    """Give a browser that remembers nothing, and see that its console stays quiet."""
    browser = Browser(driver, server)
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    driver.get("about:blank")
    browser.console()
    browser.resize(1280)
    browser.prefer("light")
    yield browser
    noise = [
        entry["message"]
        for entry in browser.console()
        if not EXPECTED_NOISE.search(entry["message"])
    ]
    assert noise == []


@pytest.fixture
def browser(driver: webdriver.Chrome, server: Server) -> Iterator[Browser]:
    """Give a browser on the site."""
    with fresh(driver, server) as browser:
        yield browser


@pytest.fixture
def open_browser(driver: webdriver.Chrome) -> Callable[[Server], Any]:
    """Open a browser on another server, as a context."""
    return lambda server: fresh(driver, server)
