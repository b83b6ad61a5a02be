"""A client of the site, which keeps its cookies and records what it sends."""

import http.client
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from chaos import pages
from chaos.history import History, Kind, Operation

__all__ = ["Answer", "Browser", "SiteAddress"]

GIVE_UP_SECONDS = 10
NOT_SENT_PAUSE = 0.05
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class SiteAddress:
    """A process of the site.

    :param name: its name in the history.
    :param host: its host name.
    :param port: its port.
    :param is_starting: whether it is starting, so that a proxy sends nothing to it.
    """

    name: str
    host: str
    port: int
    is_starting: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the site.

    :param status: the HTTP status; ``None`` if there was no answer.
    :param page: the body.
    :param site: the name of the process that was asked.
    :param start: the time when the request was sent.
    :param end: the time when the answer was there.
    """

    status: int | None
    page: str
    site: str
    start: float
    end: float


class Browser:
    """A client with one session, which asks one of the processes at random.

    :param client: its number.
    :param sites: the processes of the site.
    :param history: the history in which it records what it does.
    :param chance: its random numbers.
    """

    def __init__(
        self,
        client: int,
        sites: Sequence[SiteAddress],
        history: History,
        chance: random.Random,
    ) -> None:
        self.client = client
        self.sites = sites
        self.history = history
        self.chance = chance
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Request a page, from another process if one is not running."""
        return self._send("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form, with the token against forgery."""
        body = {"csrf_token": self._csrf_token(), **fields}
        return self._send("POST", path, urlencode(body).encode(), FORM)

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        """Send a form with a file."""
        mark = f"{self.chance.getrandbits(64):016x}"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            f"{self._csrf_token()}\r\n--{mark}\r\nContent-Disposition: form-data; "
            f'name="file"; filename="{name}"\r\n'
            "Content-Type: application/json\r\n\r\n".encode(),
            content,
            f"\r\n--{mark}--\r\n".encode(),
        ]
        kind = f"multipart/form-data; boundary={mark}"
        return self._send("POST", path, b"".join(parts), kind)

    def token(self) -> str:
        """Return the token of a form for a new task."""
        return self._token("token")

    def _csrf_token(self) -> str:
        return self._token("csrf_token")

    def _token(self, name: str) -> str:
        while name not in self.tokens:
            self.record(Kind.READ, self.get("/new"))
        return self.tokens[name]

    def record(self, kind: Kind, answer: Answer, **details: Any) -> Operation:
        """Record a request and its answer, and return the operation.

        :param details: other fields of the operation; by default, the outcome is what
            the answer says.
        """
        operation = Operation(
            **{
                "client": self.client,
                "kind": kind,
                "start": answer.start,
                "end": answer.end,
                "outcome": pages.outcome(answer.status, answer.page),
                "status": answer.status,
                "site": answer.site,
                "problem": pages.problem(answer.status, answer.page),
                **details,
            }
        )
        self.history.record(operation)
        return operation

    def _send(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> Answer:
        start = self.history.now()
        while True:
            site = self._site()
            try:
                connection = self._connect(site)
            except OSError:  # nothing has been sent yet
                if self.history.now() - start > GIVE_UP_SECONDS:
                    return Answer(None, "", site.name, start, self.history.now())
                self.pause(NOT_SENT_PAUSE)
                continue
            start = self.history.now()
            try:
                status, page = self._exchange(connection, method, path, body, kind)
            except (OSError, http.client.HTTPException):
                return Answer(None, "", site.name, start, self.history.now())
            finally:
                connection.close()
            return Answer(status, page, site.name, start, self.history.now())

    def _site(self) -> SiteAddress:
        """Choose a process, as a proxy does that checks their health."""
        up = [site for site in self.sites if not site.is_starting]
        return self.chance.choice(up or self.sites)

    @staticmethod
    def pause(seconds: float) -> None:
        """Wait, as a person does."""
        time.sleep(seconds)

    @staticmethod
    def _connect(site: SiteAddress) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection(
            site.host, site.port, timeout=GIVE_UP_SECONDS
        )
        connection.connect()
        return connection

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        kind: str,
    ) -> tuple[int, str]:
        headers = {"Connection": "close", "Accept": "text/html"}
        if kind:
            headers["Content-Type"] = kind
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        page = response.read().decode()
        self._keep(response, page)
        return response.status, page

    def _keep(self, response: http.client.HTTPResponse, page: str) -> None:
        """Keep the cookies and tokens of an answer."""
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        for name in ("csrf_token", "token"):
            value = pages.field(page, name)
            if value:
                self.tokens[name] = value
