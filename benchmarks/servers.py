"""Serve sites with gunicorn, and send requests to them.

Each site has one worker, pinned to one core, so that the client can use another.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from standalone import free_port

__all__ = ["get", "serving"]

START_SECONDS = 20
GUNICORN = (sys.executable, "-m", "gunicorn", "--workers=1", "--log-level=error")


@contextmanager
def serving(environ: Mapping[str, str], *arguments: str) -> Iterator[int]:
    """Serve a site, and yield its port.

    :param environ: environment variables of the site.
    :param arguments: additional command-line arguments for gunicorn.
    """
    port = free_port()
    command = [*GUNICORN, f"--bind=127.0.0.1:{port}", "--access-logfile=/dev/null"]
    server = subprocess.Popen([*command, *arguments], env=environ)
    os.sched_setaffinity(server.pid, {max(os.sched_getaffinity(0))})
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    """Wait until a server accepts connections.

    :raises OSError: if it does not accept connections in time.
    """
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def get(
    port: int,
    path: str = "/",
    *,
    times: int = 1,
    statuses: Collection[int] = (200,),
) -> bytes:
    """Request a page, and return its body.

    :param port: the port of the site.
    :param path: the path and query of the page.
    :param times: the number of requests, which share a connection.
    :param statuses: the accepted status codes.
    :raises RuntimeError: if the site returns another status code.
    """
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(times):
            status, page = receive(connection, path)
            if status not in statuses:
                raise RuntimeError(f"{path} returned {status}.")
    return page


def receive(connection: socket.socket, path: str) -> tuple[int, bytes]:
    """Send a request, and return status and body of the response."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split()[1]), body
