"""Clients that send or read slowly or not at all, in a process of their own."""

import multiprocessing
import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection

__all__ = ["CROWD", "Kind", "crowd"]

TICKS_PER_SECOND = 50
RECEIVE_BUFFER = 4096
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of slow client.

    :param name: its name in the table.
    :param number: how many of them are there at once.
    :param opening: what it sends at once.
    :param drips: whether it then sends a byte a second.
    :param reads: whether it reads the answers.
    """

    name: str
    number: int
    opening: bytes = b""
    drips: bool = False
    reads: bool = True


CROWD = (
    Kind("idle", 1000),
    Kind(
        "a header byte a second", 400, b"GET / HTTP/1.1\r\nHost: a\r\nX: ", drips=True
    ),
    Kind(
        "a body byte a second",
        400,
        b"POST /new HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        drips=True,
    ),
    Kind(
        "never reads",
        64,
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50,
        reads=False,
    ),
)


@dataclass(slots=True)
class Client:
    """A slow client, which connects again whenever the site cuts it off.

    :param kind: its kind.
    :param address: the site's host name and port.
    """

    kind: Kind
    address: tuple[str, int]
    connection: socket.socket = field(init=False)
    since: float = field(init=False)
    seconds: list[float] = field(default_factory=list)
    """How long each connection lasted until the site cut it off."""

    def connect(self) -> None:
        """Open a connection, and send the opening."""
        self.connection = socket.socket()
        if not self.kind.reads:
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER
            )
        self.connection.connect(self.address)
        self.connection.settimeout(0)
        self.since = time.monotonic()
        self.connection.send(self.kind.opening)

    def is_cut_off(self) -> bool:
        """Return whether the site has closed the connection."""
        try:
            return self.kind.reads and self.connection.recv(65536) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def connect_again(self) -> None:
        """Note how long the connection lasted, and open another one."""
        self.seconds.append(time.monotonic() - self.since)
        self.connection.close()
        self.connect()


def misbehave(address: tuple[str, int], channel: Connection) -> None:
    """Be a crowd until the other process says stop; send it the clients' times.

    :param address: the site's host name and port.
    :param channel: the connection to the other process.
    """
    clients = [Client(kind, address) for kind in CROWD for _ in range(kind.number)]
    poll = select.epoll()
    by_number: dict[int, Client] = {}

    def register(client: Client) -> None:
        by_number[client.connection.fileno()] = client
        poll.register(client.connection, select.EPOLLIN if client.kind.reads else 0)

    for client in clients:
        client.connect()
        register(client)
    channel.send("here")
    dripping = [client for client in clients if client.kind.drips]
    in_turn = cycle(dripping)
    while not channel.poll():
        next_tick = time.monotonic() + 1 / TICKS_PER_SECOND
        for _ in range(len(dripping) // TICKS_PER_SECOND):
            with suppress(OSError):  # cut off, as the poll below tells
                next(in_turn).connection.send(b"a")
        while (left := next_tick - time.monotonic()) > 0:
            for number, event in poll.poll(left):
                client = by_number[number]
                is_over = event & (select.EPOLLERR | select.EPOLLHUP)
                if is_over or client.is_cut_off():
                    client.connect_again()
                    register(client)
    channel.send({k.name: times_of(clients, k) for k in CROWD})


def times_of(clients: list[Client], kind: Kind) -> list[float]:
    """Return how long the connections of a kind lasted that were cut off."""
    return [time for c in clients if c.kind is kind for time in c.seconds]


@contextmanager
def crowd(address: tuple[str, int]) -> Iterator[dict[str, list[float]]]:
    """Run a crowd, and yield a dict; at the end, it has the times by kind."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=misbehave, args=(address, theirs))
    process.start()
    times: dict[str, list[float]] = {}
    try:
        if not ours.poll(START_SECONDS):
            raise RuntimeError("The crowd cannot connect.")
        ours.recv()
        yield times
        ours.send("stop")
        times.update(ours.recv())
    finally:
        process.kill()
        process.join()
