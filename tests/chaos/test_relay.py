"""The network between the servers can be cut and slowed down."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from chaos.relay import Network, open_files, socket_inode
from standalone.ports import LOOPBACK, port_of, reserve

SECONDS = 20


@contextmanager
def server() -> Iterator[tuple[int, list[socket.socket]]]:
    """Yield the port of a server, and a list of the connections that it accepts."""
    accepted: list[socket.socket] = []
    with reserve() as listener:
        listener.listen()

        def accept() -> None:
            try:
                while True:
                    accepted.append(listener.accept()[0])
            except OSError:
                pass  # closed at the end

        thread = threading.Thread(target=accept)
        thread.start()
        yield port_of(listener), accepted
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in accepted:
            connection.close()


def is_over(connection: socket.socket) -> bool:
    """Return whether the other side has ended a connection."""
    try:
        return not connection.recv(10)
    except ConnectionResetError:
        return True


@pytest.fixture
def network() -> Iterator[Network]:
    """Return a network in which this process is the server ``a``."""
    network = Network(lambda: {"a": os.getpid()})
    yield network
    network.close()


def test_relay(network: Network) -> None:
    """Bytes go both ways, and a connection ends when one side closes it."""
    with server() as (port, accepted):
        client = socket.create_connection((LOOPBACK, network.add("b", port)), SECONDS)
        with client:
            client.sendall(b"ask")
            while not accepted:
                pass
            assert accepted[0].recv(10) == b"ask"
            accepted[0].sendall(b"answer")
            assert client.recv(10) == b"answer"
            accepted[0].close()
            assert is_over(client)


@pytest.mark.parametrize("way", ["there", "back"])
def test_cut(network: Network, way: str) -> None:
    """What is sent in a direction that is cut arrives when it is healed."""
    pair = ("a", "b") if way == "there" else ("b", "a")
    with server() as (port, accepted):
        client = socket.create_connection((LOOPBACK, network.add("b", port)), SECONDS)
        with client:
            client.sendall(b"0")
            while not accepted:
                pass
            assert accepted[0].recv(10) == b"0"
            ends = (client, accepted[0]) if way == "there" else (accepted[0], client)
            with network.without([pair]):
                ends[1].sendall(b"1")
                assert ends[0].recv(10) == b"1"
                ends[0].sendall(b"2")
                ends[1].settimeout(0.1)
                with pytest.raises(TimeoutError):
                    ends[1].recv(10)
            ends[1].settimeout(SECONDS)
            assert ends[1].recv(10) == b"2"


def test_delay(network: Network) -> None:
    """A slow network delivers everything in the end."""
    with server() as (port, accepted), network.slow(0.01, 0.02):
        client = socket.create_connection((LOOPBACK, network.add("b", port)), SECONDS)
        with client:
            client.sendall(b"1")
            while not accepted:
                pass
            assert accepted[0].recv(10) == b"1"


def test_server_that_is_not_running(network: Network) -> None:
    """A connection to a server that is not running ends at once."""
    with reserve() as reserved:
        address = (LOOPBACK, network.add("b", port_of(reserved)))
        with socket.create_connection(address, SECONDS) as client:
            assert is_over(client)


def test_unknown_opener() -> None:
    """A connection that is in no table, or of a process that ended, has no name."""
    assert socket_inode("heading\n", 1, 2) is None
    assert open_files(2**30) == set()
