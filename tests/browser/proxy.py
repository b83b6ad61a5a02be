"""A proxy in front of a site, which delays, replaces and loses responses on demand."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser.server import SECONDS, Server

__all__ = [
    "SIGN_IN",
    "Fault",
    "Proxy",
    "answer",
    "close_after_forwarding",
    "close_before_forwarding",
]

SIGN_IN = "/sign-in"
SIGN_IN_PAGE = b"""<!DOCTYPE html>
<html lang="en">
  <title>Sign in</title>
  <h1>Sign in</h1>
  <form><label>User <input name="user"></label><button>Sign in</button></form>
</html>
"""
OWN_HEADERS = {"connection", "content-length", "keep-alive", "transfer-encoding"}

Headers = Iterable[tuple[str, str]]
Response = tuple[int, bytes, Headers]


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"

    def __init__(self, proxy: "Proxy", *arguments: object) -> None:
        self.proxy = proxy
        with suppress(ConnectionError):  # the browser does not wait for the response
            super().__init__(*arguments)  # type: ignore[arg-type]  # as http.server calls it

    def do_GET(self) -> None:
        """Read a request, and answer it after the delay that is set."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.proxy.busy():
            time.sleep(self.proxy.latency)
            self.answer()

    do_HEAD = do_POST = do_GET  # noqa: N815  http.server requires this name

    def answer(self) -> None:
        """Answer by the sign-in page, by the fault that is set, or by the site."""
        fault = self.proxy.fault if self.command == "POST" else None
        if self.path == SIGN_IN:
            self.reply(200, SIGN_IN_PAGE, [("Content-Type", "text/html")])
        elif fault is not None:
            fault(self)
        else:
            self.reply(*self.proxy.ask(self))

    def ask_site(self) -> Response:
        """Pass the request on to the site, and return its response."""
        port = self.proxy.site.port
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as site:
            headers = dict(without_own(self.headers.items()))
            site.request(self.command, self.path, self.body, headers)
            response = site.getresponse()
            return response.status, response.read(), response.getheaders()

    def reply(self, status: int, body: bytes, headers: Headers) -> None:
        """Send a response to the browser."""
        self.send_response_only(status)
        for name, value in without_own(headers):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def close(self) -> None:
        """Close the connection without a response."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def without_own(headers: Headers) -> Iterator[tuple[str, str]]:
    """Leave out the headers about one connection, which the proxy sets itself."""
    return (pair for pair in headers if pair[0].lower() not in OWN_HEADERS)


Fault = Callable[[Handler], None]


def answer(status: int, page: str, *headers: tuple[str, str]) -> Fault:
    """Return a fault that answers with a page of its own, without asking the site."""
    all_headers = [("Content-Type", "text/html; charset=utf-8"), *headers]
    return lambda handler: handler.reply(status, page.encode(), all_headers)


def close_before_forwarding(handler: Handler) -> None:
    """Close the connection without asking the site."""
    handler.close()


def close_after_forwarding(handler: Handler) -> None:
    """Pass the request on to the site, and lose its response."""
    handler.proxy.ask(handler)
    handler.close()


class Proxy:
    """A reverse proxy for one site, which runs in threads of the tests.

    :param site: the site's server.
    """

    def __init__(self, site: Server) -> None:
        self.site = site
        self.log_path = site.log_path
        self.latency = 0.0
        self.fault: Fault | None = None
        self.ask: Callable[[Handler], Response] = Handler.ask_site
        self._busy: set[object] = set()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *arguments: Handler(self, *arguments)
        )
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator["Proxy"]:
        """Accept connections during the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join(SECONDS)
            self._server.server_close()

    @contextmanager
    def breaking_posts(self, fault: Fault) -> Iterator[None]:
        """Answer every POST with a fault during the block.

        One fault would not be enough: Chromium repeats a request, even a POST, if a
        connection that it has kept open is closed before the response.
        """
        self.fault = fault
        try:
            yield
        finally:
            self.fault = None

    @contextmanager
    def delaying(self, seconds: float) -> Iterator[None]:
        """Delay every response during the block."""
        self.latency = seconds
        try:
            yield
        finally:
            self.latency = 0.0

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Count a request as open during the block."""
        request = object()
        self._busy.add(request)
        try:
            yield
        finally:
            self._busy.remove(request)

    @property
    def is_idle(self) -> bool:
        """Whether all requests have been answered."""
        return not self._busy
