"""The worker of gunicorn, in which a slow client costs little and keeps nobody waiting.

Each connection has a greenlet, which takes no thread and little memory.
"""

import socket
import time
from contextlib import nullcontext, suppress
from functools import partial
from types import SimpleNamespace
from typing import Any

from gevent.event import Event
from gevent.pool import Pool
from gevent.server import StreamServer
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.errors import InvalidChunkSize, ParseException
from gunicorn.workers.ggevent import GeventWorker

from todo import live
from todo.readiness import announce_stop
from todo.serving.client_socket import LARGE_PIECE, MOST_DISCARDED, ClientSocket

NOTIFY_SECONDS = 1
MOST_UNSENT = 16 * 1024
LARGEST_CHUNK = 2**63 - 1


class StrictChunkedReader(ChunkedReader):  # type: ignore[misc]  # gunicorn has no types
    """A reader of a body in chunks that rejects a malformed size at once.

    gunicorn's own waits for the end of a line, or of a chunk that cannot be that large.
    """

    def read_into(self, unreader: Any, buffer: bytearray) -> None:
        """Read more of a line.

        :raises InvalidChunkSize: if the line has ended already, in the wrong way.
        """
        ends = buffer.count(b"\r\n")
        if buffer.count(b"\n") != ends or buffer.count(b"\r", 0, -1) != ends:
            raise InvalidChunkSize(bytes(buffer))
        parent: Any = super()  # typeshed does not know this method
        parent.read_into(unreader, buffer)

    def parse_chunk_size(
        self, unreader: Any, data: bytes | None = None
    ) -> tuple[int, bytes | None]:
        """Return the size of the next chunk, and what has been read of it.

        :raises InvalidChunkSize: if the size is malformed or impossible.
        """
        size, rest = super().parse_chunk_size(unreader, data)
        if size > LARGEST_CHUNK:
            raise InvalidChunkSize(b"%x" % size)
        return size, rest


class CheckedReader:
    """A reader of a body that raises ``OSError`` if the body is malformed.

    Werkzeug turns that into a bad request, but not gunicorn's own exceptions.

    :param reader: gunicorn's reader.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def read(self, size: int) -> bytes:
        """Read at most so many bytes.

        :raises OSError: if the body is malformed.
        """
        try:
            data: bytes = self._reader.read(size)
        except ParseException as error:
            raise OSError(f"The body is malformed: {error}") from error
        return data


def discard(body: Any) -> bool:
    """Read what is left of a body, up to a limit; return whether that was all."""
    with suppress(OSError):
        for _ in range(MOST_DISCARDED // LARGE_PIECE):
            if not body.read(LARGE_PIECE):
                return not body.failed
    return False


class SiteWorker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that ends connections to clients that are too slow."""

    IDLE_SECONDS: float = 10
    """Time until the next request must begin."""
    HEADER_SECONDS: float = 30
    """Time from the beginning of a request to the end of its header."""
    PART_SECONDS: float = 60
    """Time for each part of a body that is received, or an answer that is sent."""
    PART_BYTES = 1000
    EXIT_SECONDS: float = 1
    """Time to exit before the arbiter kills the worker, after graceful_timeout."""
    DRAIN_SECONDS: float = 3
    """Time in which proxies notice that the worker is going to stop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stopping = Event()
        self._clients: set[ClientSocket] = set()
        self.is_closing = False
        """Whether it accepts no connections any more, and waits for no requests."""

    def timeout_ctx(self) -> Any:
        """Return a context without a timeout: the client's socket has one."""
        return nullcontext()

    def run(self) -> None:
        """Serve until SIGTERM, then answer the requests that have been received.

        Behind a proxy, go on serving until it has noticed that the health checks fail.
        """
        app: Any = self.wsgi
        pool = Pool(self.worker_connections)
        servers = [self._serve(listener, pool) for listener in self.sockets]
        while self.alive:
            self.notify()
            self._stopping.wait(NOTIFY_SECONDS)
        end = time.monotonic() + self.cfg.graceful_timeout - self.EXIT_SECONDS
        if app.config["TODO_PROXY_HOPS"]:
            announce_stop(app)
            time.sleep(self.DRAIN_SECONDS)
        for server in servers:
            server.close()
        self.is_closing = True
        live.stop(app)
        for client in self._clients:
            if client.is_waiting:
                client.hang_up()
        if not pool.join(max(end - time.monotonic(), 0)):
            self.log.warning("Connections that were cut off: %s", len(pool))

    def _serve(self, listener: Any, pool: Pool) -> StreamServer:
        with suppress(OSError):  # a Unix socket
            # Accept more data before the client has read a large part of the rest.
            listener.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, MOST_UNSENT
            )
        name = listener.getsockname()  # asked for even after the listener is closed
        named = SimpleNamespace(getsockname=lambda: name)
        server = StreamServer(listener, partial(self.handle, named), spawn=pool)
        server.max_accept = 1  # leave connections to the other workers
        server.start()
        return server

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop, on SIGTERM."""
        super().handle_exit(sig, frame)
        self._stopping.set()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve a connection."""
        connection = ClientSocket(client, self)
        self._clients.add(connection)
        try:
            super().handle(listener, connection, addr)
        finally:
            self._clients.discard(connection)

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> Any:
        """Answer a request.

        :raises StopIteration: if the connection cannot be used for another request.
        """
        reader = req.body.reader
        if isinstance(reader, ChunkedReader):
            reader = StrictChunkedReader(req, req.unreader)
        checked: Any = CheckedReader(reader)
        req.body = Body(checked)
        sock.begin_answer()
        try:
            super().handle_request(listener_name, req, sock, addr)
        finally:
            is_read = discard(req.body)
            sock.await_request()
        if not is_read:
            raise StopIteration
