"""How much a browser fetches before the list is there."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.server import SECONDS, Server

BUDGET = 60_000


@pytest.fixture
def full_site(server: Server, serve: Any) -> Iterator[Server]:
    """Run a site with pages as long as they are unless somebody says otherwise."""
    environ = {**server.environ, "TODO_PAGE_SIZE": ""}
    with serve(**environ) as site:
        yield site


def test_the_first_load(full_site: Server, add_tasks: Any, open_chromium: Any) -> None:
    """A browser that was never here fetches less than 60 kB, all in all."""
    add_tasks(*(f"Something to do, the {n}th of all" for n in range(30)))
    sizes: dict[str, float] = {}
    asked: dict[str, str] = {}
    with open_chromium("performance") as chromium:
        chromium.get(f"{full_site.address}/")
        deadline = time.monotonic() + SECONDS
        while not is_all_there(sizes, asked):
            assert time.monotonic() < deadline, set(asked) - set(sizes)
            read(chromium, sizes, asked)
    assert sum(sizes.values()) < BUDGET, {asked[key]: sizes[key] for key in asked}


def read(chromium: Any, sizes: dict[str, float], asked: dict[str, str]) -> None:
    """Note what was asked for since, and how large each answer is on the wire."""
    for entry in chromium.get_log("performance"):
        event = json.loads(entry["message"])["message"]
        parameters = event["params"]
        if event["method"] == "Network.requestWillBeSent":
            asked[parameters["requestId"]] = parameters["request"]["url"]
        if event["method"] == "Network.loadingFinished":
            sizes[parameters["requestId"]] = parameters["encodedDataLength"]


def is_all_there(sizes: dict[str, float], asked: dict[str, str]) -> bool:
    """Tell whether everything has come, to the last part of it."""
    addresses = " ".join(asked.values())
    last = ("htmx.esm.min.js", "manifest.webmanifest", "icon-192.png")
    return set(asked) <= set(sizes) and all(part in addresses for part in last)
