"""The events of a site that is served by gunicorn."""

import select
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymongo
import pytest
from pymongo.database import Database as PlainDatabase

from tests.todo.served import Serve, Served, read_all

REQUEST = b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
RESET = struct.pack("ii", 1, 0)
STREAMS = 250
ROUNDS = 4
PAUSE_SECONDS = 0.02


def listen(site: Served) -> tuple[socket.socket, int]:
    """Request the events; return the connection, and the status of the response."""
    connection = site.connect()
    connection.sendall(REQUEST)
    status = int(connection.recv(65536).split()[1])
    return connection, status


def vanish(connection: socket.socket, *, by_reset: bool) -> None:
    """Close a connection, like a tab that is closed or a laptop that is gone."""
    if by_reset:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    connection.close()


def worker_of(site: Served) -> str:
    """Return the process id of the only worker of a site."""
    process = site.process.pid
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()[0]


def sockets_of(process: str) -> int:
    """Return how many sockets a process has."""
    number = 0
    for path in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            number += str(path.readlink()).startswith("socket:")
    return number


def change_streams(client: pymongo.MongoClient[Any], database: str) -> int:
    """Return how many change streams of a database are open."""
    operations = client.admin.aggregate(
        [
            {"$currentOp": {"idleCursors": True, "allUsers": True}},
            {"$match": {"ns": f"{database}.tasks", "cursor.tailable": True}},
            # One that has just become idle is listed twice.
            {"$group": {"_id": "$cursor.cursorId"}},
        ]
    )
    return len(list(operations))


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits until a condition holds."""

    def wait(condition: Callable[[], bool]) -> None:
        while not condition():
            select.select([], [], [], PAUSE_SECONDS)

    return wait


def test_vanished_clients(
    serve: Serve,
    client: pymongo.MongoClient[Any],
    database: PlainDatabase[Any],
    wait_until: Callable[[Callable[[], bool]], None],
) -> None:
    """After 1,000 clients have vanished, nothing is left of them."""
    with serve(TODO_LIVE_STREAMS=str(STREAMS)) as site:
        site.get("/")
        worker = worker_of(site)
        first, status = listen(site)
        assert status == 200
        before = sockets_of(worker)
        for _ in range(ROUNDS):
            opened = [listen(site) for _ in range(STREAMS)]
            assert sorted(status for _, status in opened) == [200] * (STREAMS - 1) + [
                503
            ]
            for number, (connection, _) in enumerate(opened):
                vanish(connection, by_reset=number % 2 == 0)
            wait_until(lambda: sockets_of(worker) <= before)
        wait_until(lambda: change_streams(client, database.name) == 1)
        first.close()
    assert "Traceback" not in site.everything


def test_the_site_stops(serve: Serve) -> None:
    """When the site stops, it ends all streams instead of waiting for them."""
    with serve("--graceful-timeout=3600") as site:
        connection, status = listen(site)
        assert status == 200
        site.process.terminate()
        assert read_all(connection).endswith(b"0\r\n\r\n")
        connection.close()
    assert "cut off" not in site.everything
