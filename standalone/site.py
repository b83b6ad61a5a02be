"""The processes of the site: ``flask setup`` and gunicorn."""

import http.client
import math
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from standalone.errors import StandaloneError
from standalone.ports import LOOPBACK, port_of
from standalone.processes import ChildProcess, do_nothing, wait_until

__all__ = ["Site", "setting_up"]

RESPONSE_SECONDS = 1
STOP_SECONDS = 15
TRACEBACK = "Traceback (most recent call last):"


@contextmanager
def setting_up(
    environ: Mapping[str, str], folder: Path | None = None, wait_seconds: int = 0
) -> Iterator[Callable[..., None]]:
    """Run ``flask setup`` beside the block, and stop it at the end of the block.

    Yields a function that waits until the command ends. Its parameter ``on_poll`` is
    called repeatedly meanwhile; it may raise to stop. The function raises
    ``StandaloneError`` with the command's error message if the command fails.

    :param environ: the site's settings.
    :param folder: the folder of the site's code; defaults to the working directory.
    :param wait_seconds: how long the command waits for a server that accepts writes.
    """
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    with tempfile.TemporaryFile() as errors:
        child = ChildProcess(
            [*flask, "setup", f"--wait={wait_seconds}"],
            environ=environ,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            folder=folder,
        )

        def wait(on_poll: Callable[[], None] = do_nothing) -> None:
            wait_until(lambda: child.status is not None, math.inf, on_poll)
            if child.status != 0:
                errors.seek(0)
                raise StandaloneError(
                    _problem(errors.read().decode(errors="replace"))
                    or f"flask setup has failed with status {child.status}."
                )

        try:
            yield wait
        finally:
            child.stop(STOP_SECONDS)


def _problem(text: str) -> str:
    """Extract the error message from the output of a command."""
    if TRACEBACK not in text:
        return text.strip().removeprefix("Error: ")
    lines = text.rpartition(TRACEBACK)[2].splitlines()
    error = next((line for line in lines if line[:1].strip()), "")
    return f"The site cannot be set up: {error}"


class Site:
    """The site, served by gunicorn, which writes to the output of this process.

    :param environ: the site's settings.
    :param listener: the listening socket, which is closed in this process.
    :param folder: the folder of the site's code; defaults to the working directory.
    :param application: the WSGI application, as gunicorn names it.
    :param arguments: additional arguments for ``gunicorn``.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        listener: socket.socket,
        folder: Path | None = None,
        application: str = "wsgi:app",
        arguments: Sequence[str] = (),
    ) -> None:
        self.port = port_of(listener)
        bind = f"--bind=fd://{listener.fileno()}"
        with listener:
            self._process = ChildProcess(
                [sys.executable, "-m", "gunicorn", bind, *arguments, application],
                environ=environ,
                inherited=[listener.fileno()],
                folder=folder,
            )

    @property
    def url(self) -> str:
        """The URL of the list."""
        return f"http://{LOOPBACK}:{self.port}/"

    def wait_for_response(
        self, seconds: float = 60, on_poll: Callable[[], None] = do_nothing
    ) -> None:
        """Wait until the site responds.

        :param seconds: the timeout.
        :param on_poll: called repeatedly while waiting; it may raise to stop.
        :raises StandaloneError: if the site does not respond in time.
        """
        if not wait_until(self._responds, seconds, on_poll):
            raise StandaloneError(f"The site does not respond after {seconds} seconds.")

    def check(self) -> None:
        """Check that gunicorn is still running.

        :raises StandaloneError: if it has stopped.
        """
        if self._process.status is not None:
            raise StandaloneError(
                "The site has stopped unexpectedly; see its output above."
            )

    def stop(self) -> None:
        """Stop the site, giving current requests a limited time to finish."""
        self._process.stop(STOP_SECONDS)

    def _responds(self) -> bool:
        """Return whether the site responds, ignoring proxy settings."""
        connection = http.client.HTTPConnection(
            LOOPBACK, self.port, timeout=RESPONSE_SECONDS
        )
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True
