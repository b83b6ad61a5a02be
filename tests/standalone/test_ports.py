"""Ports on the loopback interface."""

import socket

import pytest

from standalone import StandaloneError, free_port
from standalone.ports import port_of, reserve


def test_a_free_port() -> None:
    """A port returned by ``free_port()`` can be bound."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free_port()))


def test_a_reserved_port() -> None:
    """A server can listen on a reserved port."""
    with reserve() as reservation:
        port = port_of(reservation)
        with socket.create_server(("127.0.0.1", port)) as server:
            assert port_of(server) == port


def test_a_port_in_use() -> None:
    """Reserving a port that is in use raises an error."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        message = f"Port {port_of(server)} on 127.0.0.1 cannot be used: Address already"
        with pytest.raises(StandaloneError, match=message):
            reserve(port_of(server))
