"""A browser's connection, which ends if the browser is too slow."""

import math
import struct
import time
from contextlib import suppress
from errno import ECONNRESET
from socket import MSG_DONTWAIT, MSG_PEEK, SHUT_RD, SHUT_WR, SO_LINGER, SOL_SOCKET
from typing import Any

from gevent import sleep
from gevent.socket import socket

PIECE = 8 * 1024
LARGE_PIECE = 64 * 1024
MOST_DISCARDED = 16 * 1024 * 1024
RESET = struct.pack("ii", 1, 0)  # the value of SO_LINGER that makes close() abort
SHORTEST = 0.001


class Patience:
    """The time that a client has for each part of what it sends or reads.

    Only time spent waiting for the client counts.

    :param seconds: the time for each part.
    :param size: the bytes in a part; by default everything is one part.
    """

    def __init__(self, seconds: float, size: float = math.inf) -> None:
        self._seconds = self.left = seconds
        self._size = self._missing = size

    def spend(self, seconds: float, size: int) -> None:
        """Record that the client took some time to move some bytes."""
        self.left = max(self.left - seconds, SHORTEST)
        self._missing -= size
        if self._missing <= 0:
            self.left, self._missing = self._seconds, self._size


class ClientSocket(socket):  # type: ignore[misc]  # gevent has no types
    """A connection on which a client that is too slow seems to have hung up.

    It is idle, then receives a header, then a body and the answer, and is idle again.

    :param client: the socket to take over.
    :param worker: the worker, which has the limits.
    """

    def __init__(self, client: socket, worker: Any) -> None:
        super().__init__(
            client.family, client.type, client.proto, fileno=client.detach()
        )
        self._worker = worker
        self._is_late = False
        self._sending = self._patience_for_part()
        self.await_request()

    def await_request(self) -> None:
        """Begin to wait for a request."""
        self._receiving = Patience(self._worker.IDLE_SECONDS)
        self._is_idle = True
        self._owe_nothing()

    def begin_answer(self) -> None:
        """Begin to receive a body and to send the answer."""
        self._receiving = self._patience_for_part()
        self._sending = self._patience_for_part()
        self._is_idle = self.is_waiting = False

    def _patience_for_part(self) -> Patience:
        return Patience(self._worker.PART_SECONDS, self._worker.PART_BYTES)

    def _owe_nothing(self) -> None:
        """Note that no answer is due; do not wait if the worker is closing."""
        self.is_waiting = True
        if self._worker.is_closing:
            self.hang_up()

    def hang_up(self) -> None:
        """Act as if the client sends nothing after what has arrived already."""
        with suppress(OSError):  # the client has closed the connection
            # The method of this class would raise an error where recv() waits.
            system_socket: Any = self._sock  # pyright: ignore[reportAttributeAccessIssue]  # set by gevent
            system_socket.shutdown(SHUT_RD)

    @property
    def is_gone(self) -> bool:
        """Whether the client has closed the connection."""
        try:
            system_socket: Any = self._sock  # pyright: ignore[reportAttributeAccessIssue]  # set by gevent
            return not system_socket.recv(1, MSG_PEEK | MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def recv(self, size: int = PIECE, flags: int = 0) -> bytes:
        """Receive bytes; return none if the client has hung up or is too slow."""
        if self._is_late:
            return b""
        start = time.monotonic()
        self.settimeout(self._receiving.left)
        try:
            data: bytes = super().recv(size, flags)
        except TimeoutError:
            self._is_late = True
            return b""
        self._receiving.spend(time.monotonic() - start, len(data))
        if self._is_idle:
            self._is_idle = False
            self._receiving = Patience(self._worker.HEADER_SECONDS)
        if len(data) >= PIECE:
            sleep(0)  # a client that sends fast must not keep others waiting
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send bytes.

        :raises ConnectionResetError: if the client has hung up or is too slow.
        """
        rest = memoryview(data)
        while rest:
            rest = rest[self._send_part(rest, flags) :]
        if len(data) >= LARGE_PIECE:
            sleep(0)  # a client that reads fast must not keep others waiting

    def _send_part(self, data: memoryview, flags: int) -> int:
        start = time.monotonic()
        self.settimeout(self._sending.left)
        try:
            size: int = self.send(data, flags)
        except TimeoutError:
            self._is_late = True
            self.setsockopt(SOL_SOCKET, SO_LINGER, RESET)
            raise ConnectionResetError(ECONNRESET, "The client is too slow") from None
        self._sending.spend(time.monotonic() - start, size)
        return size

    def close(self) -> None:
        """Close the connection once the client has received the answer.

        If data arrives at a closed socket, the client's system reports a reset, and may
        discard an answer that the client has not read yet.
        """
        self._receiving = Patience(self._worker.IDLE_SECONDS, self._worker.PART_BYTES)
        self._is_idle = False
        with suppress(OSError):
            self.shutdown(SHUT_WR)
            self._owe_nothing()
            left = MOST_DISCARDED
            while left > 0 and (data := self.recv(LARGE_PIECE)):
                left -= len(data)
        super().close()
