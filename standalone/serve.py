"""Runs the site: MongoDB, the set-up, gunicorn; and ends them together."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from standalone.errors import StandaloneError
from standalone.mongod import EmbeddedMongod, end_with_parent
from standalone.secret_key import ensure_secret_key

__all__ = ["serve"]

DEFAULT_PORT = "8000"
ANSWER_SECONDS = 30
STOP_SECONDS = 15
NEEDED_BYTES = 500 * 1024 * 1024
DATABASE_VARIABLES = ("MONGODB_HOST", "MONGODB_URI", "MONGODB_URI_FILE")


def serve(directory: Path, environ: Mapping[str, str]) -> None:
    """Run the site until a signal ends it.

    :param directory: keeps the data and the secret key.
    :param environ: the site's settings; with ``MONGODB_HOST`` or ``MONGODB_URI`` the
        site uses that server, and none is started.
    :raises StandaloneError: it cannot run, or a part of it has ended by itself.
    """
    stop_signals = _Signals()
    with ExitStack() as stack:
        _prepare(directory)
        stack.enter_context(_alone(directory))
        port = _port(environ)
        environment = _environment(directory, environ)
        mongod = _mongod(directory, environ)
        if mongod is not None:
            stack.enter_context(mongod)
            environment["MONGODB_URI"] = mongod.uri
        _set_up(environment)
        site = stack.enter_context(_gunicorn(environment))
        _wait_for_answer(site, port, stop_signals)
        if not stop_signals.received:
            _announce(port, mongod)
        _wait_for_end(site, stop_signals)


class _Signals:
    """Remembers that somebody asked the site to end."""

    def __init__(self) -> None:
        self.received = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._receive)

    def _receive(self, _number: int, _frame: FrameType | None) -> None:
        self.received = True


def _prepare(directory: Path) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    free = shutil.disk_usage(directory).free
    if free < NEEDED_BYTES:
        raise StandaloneError(
            f"The disk of {directory} has {free // 2**20} MiB free; "
            f"{NEEDED_BYTES // 2**20} MiB are needed."
        )


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    with (directory / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StandaloneError(
                f"The site already runs from {directory}: use that one, or stop it."
            ) from None
        yield


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("TODO_PORT") or DEFAULT_PORT
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):  # noqa: PLR2004  the last port
        raise StandaloneError(
            f"TODO_PORT must be a number from 1 to 65535, not {text!r}."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise StandaloneError(
                f"Port {text} on 127.0.0.1 cannot be used ({error.strerror}): "
                "set TODO_PORT to another one."
            ) from error
    return int(text)


def _environment(directory: Path, environ: Mapping[str, str]) -> dict[str, str]:
    environment = dict(environ)
    if not environ.get("SECRET_KEY") and not environ.get("SECRET_KEY_FILE"):
        key = directory / "secret_key"
        ensure_secret_key(key)
        environment["SECRET_KEY_FILE"] = os.fspath(key)
    return environment


def _mongod(directory: Path, environ: Mapping[str, str]) -> EmbeddedMongod | None:
    if any(environ.get(name) for name in DATABASE_VARIABLES):
        return None
    return EmbeddedMongod(directory / "mongodb")


def _set_up(environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "setup"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StandaloneError(done.stderr.strip().removeprefix("Error: "))


@contextmanager
def _gunicorn(environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    site = subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509  no thread holds a lock here
    )
    try:
        yield site
    finally:
        site.terminate()
        try:
            site.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            site.kill()
            site.wait()


def _wait_for_answer(
    site: subprocess.Popen[bytes], port: int, stop_signals: _Signals
) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    while not stop_signals.received and not _answers(port):
        if site.poll() is not None:
            raise StandaloneError("The site has ended; its messages stand above.")
        if time.monotonic() > deadline:
            raise StandaloneError(
                f"The site gave no answer in {ANSWER_SECONDS} seconds."
            )
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _announce(port: int, mongod: EmbeddedMongod | None) -> None:
    print(f"Site: http://127.0.0.1:{port}/", flush=True)  # noqa: T201  what the command is for
    if mongod is not None:
        print(f"MongoDB: {mongod.uri}", flush=True)  # noqa: T201  what the command is for


def _wait_for_end(site: subprocess.Popen[bytes], stop_signals: _Signals) -> None:
    while not stop_signals.received:
        if site.poll() is not None:
            raise StandaloneError("The site has ended; its messages stand above.")
        time.sleep(0.1)
