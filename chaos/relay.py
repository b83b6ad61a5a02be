"""A network between processes on one machine, which can be cut and slowed down.

Each server has an address here, to which the others and the site connect. Which of
them has opened a connection is looked up in ``/proc``.
"""

import asyncio
import os
import random
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from standalone.ports import LOOPBACK

__all__ = ["Network", "Pair"]

Pair = tuple[str, str]
"""The names of a sender and a receiver."""

CHUNK = 65536
OTHERS = "site"
POLL_SECONDS = 0.02
SOCKETS = Path("/proc/net/tcp")


class Network:
    """Relays the connections to servers.

    :param pids: a function that returns the process id of each server that runs.
    """

    def __init__(self, pids: Callable[[], Mapping[str, int]]) -> None:
        self.pids = pids
        self.ports: dict[str, int] = {}
        self.cut: frozenset[Pair] = frozenset()
        self.delays: tuple[float, float] | None = None
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def add(self, name: str, port: int) -> int:
        """Give a server an address in this network.

        :param name: the server's name.
        :param port: its port.
        :returns: the port in this network.
        """
        self.ports[name] = port
        server = self._run(
            asyncio.start_server(
                lambda reader, writer: self._connected(name, reader, writer), LOOPBACK
            )
        )
        self._servers.append(server)
        number: int = server.sockets[0].getsockname()[1]
        return number

    def close(self) -> None:
        """Close all connections."""
        self._run(self._cancel())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def without(self, pairs: Iterable[Pair]) -> Iterator[None]:
        """Hold back what these senders send to these receivers."""
        self.cut = frozenset(pairs)
        try:
            yield
        finally:
            self.cut = frozenset()

    @contextmanager
    def slow(self, shortest: float, longest: float) -> Iterator[None]:
        """Delay everything by a random time in seconds."""
        self.delays = (shortest, longest)
        try:
            yield
        finally:
            self.delays = None

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _cancel(self) -> None:
        for server in self._servers:
            server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(
        self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Connect to a server, and relay in both directions until one side closes."""
        try:
            other = self._opener(writer)
            from_server, to_server = await asyncio.open_connection(
                LOOPBACK, self.ports[name]
            )
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
            return
        both = (
            asyncio.ensure_future(self._relay((other, name), reader, to_server)),
            asyncio.ensure_future(self._relay((name, other), from_server, writer)),
        )
        with suppress(asyncio.CancelledError):
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for each in both:
            each.cancel()
        writer.transport.abort()
        to_server.transport.abort()

    async def _relay(
        self, pair: Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if self.delays:
                    await asyncio.sleep(random.uniform(*self.delays))
                while pair in self.cut:  # noqa: ASYNC110  other threads change it
                    await asyncio.sleep(POLL_SECONDS)
                writer.write(data)
                await writer.drain()

    def _opener(self, writer: asyncio.StreamWriter) -> str:
        """Return the name of the process that has opened a connection."""
        port = writer.get_extra_info("peername")[1]
        here = writer.get_extra_info("sockname")[1]
        inode = socket_inode(SOCKETS.read_text(), port, here)
        for name, pid in self.pids().items():
            if inode and f"socket:[{inode}]" in open_files(pid):
                return name
        return OTHERS


def socket_inode(table: str, local_port: int, remote_port: int) -> str | None:
    """Return the inode of a connection on the loopback interface.

    :param table: the content of ``/proc/net/tcp``.
    """
    ends = (f":{local_port:04X}", f":{remote_port:04X}")
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
            return fields[9]
    return None


def open_files(pid: int) -> set[str]:
    """Return the targets of a process's file descriptors; none if it has ended."""
    found = set()
    with suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                found.add(os.readlink(descriptor))  # noqa: PTH115  no path
    return found
