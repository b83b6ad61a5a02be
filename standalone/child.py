"""A program that ends together with the one that started it."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

__all__ = ["ChildProcess", "end_with_parent"]

PR_SET_PDEATHSIG = 1
PRCTL = getattr(ctypes.CDLL(None), "prctl", lambda *_: 0)
"""Linux's ``prctl``; other systems have none, and no such promise is kept there."""


def end_with_parent() -> None:
    """Ask the kernel to end this process as soon as its parent has gone."""
    PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


class ChildProcess:
    """A running program, out of reach of the terminal: its parent alone ends it.

    It gets SIGTERM when the parent ends without having done so, SIGKILL included.

    :param command: the program and its arguments.
    :param environ: its environment; this process's own when ``None``.
    :param stdout: the file that it prints to; this process's own when ``None``.
    :param stderr: the file that it complains to; likewise.
    :param inherited: file descriptors that it shares with this process.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        stdout: IO[bytes] | int | None = None,
        stderr: IO[bytes] | int | None = None,
        inherited: Sequence[int] = (),
    ) -> None:
        self._popen = subprocess.Popen(  # noqa: S603  commands of our own
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            pass_fds=inherited,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  it calls the kernel, and takes no lock
        )

    @property
    def status(self) -> int | None:
        """The exit status; ``None`` while it runs, negative where a signal ended it."""
        return self._popen.poll()

    def stop(self, seconds: float) -> None:
        """End it and what it has started, and return when it has ended.

        :param seconds: how long that may take; then it is killed.
        """
        self._popen.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
