"""A gunicorn process that serves the site to the browser tests."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Protocol

from selenium.webdriver.support.ui import WebDriverWait

from standalone import free_port

ROOT = Path(__file__).parents[2]
SECONDS = 60


class Site(Protocol):
    """An address at which a browser finds the site."""

    address: str
    log_path: Path


class Server:
    """The site, served by gunicorn.

    :param environ: the site's settings.
    :param log_path: the file to which gunicorn's output is appended.
    """

    def __init__(self, environ: dict[str, str], log_path: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environ = environ
        self.log_path = log_path
        self.start()

    def start(self) -> None:
        """Start gunicorn, and wait until the site responds."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--workers=1"],
                cwd=ROOT,
                env={**os.environ, **self.environ, "TODO_PORT": str(self.port)},
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_for("/healthz")
        except BaseException:
            self.stop()
            raise

    def wait_for_database(self) -> None:
        """Wait until the site can use its database."""
        self.wait_for("/readyz")

    def wait_for(self, path: str) -> None:
        """Wait until a request for a path succeeds.

        :raises RuntimeError: if gunicorn has exited; the message is its log.
        """
        wait: Any = WebDriverWait  # its type allows drivers only
        wait(self, SECONDS, poll_frequency=0.05).until(lambda _: self.has(path))

    def has(self, path: str) -> bool:
        """Return whether a request for a path succeeds.

        :raises RuntimeError: if gunicorn has exited; the message is its log.
        """
        if self.process.poll() is not None:
            raise RuntimeError(self.log_path.read_text())
        try:
            with urllib.request.urlopen(f"{self.address}{path}"):
                return True
        except urllib.error.URLError:
            return False

    def stop(self) -> None:
        """Stop gunicorn without waiting for open connections."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
