"""The programs of the site: its set-up, and gunicorn."""

import http.client
import math
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from standalone.child import ChildProcess
from standalone.errors import StandaloneError
from standalone.ports import LOOPBACK, port_of
from standalone.waiting import go_on, wait_until

__all__ = ["Site", "set_up"]

ANSWER_SECONDS = 1
STOP_SECONDS = 15
TRACEBACK = "Traceback (most recent call last):"


def set_up(environ: Mapping[str, str], between: Callable[[], None] = go_on) -> None:
    """Run ``flask setup``.

    :param environ: the site's settings.
    :param between: called again and again meanwhile; what it raises ends the set-up.
    :raises StandaloneError: it fails; in its own words.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "setup"]
    with tempfile.TemporaryFile() as said:
        child = ChildProcess(
            command, environ=environ, stdout=subprocess.DEVNULL, stderr=said
        )
        try:
            wait_until(lambda: child.status is not None, math.inf, between)
        finally:
            child.stop(STOP_SECONDS)
        if child.status != 0:
            said.seek(0)
            raise StandaloneError(
                _problem(said.read().decode(errors="replace"))
                or f"flask setup has ended with status {child.status}."
            )


def _problem(text: str) -> str:
    """Return what a command has said when it failed; of a traceback, the error."""
    if TRACEBACK not in text:
        return text.strip().removeprefix("Error: ")
    lines = text.rpartition(TRACEBACK)[2].splitlines()
    error = next((line for line in lines if line[:1].strip()), "")
    return f"The site cannot be set up: {error}"


class Site:
    """The site, served by gunicorn, which prints to where this process does.

    :param environ: its settings.
    :param listener: where it gets its connections; closed here, it alone keeps it.
    """

    def __init__(self, environ: Mapping[str, str], listener: socket.socket) -> None:
        self.port = port_of(listener)
        with listener:
            self._process = ChildProcess(
                [sys.executable, "-m", "gunicorn", f"--bind=fd://{listener.fileno()}"],
                environ=environ,
                inherited=[listener.fileno()],
            )

    @property
    def address(self) -> str:
        """Where its first page is."""
        return f"http://{LOOPBACK}:{self.port}/"

    def wait_for_answer(
        self, seconds: float = 60, between: Callable[[], None] = go_on
    ) -> None:
        """Return as soon as the site answers.

        :param seconds: how long that may take.
        :param between: called again and again meanwhile; it may raise.
        :raises StandaloneError: it does not.
        """
        if not wait_until(self._answers, seconds, between):
            raise StandaloneError(f"The site does not answer after {seconds} seconds.")

    def check(self) -> None:
        """Make sure that the site still runs.

        :raises StandaloneError: it has ended.
        """
        if self._process.status is not None:
            raise StandaloneError("The site has ended; its messages stand above.")

    def stop(self) -> None:
        """End it, once the requests in progress are answered."""
        self._process.stop(STOP_SECONDS)

    def __enter__(self) -> Self:
        """Go on."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End it."""
        self.stop()

    def _answers(self) -> bool:
        """Ask without a proxy, whatever the environment says."""
        connection = http.client.HTTPConnection(
            LOOPBACK, self.port, timeout=ANSWER_SECONDS
        )
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True
