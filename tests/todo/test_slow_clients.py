"""Clients that send or read slowly, or not at all."""

import select
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.todo.served import LOOPBACK, SECONDS, Served, read_all, serving
from todo.serving.client_socket import Patience

HASTY = "--worker-class=tests.todo.hasty_worker.HastyWorker"
GET = b"GET /help HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /new HTTP/1.1\r\nHost: a\r\n"
PAUSE_SECONDS = 0.02
BEGUN = {
    "header": b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: ",
    "body": POST + b"Content-Length: 1000\r\n\r\n",
    "form": POST
    + b"Content-Type: application/x-www-form-urlencoded\r\n"
    + b"Content-Length: 1000\r\n\r\n",
    "chunk": POST
    + b"Content-Type: application/x-www-form-urlencoded\r\n"
    + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n",
}


@pytest.fixture(scope="module")
def hasty() -> Iterator[Served]:
    """Serve the site without a database, with limits that are reached at once."""
    environ = {"SECRET_KEY": "x" * 32, "MONGODB_HOST": "localhost:1"}
    with serving(environ, HASTY) as site:
        yield site
    assert "Traceback" not in site.everything


def is_readable(connection: socket.socket) -> bool:
    """Return whether data or the end of a connection arrives during a short pause."""
    return bool(select.select([connection], [], [], PAUSE_SECONDS)[0])


def send_until_reset(
    connection: socket.socket, data: bytes, pause_seconds: float = 0
) -> None:
    """Send data repeatedly until the site resets the connection."""
    reset = select.poll()
    reset.register(connection, 0)
    with suppress(ConnectionError):
        while not reset.poll(pause_seconds * 1000):
            connection.sendall(data)


def test_a_connection_without_a_request(hasty: Served) -> None:
    """A connection on which nothing is sent is closed."""
    with hasty.connect() as connection:
        assert connection.recv(1) == b""


def test_an_idle_connection(hasty: Served) -> None:
    """A connection on which no second request is sent is closed."""
    with hasty.connect() as connection:
        connection.sendall(GET)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Connection: keep-alive\r\n" in answer
    assert answer.endswith(b"</html>")


@pytest.mark.parametrize("begun", BEGUN)
def test_a_request_that_never_ends(hasty: Served, begun: str) -> None:
    """A request of which a byte is sent from time to time is cut off."""
    with hasty.connect() as connection:
        connection.sendall(BEGUN[begun])
        while not is_readable(connection):
            connection.sendall(b"a")
        with suppress(ConnectionResetError):  # for the last bytes sent
            answer = read_all(connection)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 4")


def test_an_answer_that_nobody_reads(hasty: Served) -> None:
    """A connection is reset if the client requests pages but does not read them."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(SECONDS)
        connection.connect((LOOPBACK, hasty.port))
        send_until_reset(connection, GET)


def test_a_client_that_does_not_hang_up(hasty: Served) -> None:
    """A connection that the site closes does not depend on the client closing it."""
    request = b"GET /help HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    with hasty.connect() as connection:
        connection.sendall(request)
        assert read_all(connection).endswith(b"</html>")
        send_until_reset(connection, b"a", PAUSE_SECONDS)


def test_patience() -> None:
    """A client has the time anew for each part, but not for less."""
    patience = Patience(60, 1000)
    for _ in range(999):
        patience.spend(0.05, 1)
    assert patience.left == pytest.approx(60 - 999 * 0.05)
    patience.spend(0.05, 1)
    assert patience.left == 60
    patience.spend(100, 999)
    assert 0 < patience.left < 0.1
    patience.spend(0, 5000)
    assert patience.left == 60


def test_patience_for_a_whole() -> None:
    """Without a size, the time is for everything."""
    patience = Patience(30)
    patience.spend(20, 1_000_000)
    assert patience.left == 10
