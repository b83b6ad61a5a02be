"""The site under gunicorn, for tests that speak to it through sockets."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

__all__ = ["LOOPBACK", "SECONDS", "Serve", "Served", "read_all", "serving"]

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
SECONDS = 120  # much more than any test takes, even on a busy machine
TOKEN = re.compile(r'name="(\w*token)"[^>]* value="([^"]*)"')

Entry = dict[str, Any]


class Served:
    """A site that runs under gunicorn, and its logs once it has stopped."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.process: subprocess.Popen[str]
        self.requests: list[Entry] = []
        self.messages: list[Entry] = []
        self.everything = ""

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a GET request without quoting its path; return the response and body."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=SECONDS)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def form(self, path: str) -> tuple[str, dict[str, str]]:
        """Request a page; return its cookie and the tokens in its forms."""
        response, page = self.get(path)
        cookie = str(response.getheader("Set-Cookie")).partition(";")[0]
        return cookie, dict(TOKEN.findall(page.decode()))

    def connect(self) -> socket.socket:
        """Return a new connection to the site."""
        return socket.create_connection((LOOPBACK, self.port), SECONDS)

    def send(self, request: bytes) -> bytes:
        """Send bytes, and return the whole response."""
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def parse_logs(self, output: str, errors: str) -> None:
        """Check that the logs are printable ASCII, and parse each line as JSON."""
        self.everything = output + errors
        assert self.everything.isascii()
        assert self.everything.replace("\n", "").isprintable()
        self.requests = [json.loads(line) for line in output.splitlines()]
        self.messages = [json.loads(line) for line in errors.splitlines()]


def read_all(connection: socket.socket) -> bytes:
    """Receive until the site closes the connection."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


Serve = Callable[..., AbstractContextManager[Served]]


@contextmanager
def serving(
    environ: dict[str, str], *arguments: str, host: str = LOOPBACK
) -> Iterator[Served]:
    """Serve the site on a socket that accepts connections before gunicorn starts.

    :param environ: the site's settings.
    :param arguments: additional command-line arguments for gunicorn.
    :param host: the address on which it listens.
    """
    with socket.create_server((host, 0)) as listener:
        site = Served(listener.getsockname()[1])
        bind = f"--bind=fd://{listener.fileno()}"
        site.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--workers=1", bind, *arguments],
            cwd=ROOT,
            env={**os.environ, **environ},
            pass_fds=[listener.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield site
    finally:
        site.process.terminate()
        output, errors = site.process.communicate()
    site.parse_logs(output, errors)
