"""Somebody else who uses the site without a browser, as fast as it answers."""

import http.client
import re
from contextlib import closing
from random import Random
from urllib.parse import urlencode

from tests.browser.server import Server

__all__ = ["TASK", "OtherPerson"]

TOKEN = re.compile(r'name="(csrf_token|token|version)"[^>]*? value="([^"]*)"')
TASK = re.compile(r'id="task-([0-9a-f]{24})"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class OtherPerson:
    """A person who adds, finishes, edits and deletes tasks.

    :param server: the site.
    :param random: what they do depends on it.
    """

    def __init__(self, server: Server, random: Random) -> None:
        self._port = server.port
        self._random = random
        self._cookie = ""
        self._tokens: dict[str, str] = {}
        self._deleted: list[str] = []
        self.number = 0
        self.read("/new")

    def read(self, path: str) -> str:
        """Request a page, and return it."""
        text = self._request("GET", path)
        self._tokens.update(TOKEN.findall(text))
        return text

    def post(self, path: str, **fields: str) -> None:
        """Post a form."""
        body = urlencode({"csrf_token": self._tokens["csrf_token"], **fields})
        self._request("POST", path, body)

    def _request(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers |= FORM
        with closing(http.client.HTTPConnection("127.0.0.1", self._port)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        assert response.status < 400, (method, path, response.status)
        cookie = response.getheader("Set-Cookie")
        if cookie:
            self._cookie = cookie.partition(";")[0]
        return text

    def add(self, title: str) -> None:
        """Add a task."""
        self.number += 1
        self.post("/new", token=f"{self.number}", title=title, text="")

    def act(self) -> None:
        """Do something at random."""
        tasks = TASK.findall(self.read("/"))
        act = self._random.choice(("add", "done", "reopen", "delete", "edit", "undo"))
        if act == "undo" and self._deleted:
            self.post(f"/{self._deleted.pop()}/restore")
        elif act in {"add", "undo"} or len(tasks) < 3:
            self.add(f"Task {self.number}")
        else:
            self._change(self._random.choice(tasks), act)

    def _change(self, task: str, act: str) -> None:
        if act == "edit":
            self.read(f"/{task}/edit")
            self.number += 1
            title, version = f"Edited {self.number}", self._tokens["version"]
            self.post(f"/{task}/edit", title=title, text="", version=version)
            return
        self.post(f"/{task}/{act}")
        if act == "delete":
            self._deleted.append(task)
