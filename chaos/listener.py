"""Listens to the live updates of a site, as an open list does."""

import http.client
import json
import socket
import threading
from contextlib import suppress

from chaos.browser import SiteAddress
from chaos.history import Announcement, History

__all__ = ["Listener"]

SILENCE_SECONDS = 20  # the site sends a comment every 15 s
RETRY_SECONDS = 0.5
MOST_LATELY = 1000


class Listener:
    """A stream of events, which is opened again where it ended.

    :param site: the process of the site.
    :param history: the history in which it records the events.
    """

    def __init__(self, site: SiteAddress, history: History) -> None:
        self.site = site
        self.heard: list[Announcement] = []
        self.is_open = threading.Event()
        self._token = ""
        self._connection = http.client.HTTPConnection(
            site.host, site.port, timeout=SILENCE_SECONDS
        )
        self._is_over = threading.Event()
        history.announcements[site.name] = self.heard

    def start(self) -> None:
        """Listen in a thread, until :meth:`stop`."""
        threading.Thread(target=self._run, daemon=True).start()

    def has_announced(self, task_id: str, since: float) -> bool:
        """Return whether there was an event about a task since a time."""
        return any(
            each.moment >= since and (each.ids is None or task_id in each.ids)
            for each in self.heard[-MOST_LATELY:]
        )

    def stop(self) -> None:
        """Stop listening."""
        self._is_over.set()
        connected = self._connection.sock
        if connected is not None:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        while not self._is_over.is_set():
            with suppress(OSError, http.client.HTTPException):
                self._listen()
            self._connection.close()
            self._is_over.wait(RETRY_SECONDS)

    def _listen(self) -> None:
        headers = {"Accept": "text/event-stream"}
        if self._token:
            headers["Last-Event-ID"] = self._token
        self._connection.request("GET", "/events", headers=headers)
        response = self._connection.getresponse()
        if response.status != http.HTTPStatus.OK:
            return
        while line := response.readline():
            self.is_open.set()
            name, _, value = line.decode().strip().partition(": ")
            if name == "id":
                self._token = value
            elif name == "data":
                ids = json.loads(value)["ids"]
                known = None if ids is None else frozenset(ids)
                self.heard.append(Announcement(History.now(), known))
