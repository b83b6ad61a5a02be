"""TCP ports on the loopback interface."""

import socket

from standalone.errors import StandaloneError

__all__ = ["LOOPBACK", "accepts_connections", "free_port", "port_of", "reserve"]

LOOPBACK = "127.0.0.1"
TIMEOUT_SECONDS = 1


def reserve(port: int = 0) -> socket.socket:
    """Bind a port, so that the system does not assign it to another program.

    A server that sets ``SO_REUSEADDR`` can still listen on it.

    :param port: the port, or 0 for any free one.
    :returns: the socket that reserves the port until it is closed.
    :raises StandaloneError: if the port is in use or not permitted.
    """
    reservation = socket.socket()
    try:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reservation.bind((LOOPBACK, port))
    except OSError as error:
        reservation.close()
        raise StandaloneError(
            f"Port {port} on {LOOPBACK} cannot be used: {error.strerror}."
        ) from error
    return reservation


def port_of(bound: socket.socket) -> int:
    """Return the port that a socket is bound to."""
    port: int = bound.getsockname()[1]
    return port


def free_port() -> int:
    """Return a port that is currently free, but not reserved."""
    with reserve() as reservation:
        return port_of(reservation)


def accepts_connections(port: int) -> bool:
    """Return whether a server listens on a port."""
    try:
        socket.create_connection((LOOPBACK, port), TIMEOUT_SECONDS).close()
    except OSError:
        return False
    return True
