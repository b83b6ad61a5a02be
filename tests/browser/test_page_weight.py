"""The number of bytes that a first visit loads."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.server import SECONDS, Server

BUDGET = 40_000
LAST = ("bundle/list.js", "manifest.webmanifest", "icon-192.png")


@pytest.fixture
def full_site(server: Server, serve: Any) -> Iterator[Server]:
    """Run a site with the default page size."""
    environ = {**server.environ, "TODO_PAGE_SIZE": ""}
    with serve(**environ) as site:
        yield site


class Load:
    """The requests and response sizes of a page load.

    :param chromium: the browser, with a performance log.
    """

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, float] = {}

    def is_complete(self) -> bool:
        """Return whether all responses have arrived."""
        for entry in self.chromium.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            self.note(event["method"], event["params"])
        requested = " ".join(self.urls.values())
        is_whole = set(self.urls) <= set(self.sizes)
        return is_whole and all(part in requested for part in LAST)

    def note(self, method: str, parameters: dict[str, Any]) -> None:
        """Record a request, or the size of a response."""
        if method == "Network.requestWillBeSent":
            self.urls[parameters["requestId"]] = parameters["request"]["url"]
        if method == "Network.loadingFinished":
            size = parameters["encodedDataLength"]
            self.sizes[parameters["requestId"]] = size


def test_first_load(full_site: Server, add_tasks: Any, open_chromium: Any) -> None:
    """A first visit fetches less than 40 kB in total."""
    add_tasks(*(f"Something to do, the {n}th of all" for n in range(30)))
    with open_chromium("performance") as chromium:
        load = Load(chromium)
        chromium.get(f"{full_site.address}/")
        WebDriverWait(chromium, SECONDS).until(lambda _: load.is_complete())
    assert sum(load.sizes.values()) < BUDGET
