"""The clients of ``bin/chaos``, while processes of the site stop and start."""

import http.client
import random
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chaos.browser import Browser, SiteAddress
from chaos.history import History


class Page(BaseHTTPRequestHandler):
    """A server with one page."""

    def do_GET(self) -> None:
        """Send the page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"here")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError, ConnectionResetError, TimeoutError]
)
def test_connecting_again(
    error: type[OSError], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If connecting fails, the client tries again, since nothing was sent."""
    errors = [error()]
    connect = http.client.HTTPConnection.connect

    def fail_once(connection: http.client.HTTPConnection) -> None:
        if errors:
            raise errors.pop()
        connect(connection)

    monkeypatch.setattr(http.client.HTTPConnection, "connect", fail_once)
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.handle_request).start()
        site = SiteAddress("site", "127.0.0.1", server.server_port)
        browser = Browser(0, [site], History(), random.Random(1))
        answer = browser.get("/")
    assert (answer.status, answer.page) == (200, "here")
