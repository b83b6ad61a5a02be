"""Run the site with sample tasks on a temporary MongoDB server."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from standalone import EmbeddedMongod, free_port

__all__ = ["ROOT", "run_flask", "sample_site", "serving", "settings", "wait_for"]

ROOT = Path(__file__).parents[1]
TASKS = 45
RESPONSE_SECONDS = 20


@contextmanager
def sample_site() -> Iterator[str]:
    """Serve the site with sample tasks, and yield its URL without a trailing slash.

    :raises RuntimeError: if the site does not respond.
    """
    with (
        tempfile.TemporaryDirectory() as directory,
        EmbeddedMongod(Path(directory)) as mongod,
    ):
        environ = settings(mongod, "todo")
        run_flask(environ, "setup")
        run_flask(environ, "sample", str(TASKS))
        port = free_port()
        with serving({**environ, "TODO_PORT": str(port)}) as server:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, server)
            yield url


def settings(mongod: EmbeddedMongod, database: str) -> dict[str, str]:
    """Return the environment variables for a site.

    :param mongod: the MongoDB server of the site.
    :param database: the name of the database.
    """
    return {
        **os.environ,
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database,
        "LOG_LEVEL": "ERROR",
    }


def run_flask(environ: Mapping[str, str], *command: str) -> None:
    """Run a Flask command of the site.

    :raises subprocess.CalledProcessError: if the command fails.
    """
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    subprocess.run(flask, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(
    environ: Mapping[str, str], *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the site with gunicorn.

    :param environ: the environment variables of the site.
    :param arguments: additional command-line arguments for gunicorn.
    """
    command = [sys.executable, "-m", "gunicorn", "--log-level=error"]
    server = subprocess.Popen(
        [*command, "--access-logfile=/dev/null", *arguments], cwd=ROOT, env=environ
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str, server: subprocess.Popen[bytes], path: str = "/healthz") -> None:
    """Wait until the site responds to a request for a path.

    :raises RuntimeError: if it does not respond in time.
    """
    deadline = time.monotonic() + RESPONSE_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url + path).close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"The site does not respond at {url}.")
