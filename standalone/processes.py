"""Child processes, stop signals, and polling."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO

__all__ = ["ChildProcess", "StopSignals", "do_nothing", "end_with_parent", "wait_until"]

PR_SET_PDEATHSIG = 1
PRCTL = getattr(ctypes.CDLL(None), "prctl", lambda *_: 0)
"""The ``prctl`` function of Linux, or a function that does nothing elsewhere."""

PAUSE_SECONDS = 0.02


def end_with_parent() -> None:
    """Make Linux send SIGTERM to this process when the thread that forked it ends."""
    PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


class ChildProcess:
    """A child process in its own session, so that Ctrl-C does not reach it.

    On Linux, it receives SIGTERM when the thread that started it ends, even if the
    parent process is killed.

    :param command: the program and its arguments.
    :param environ: the environment; defaults to that of this process.
    :param stdout: the file for its output; defaults to that of this process.
    :param stderr: the file for its errors; defaults to that of this process.
    :param inherited: file descriptors to share with it.
    :param folder: its working directory; defaults to that of this process.
    """

    def __init__(  # noqa: PLR0913  named as those of subprocess.Popen
        self,
        command: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        stdout: IO[bytes] | int | None = None,
        stderr: IO[bytes] | int | None = None,
        inherited: Sequence[int] = (),
        folder: Path | None = None,
    ) -> None:
        self._popen = subprocess.Popen(  # noqa: S603  fixed commands
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            pass_fds=inherited,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  a system call, takes no lock
        )

    @property
    def status(self) -> int | None:
        """The exit status: ``None`` while it runs, negative if a signal ended it."""
        return self._popen.poll()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    def signal(self, number: int) -> None:
        """Send a signal to the process and those in its process group.

        :param number: the signal; nothing happens if all of them have ended.
        """
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def stop(self, seconds: float) -> None:
        """Stop the process and those in its process group, and wait for it to end.

        :param seconds: the time to wait between SIGTERM and SIGKILL.
        """
        self._popen.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        self.signal(signal.SIGKILL)
        self._popen.wait()


class StopSignals:
    """Handlers that record SIGINT, SIGTERM and SIGHUP instead of interrupting the code.

    Call :meth:`exit_if_received` wherever the program may exit. SIGHUP stays ignored
    if it already is, as under ``nohup``.
    """

    def __init__(self) -> None:
        self._received = False
        signal.signal(signal.SIGINT, self._receive)
        signal.signal(signal.SIGTERM, self._receive)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._receive)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # see bin/serve

    def exit_if_received(self) -> None:
        """Exit with status 0 if a signal has been received.

        :raises SystemExit: if a signal has been received.
        """
        if self._received:
            sys.exit()

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self._received = True


def do_nothing() -> None:
    """Do nothing; used as the default callback of :func:`wait_until`."""


def wait_until(
    condition: Callable[[], bool],
    seconds: float,
    on_poll: Callable[[], None] = do_nothing,
) -> bool:
    """Poll a condition until it holds.

    :param condition: the condition to check.
    :param seconds: the timeout.
    :param on_poll: called between checks; it may raise to stop waiting.
    :returns: whether the condition holds; ``False`` after the timeout.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        on_poll()
        time.sleep(PAUSE_SECONDS)
    return True
