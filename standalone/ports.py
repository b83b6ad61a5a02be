"""TCP ports on loopback."""

import socket

from standalone.errors import StandaloneError

__all__ = ["LOOPBACK", "free_port", "port_of", "reserve"]

LOOPBACK = "127.0.0.1"


def reserve(port: int = 0) -> socket.socket:
    """Bind a port, so that nobody is given it by chance; a server may still take it.

    :param port: the port; 0 for any that is free.
    :returns: the socket that keeps it until closed.
    :raises StandaloneError: something listens there, or it may not be used.
    """
    keeper = socket.socket()
    try:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind((LOOPBACK, port))
    except OSError as error:
        keeper.close()
        raise StandaloneError(
            f"Port {port} on {LOOPBACK} cannot be used: {error.strerror}."
        ) from error
    return keeper


def port_of(keeper: socket.socket) -> int:
    """Return the port that a socket is bound to."""
    port: int = keeper.getsockname()[1]
    return port


def free_port() -> int:
    """Return a port that nothing listens on at the moment."""
    with reserve() as keeper:
        return port_of(keeper)
