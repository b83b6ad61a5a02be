"""The list page under gunicorn, against the same page without our packages.

Each server has one worker on one processor of its own; the load comes from another.
"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.ratios import Contest, compare
from standalone import EmbeddedMongod, free_port

TASKS = 1000
REQUESTS = 200
START_SECONDS = 20
SITES = {"site": "wsgi:app", "bare": "benchmarks.bare_site:app"}


def get(connection: socket.socket) -> bytes:
    """Return the body of the page."""
    connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answer = connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    while len(body) < length:
        body += connection.recv(65536)
    return body


def get_many(port: int) -> None:
    """Ask for the page as often as one measurement does, on one connection."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(REQUESTS):
            get(connection)


def wait_for(port: int) -> None:
    """Return as soon as a server answers."""
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


@contextmanager
def serving(application: str, environ: dict[str, str]) -> Iterator[int]:
    """Serve an application with one worker, on the last processor; give its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--workers=1", application]
    command += ["--access-logfile=/dev/null", "--log-level=error"]
    server = subprocess.Popen(command, env={**environ, "TODO_PORT": str(port)})
    os.sched_setaffinity(server.pid, {max(os.sched_getaffinity(0))})
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def measure(rounds: int) -> list[Contest]:
    """Return the ratio of the two list pages."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        mongod = stack.enter_context(EmbeddedMongod(Path(directory)))
        environ = {
            **os.environ,
            "SECRET_KEY": secrets.token_hex(32),
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": "todo",
            "LOG_LEVEL": "ERROR",
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["setup"], ["sample", str(TASKS)]):
            subprocess.run(
                [*flask, *command], env=environ, check=True, stdout=subprocess.DEVNULL
            )
        site, bare = (
            stack.enter_context(serving(application, environ))
            for application in SITES.values()
        )
        ours, rival = partial(get_many, site), partial(get_many, bare)
        return [compare("list page", ours, rival, target=0.90, rounds=rounds)]
