"""Fixtures: the kits, and sites with and without traps for them to test."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from standalone import EmbeddedMongod
from standalone.ports import reserve
from standalone.site import Site
from standalone.traps import Program
from tests.kits.kits import ROOT, JavaScriptKit

StartSite = Callable[[Program], str]


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that run a kit; those in JavaScript share a folder of packages."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if Path(__file__).parent in item.path.parents and callspec:
            item.add_marker("browser")
            if isinstance(callspec.params.get("kit"), JavaScriptKit):
                item.add_marker(pytest.mark.xdist_group("JavaScript"))


@pytest.fixture(scope="module")
def start_site(mongod: EmbeddedMongod) -> Iterator[StartSite]:
    """Return a function that runs a program as a demo site, and returns its address.

    It has a database of its own. The same program runs only once.
    """
    addresses: dict[Program, str] = {}
    with ExitStack() as stack:

        def start(program: Program) -> str:
            if program not in addresses:
                site = run_site(program, mongod.uri)
                stack.callback(site.stop)
                addresses[program] = site.url
            return addresses[program]

        yield start


def run_site(program: Program, uri: str) -> Site:
    """Run a program as a demo site with one process, and wait until it responds."""
    listener = reserve()
    listener.listen()
    environ = {
        **os.environ,
        "GUNICORN_CMD_ARGS": "--workers=1",
        "LOG_LEVEL": "ERROR",
        "MONGODB_DATABASE": f"kits_{secrets.token_hex(6)}",
        "MONGODB_URI": uri,
        "SECRET_KEY": secrets.token_hex(32),
        "TODO_DEMO": "1",
        "TODO_PORT": str(listener.getsockname()[1]),
    }
    folder = program.folder or ROOT
    site = Site(environ, listener, folder, program.application)
    try:
        site.wait_for_response(on_poll=site.check)
    except BaseException:
        site.stop()
        raise
    return site
