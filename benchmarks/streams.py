"""Compare the list page with and without many event streams, and time the events."""

import re
import resource
import selectors
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from benchmarks.slow_clients import response_seconds, row
from showcase.actor import Actor
from showcase.site import sample_site

__all__ = ["STREAMS", "report"]

STREAMS = 500
ACTS = 20
MOST_SECONDS = 2
HEAD = """\
| list page | without streams | with {number:,} streams | ratio | at most | reached |
|---|---|---|---|---|---|"""
HEAD_OF_ACTS = """
| an act has reached all {number:,} streams | at most | reached |
|---|---|---|"""


class Listeners:
    """Clients that read events, all in one thread.

    :param address: the site's host name and port.
    :param number: how many there are.
    """

    def __init__(self, address: tuple[str, int], number: int) -> None:
        self.number = number
        self._selector = selectors.DefaultSelector()
        self._events = dict.fromkeys(range(number), 0)
        self._is_closed = False
        self._connections = [socket.create_connection(address) for _ in range(number)]
        for index, connection in enumerate(self._connections):
            connection.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            self._selector.register(connection, selectors.EVENT_READ, index)
        self._thread = Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self._is_closed:
            for key, _ in self._selector.select(0.1):
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]  # a socket
                if not data:
                    raise RuntimeError("The site has closed a stream.")
                self._events[key.data] += data.count(b"event: tasks")

    def close(self) -> None:
        """Close all connections."""
        self._is_closed = True
        self._thread.join()
        for connection in self._connections:
            connection.close()

    @property
    def fewest(self) -> int:
        """How many events each of them has got, at least."""
        return min(self._events.values())


def report(url: str | None, seconds: float, number: int = STREAMS) -> Iterator[str]:
    """Yield tables of the response times and of the events, line by line.

    :param url: the URL of a running site; by default, one is started.
    :param seconds: how long to request the list with and without streams.
    :param number: the number of streams.
    """
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    with ExitStack() as stack:
        found = url or stack.enter_context(sample_site())
        parts = urlsplit(found)
        address = (str(parts.hostname), int(parts.port or 80))
        response_seconds(address, 2)
        without = response_seconds(address, seconds)
        memory = memory_of_site(address[1])
        with listening(address, number) as listeners:
            used = memory_of_site(address[1]) - memory
            with_streams = response_seconds(address, seconds)
            times = event_seconds(address, listeners)
    yield HEAD.format(number=number)
    for percent in (50, 95):
        yield row(percent, without, with_streams)
    yield HEAD_OF_ACTS.format(number=number)
    yield row_of_acts("p50", statistics.median(times))
    yield row_of_acts("slowest", max(times))
    if used:
        yield f"\nMemory of a stream: {used / number / 1024:.0f} KiB."


def row_of_acts(name: str, seconds: float) -> str:
    """Return a row of the second table."""
    is_reached = "yes" if seconds <= MOST_SECONDS else "no"
    return (
        f"| {name}: {1000 * seconds:.0f} ms | {1000 * MOST_SECONDS} ms | {is_reached} |"
    )


@contextmanager
def listening(address: tuple[str, int], number: int) -> Iterator[Listeners]:
    """Open streams, and wait until each has its first event."""
    listeners = Listeners(address, number)
    try:
        while listeners.fewest == 0:
            time.sleep(0.05)
        yield listeners
    finally:
        listeners.close()


def event_seconds(address: tuple[str, int], listeners: Listeners) -> list[float]:
    """Add tasks, and return how long each takes to reach all listeners."""
    actor = Actor(address)
    times = []
    for number in range(ACTS):
        time.sleep(0.5)  # so that each act is an event of its own
        before = listeners.fewest
        start = time.perf_counter()
        actor.add(f"Act {number}")
        while listeners.fewest == before:
            time.sleep(0.001)
        times.append(time.perf_counter() - start)
    return times


def memory_of_site(port: int) -> int:
    """Return the bytes used by the processes that listen on a local port, if any."""
    command = ["ss", "-lptnH", f"sport = :{port}"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return sum(map(_memory, set(re.findall(r"pid=(\d+)", found.stdout))))


def _memory(process: str) -> int:
    status = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(r"^Private_Dirty: +(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
