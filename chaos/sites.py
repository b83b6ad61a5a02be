"""Processes of the site, each with its workers, as ``bin/serve`` starts them."""

import http.client
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from chaos.browser import SiteAddress
from standalone.errors import StandaloneError
from standalone.ports import LOOPBACK, port_of, reserve
from standalone.processes import ChildProcess, wait_until

__all__ = ["SiteProcess", "is_ready"]

READY_SECONDS = 1
START_SECONDS = 60
STOP_SECONDS = 15


class SiteProcess:
    """gunicorn and its workers.

    :param name: its name.
    :param directory: the directory for its log.
    """

    def __init__(self, name: str, directory: Path) -> None:
        self.log_path = directory / f"{name}.log"
        self._reserved = reserve()
        self.address = SiteAddress(name, LOOPBACK, port_of(self._reserved))
        self._process: ChildProcess | None = None

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it.

        :param environ: the site's settings.
        """
        self.address.is_starting = True
        bind = f"--bind={LOOPBACK}:{self.address.port}"
        with self.log_path.open("ab") as log:
            self._process = ChildProcess(
                [sys.executable, "-m", "gunicorn", bind],
                environ=environ,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Wait until it answers.

        :raises StandaloneError: if it does not in time.
        """
        if not wait_until(lambda: answers(self.address, "/healthz"), START_SECONDS):
            raise StandaloneError(
                f"{self.address.name} does not start; see {self.log_path}."
            )
        self.address.is_starting = False

    def signal(self, number: int) -> None:
        """Send a signal to gunicorn and its workers."""
        if self._process is not None:
            self._process.signal(number)

    def stop(self) -> None:
        """Stop it cleanly."""
        self.signal(signal.SIGCONT)
        if self._process is not None:
            self._process.stop(STOP_SECONDS)
        self._process = None

    def close(self) -> None:
        """Stop it, and release its port."""
        self.stop()
        self._reserved.close()


def is_ready(site: SiteAddress) -> bool:
    """Return whether a site answers, and can store something."""
    return answers(site, "/readyz")


def answers(site: SiteAddress, path: str) -> bool:
    """Return whether a page can be had."""
    connection = http.client.HTTPConnection(site.host, site.port, timeout=READY_SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
