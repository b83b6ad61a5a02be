"""Fixtures: a site for each worker, emptied for each test, and windows to see it in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .site import Site, running_demo
from .todo import ToDo

SERVE = Path(__file__).parents[3] / "bin" / "serve"

OpenToDo = Callable[..., ToDo]


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


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """Use the system's Chromium if there is one, instead of Playwright's."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    own = {"executable_path": chromium} if chromium else {}
    as_root = {"args": ["--no-sandbox"]} if os.geteuid() == 0 else {}
    return {**browser_type_launch_args, **own, **as_root}


@pytest.fixture(scope="session", autouse=True)
def _patience(request: pytest.FixtureRequest) -> None:
    """Let every expectation wait long enough for a slow site."""
    expect.set_options(timeout=1000 * request.config.option.patience)


@pytest.fixture
def open_todo(browser: Browser, site: Site) -> Iterator[OpenToDo]:
    """Return a function that opens another person's window, without shared cookies."""
    contexts = []

    def open_window(**settings: Any) -> ToDo:
        contexts.append(browser.new_context(reduced_motion="reduce", **settings))
        return ToDo(contexts[-1].new_page(), site.address)

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def todo(open_todo: OpenToDo) -> ToDo:
    """Return a window with the list, which is empty."""
    return open_todo()
