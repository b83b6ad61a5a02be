"""File locks that are released when the processes that hold them end."""

import fcntl
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from standalone.errors import StandaloneError
from standalone.processes import do_nothing, wait_until

__all__ = ["lock"]


def lock(
    path: Path,
    message: str,
    seconds: float = 0,
    on_poll: Callable[[], None] = do_nothing,
) -> IO[bytes]:
    """Lock a file until this process and all child processes that inherit it close it.

    :param path: the file, created if it is missing.
    :param message: the error message if another process holds the lock.
    :param seconds: the time to wait for the lock.
    :param on_poll: called repeatedly while waiting; it may raise to stop.
    :returns: the open file.
    :raises StandaloneError: if the lock is not available in time.
    """
    with ExitStack() as stack:
        file = stack.enter_context(path.open("ab"))
        if not wait_until(lambda: _try_to_lock(file), seconds, on_poll):
            raise StandaloneError(message)
        stack.pop_all()
    return file


def _try_to_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
