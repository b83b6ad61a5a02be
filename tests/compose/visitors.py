"""Simulated visitors of the site in containers."""

import html
import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

SECONDS = 60
CUT_OFF = 0
"""Recorded in place of a status if a response is cut off."""


class HiddenFields(HTMLParser):
    """Collects the hidden fields of the forms on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a hidden field."""
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given["name"] or ""] = given.get("value") or ""


class Visitor:
    """A simulated browser without JavaScript, which keeps cookies.

    :param url: the base URL of the site.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        direct = urllib.request.ProxyHandler({})
        self._opener = urllib.request.build_opener(cookies, direct)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> str:
        """Open a page, and return its HTML."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        return self._open(request)

    def form(self) -> dict[str, str]:
        """Open the new-task form, and return its hidden fields."""
        return HiddenFields(self.get("/new")).fields

    def send(self, form: Mapping[str, str], title: str) -> None:
        """Submit a form, and check that it is accepted."""
        body = urlencode({**form, "title": title, "text": ""}).encode()
        self._open(urllib.request.Request(f"{self.url}/new", body))

    def add(self, title: str) -> None:
        """Add a task."""
        self.send(self.form(), title)

    def first_page(self) -> str:
        """Return the list's first page, with HTML entities decoded."""
        return html.unescape(self.get("/"))

    def _open(self, request: urllib.request.Request) -> str:
        with self._opener.open(request, timeout=SECONDS) as response:
            page: str = response.read().decode()
            return page


class Load:
    """Visitors who add tasks, one after another, until the load ends.

    :param url: the base URL of the site.
    """

    VISITORS = 3

    def __init__(self, url: str) -> None:
        self.added: list[str] = []
        """The titles of tasks that the site has acknowledged."""
        self.failures: list[int] = []
        """The statuses of other answers."""
        self._url = url
        self._changed = threading.Condition()
        self._is_ending = threading.Event()
        self._threads = [
            threading.Thread(target=self._add, args=(number,))
            for number in range(self.VISITORS)
        ]

    def __enter__(self) -> Self:
        """Start to add tasks."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop adding tasks."""
        self._is_ending.set()
        for thread in self._threads:
            thread.join()

    def wait_for_tasks(self, number: int = 10) -> None:
        """Wait until so many more tasks have been added."""
        with self._changed:
            wanted = len(self.added) + number
            assert self._changed.wait_for(lambda: len(self.added) >= wanted, SECONDS)

    def _add(self, visitor_number: int) -> None:
        visitor = Visitor(self._url)
        number = 0
        while not self._is_ending.is_set():
            number += 1
            title = f"Load {visitor_number}: {number}"
            try:
                visitor.add(title)
            except urllib.error.HTTPError as error:
                self.failures.append(error.code)
            except http.client.IncompleteRead:
                self.failures.append(CUT_OFF)
            else:
                with self._changed:
                    self.added.append(title)
                    self._changed.notify_all()
