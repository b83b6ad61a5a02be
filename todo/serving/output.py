"""Standard output and standard error that never wait for a reader.

A pipe that nobody reads, or a terminal that is paused, would otherwise stop every
request as soon as it is logged.
"""

import atexit
import io
import logging
import os
from contextlib import suppress
from functools import cache
from typing import Any

from gevent.monkey import get_original

from todo.logs import FORMATTER

__all__ = ["STDERR", "STDOUT", "unblocked"]

STDOUT = 1
STDERR = 2
MOST_PENDING = 2000
EXIT_SECONDS = 1

# Real ones, even after gevent has replaced them in their modules.
SimpleQueue = get_original("queue", "SimpleQueue")
start_new_thread = get_original("_thread", "start_new_thread")
allocate_lock = get_original("_thread", "allocate_lock")


def write_pending(descriptor: int, pending: Any, is_written: Any) -> None:
    """Write lines, up to an empty one.

    :param descriptor: the descriptor of the file.
    :param pending: the queue of the lines.
    :param is_written: a lock, which is released at the end.
    """
    while data := pending.get():
        with suppress(OSError):  # nobody can read it any more
            while data:
                data = data[os.write(descriptor, data) :]
    is_written.release()


class UnblockedOutput(io.RawIOBase):
    """A file that a thread writes, and that drops what would have to wait too long.

    A forked child process has its own thread.

    :param descriptor: the descriptor of the file.
    """

    def __init__(self, descriptor: int) -> None:
        self.name = f"descriptor {descriptor}"
        self._descriptor = descriptor
        self._start()
        os.register_at_fork(after_in_child=self._start)
        atexit.register(self._finish)

    def _start(self) -> None:
        self._pending = SimpleQueue()
        self._dropped = 0
        self._is_written = allocate_lock()
        self._is_written.acquire()
        arguments = (self._descriptor, self._pending, self._is_written)
        start_new_thread(write_pending, arguments)

    def _finish(self) -> None:
        """Wait until everything is written, but not for long."""
        self._report_dropped()
        self._pending.put(b"")
        self._is_written.acquire(timeout=EXIT_SECONDS)

    def writable(self) -> bool:
        """Return that the file can be written."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._descriptor

    def write(self, data: bytes) -> int:  # type: ignore[override]  # for TextIOWrapper
        """Let the thread write bytes, or drop them; return their number."""
        if self._pending.qsize() < MOST_PENDING:
            self._report_dropped()
            self._pending.put(bytes(data))
        else:
            self._dropped += 1
        return len(data)

    def _report_dropped(self) -> None:
        if self._dropped:
            message = (
                f"Lines that were dropped because nobody read the log: {self._dropped}"
            )
            record = logging.makeLogRecord(
                {"name": __name__, "levelname": "WARNING", "msg": message}
            )
            self._pending.put(f"{FORMATTER.format(record)}\n".encode())
            self._dropped = 0


@cache
def unblocked(descriptor: int) -> io.TextIOWrapper:
    """Return a text file for lines that never waits for its reader.

    :param descriptor: the descriptor of the file.
    """
    return io.TextIOWrapper(
        UnblockedOutput(descriptor),
        "utf-8",
        "backslashreplace",
        line_buffering=True,
    )
