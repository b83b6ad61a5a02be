"""Locks that end with the processes that hold them, so that none is ever stale."""

import fcntl
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from standalone.errors import StandaloneError
from standalone.waiting import go_on, wait_until

__all__ = ["lock"]


def lock(
    path: Path, refusal: str, seconds: float = 0, between: Callable[[], None] = go_on
) -> IO[bytes]:
    """Lock a file until it is closed, here and in each process that inherits it.

    :param path: the file; made where it is missing.
    :param refusal: says what it means that somebody else has it locked.
    :param seconds: how long to wait for them.
    :param between: called again and again while waiting; it may raise.
    :returns: the open file.
    :raises StandaloneError: with the refusal.
    """
    with ExitStack() as stack:
        file = stack.enter_context(path.open("ab"))
        if not wait_until(lambda: _try_to_lock(file), seconds, between):
            raise StandaloneError(refusal)
        stack.pop_all()
    return file


def _try_to_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
