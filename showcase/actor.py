"""Somebody who adds tasks without a browser."""

import re
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlencode

__all__ = ["Actor"]

TOKEN = re.compile(r'name="(\w*token)"[^>]* value="([^"]*)"')


class Actor:
    """Somebody who adds tasks.

    :param address: the site's host name and port.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self._connection = HTTPConnection(*address)
        self._connection.request("GET", "/new")
        response = self._connection.getresponse()
        self._tokens = dict(TOKEN.findall(response.read().decode()))
        cookie = str(response.getheader("Set-Cookie")).partition(";")[0]
        self._headers = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def add(self, title: str) -> None:
        """Add a task.

        :raises RuntimeError: if the site does not accept it.
        """
        body = urlencode({**self._tokens, "title": title, "text": ""})
        self._connection.request("POST", "/new", body, self._headers)
        response = self._connection.getresponse()
        response.read()
        if response.status != HTTPStatus.SEE_OTHER:
            raise RuntimeError(f"Adding a task returned {response.status}.")
