"""Sites under gunicorn, and whole requests of them.

Each has one worker, on one processor; the load comes from another where there is one.
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
    """Run a site, and give its port.

    :param environ: its settings.
    :param arguments: further ones of gunicorn.
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
    """Return as soon as a server answers.

    :raises OSError: it does not in time.
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
    address: str = "/",
    *,
    times: int = 1,
    statuses: Collection[int] = (200,),
) -> bytes:
    """Ask for a page, and return the last answer.

    :param port: where the site is.
    :param address: the page's.
    :param times: how often, one after the other on one connection.
    :param statuses: what it may answer with.
    :raises RuntimeError: it answers with another one.
    """
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(times):
            status, page = receive(connection, address)
            if status not in statuses:
                raise RuntimeError(f"{address} is answered with {status}.")
    return page


def receive(connection: socket.socket, address: str) -> tuple[int, bytes]:
    """Ask for a page, and return the status and body of the answer."""
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split()[1]), body
