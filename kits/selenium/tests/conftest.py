"""Fixtures: a site for each worker, emptied for each test, and windows to see it in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from .site import Site, running_demo
from .todo import ToDo

SERVE = Path(__file__).parents[3] / "bin" / "serve"
QUIET = (
    "--headless=new",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
    "--window-size=1280,800",
)

OpenToDo = Callable[[], ToDo]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options about the site under test."""
    group = parser.getgroup("todo")
    group.addoption(
        "--site",
        action="append",
        default=[],
        help="address of a site with TODO_DEMO=1, whose tasks are removed; one for "
        "each worker; without any, each worker starts its own",
    )
    group.addoption("--trap", help="name of a trap for the sites that are started")
    group.addoption("--serve", type=Path, default=SERVE, help="path of bin/serve")
    group.addoption(
        "--patience",
        type=float,
        default=20,
        help="seconds to wait for what a test expects; to wait long costs nothing "
        "where the site is fast, and saves slow runs",
    )


@pytest.fixture(scope="session")
def shared_site(request: pytest.FixtureRequest, worker_id: str) -> Iterator[Site]:
    """Return the site of this worker, which no other worker uses."""
    options = request.config.option
    number = int(worker_id.removeprefix("gw")) if worker_id != "master" else 0
    if options.site:
        assert number < len(options.site), "Each worker needs a --site of its own."
        yield Site(options.site[number])
        return
    trap = ["--trap", options.trap] if options.trap else []
    with running_demo(options.serve, trap) as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Return the site without any task: no test depends on what another has left."""
    shared_site.reset()
    return shared_site


def start_browser(*, scripts: bool) -> webdriver.Chrome:
    """Start Chromium: the system's if there is one, else the one of Selenium Manager.

    :param scripts: whether pages may run scripts.
    """
    options = webdriver.ChromeOptions()
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    for argument in (*QUIET, *as_root):
        options.add_argument(argument)
    if not scripts:
        blocked = {"profile.managed_default_content_settings.javascript": 2}
        options.add_experimental_option("prefs", blocked)
    options.binary_location = shutil.which("chromium") or ""
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


@pytest.fixture(scope="session")
def patience(request: pytest.FixtureRequest) -> float:
    """Return the number of seconds to wait for what a test expects."""
    return float(request.config.option.patience)


@pytest.fixture(scope="session")
def browsers() -> Iterator[list[webdriver.Chrome]]:
    """Return the browsers of this worker: to start one takes longer than a test."""
    started: list[webdriver.Chrome] = []
    yield started
    for browser in started:
        browser.quit()


@pytest.fixture
def open_todo(
    browsers: list[webdriver.Chrome], site: Site, patience: float
) -> OpenToDo:
    """Return a function that opens another person's browser, with its own cookies."""
    opened = iter(range(len(browsers) + 10))

    def open_browser() -> ToDo:
        number = next(opened)
        if number == len(browsers):
            browsers.append(start_browser(scripts=True))
        browser = browsers[number]
        browser.get("about:blank")  # ends the requests of the page before
        browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
        return ToDo(browser, site.address, patience)

    return open_browser


@pytest.fixture
def todo(open_todo: OpenToDo) -> ToDo:
    """Return a browser for the list, which is empty."""
    return open_todo()


@pytest.fixture
def plain_todo(site: Site, patience: float) -> Iterator[ToDo]:
    """Return a browser that runs no scripts."""
    with start_browser(scripts=False) as browser:
        yield ToDo(browser, site.address, patience)
