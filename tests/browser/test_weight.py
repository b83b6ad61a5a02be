"""How much a browser fetches before the list is there."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.server import SECONDS, Server

BUDGET = 60_000
LAST = ("htmx.esm.min.js", "manifest.webmanifest", "icon-192.png")


@pytest.fixture
def full_site(server: Server, serve: Any) -> Iterator[Server]:
    """Run a site with pages as long as they are unless somebody says otherwise."""
    environ = {**server.environ, "TODO_PAGE_SIZE": ""}
    with serve(**environ) as site:
        yield site


class Load:
    """What Chromium fetches for a page.

    :param chromium: keeps a log of it.
    """

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.addresses: dict[str, str] = {}
        self.sizes: dict[str, float] = {}

    def is_over(self) -> bool:
        """Tell whether everything has come, to the last part of it."""
        for entry in self.chromium.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            self.note(event["method"], event["params"])
        asked = " ".join(self.addresses.values())
        is_whole = set(self.addresses) <= set(self.sizes)
        return is_whole and all(part in asked for part in LAST)

    def note(self, method: str, parameters: dict[str, Any]) -> None:
        """Note what is asked for, and how large each answer is on the wire."""
        if method == "Network.requestWillBeSent":
            address = parameters["request"]["url"]
            self.addresses[parameters["requestId"]] = address
        if method == "Network.loadingFinished":
            size = parameters["encodedDataLength"]
            self.sizes[parameters["requestId"]] = size


def test_the_first_load(full_site: Server, add_tasks: Any, open_chromium: Any) -> None:
    """A browser that was never here fetches less than 60 kB, all in all."""
    add_tasks(*(f"Something to do, the {n}th of all" for n in range(30)))
    with open_chromium("performance") as chromium:
        load = Load(chromium)
        chromium.get(f"{full_site.address}/")
        WebDriverWait(chromium, SECONDS).until(lambda _: load.is_over())
    assert sum(load.sizes.values()) < BUDGET
