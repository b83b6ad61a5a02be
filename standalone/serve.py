"""Runs the site: MongoDB, the set-up, gunicorn; and ends them together."""

import os
import re
import shutil
import socket
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NoReturn

from standalone.errors import StandaloneError
from standalone.locks import lock
from standalone.mongod import EmbeddedMongod
from standalone.ports import reserve
from standalone.secret_key import ensure_secret_key
from standalone.signals import StopSignals
from standalone.site import Site, set_up

__all__ = ["serve"]

DEFAULT_PORT = "8000"
LAST_PORT = 65535
PORT = re.compile("[0-9]{1,5}")
NEEDED_MIB = 500
PATIENCE_SECONDS = 30
LOOK_SECONDS = 0.1
DATABASE_VARIABLES = ("MONGODB_HOST", "MONGODB_URI", "MONGODB_URI_FILE")
KEY_VARIABLES = ("SECRET_KEY", "SECRET_KEY_FILE")


def serve(directory: Path, environ: Mapping[str, str]) -> NoReturn:
    """Run the site until SIGINT, SIGTERM or SIGHUP ends it.

    :param directory: keeps the data and the secret key; gets mode 700.
    :param environ: the site's settings; with ``MONGODB_HOST`` or ``MONGODB_URI`` the
        site uses that server, and none is started.
    :raises StandaloneError: it cannot run, or a part of it has ended by itself.
    :raises SystemExit: a signal has ended it; the status is 0.
    """
    checks = [StopSignals().exit_if_received]

    def check() -> None:
        for each in checks:
            each()

    mongod = _mongod(directory / "mongodb", environ)
    with ExitStack() as stack:
        stack.enter_context(_claim(directory, room=mongod is not None))
        listener = stack.enter_context(_listen(environ.get("TODO_PORT")))
        environment = {**environ, **_secret_key(directory, environ)}
        if mongod is not None:
            stack.callback(mongod.stop)
            mongod.start(patience=PATIENCE_SECONDS, between=check)
            checks.append(mongod.check)
            environment["MONGODB_URI"] = mongod.uri
        set_up(environment, check)
        site = stack.enter_context(Site(environment, listener))
        checks.append(site.check)
        site.wait_for_answer(between=check)
        _announce(site, mongod)
        while True:
            check()
            time.sleep(LOOK_SECONDS)


def _mongod(directory: Path, environ: Mapping[str, str]) -> EmbeddedMongod | None:
    """Return the server that is needed, not started, unless there is another."""
    if any(environ.get(name) for name in DATABASE_VARIABLES):
        return None
    return EmbeddedMongod(directory)


def _claim(directory: Path, *, room: bool) -> IO[bytes]:
    """Make the directory, private, and keep others from running the site there.

    :param room: whether a database must find room there.
    """
    directory.mkdir(mode=0o700, exist_ok=True)
    free_mib = shutil.disk_usage(directory).free // 2**20
    if room and free_mib < NEEDED_MIB:
        raise StandaloneError(
            f"The disk of {directory} has {free_mib} MiB free; MongoDB needs "
            f"{NEEDED_MIB} MiB."
        )
    directory.chmod(0o700)
    refusal = f"The site already runs from {directory}: use that one, or stop it."
    return lock(directory / "serve.lock", refusal)


def _listen(text: str | None) -> socket.socket:
    """Take the port at once, so that nobody else has it when the site is ready."""
    port = text or DEFAULT_PORT
    if not (PORT.fullmatch(port) and 1 <= int(port) <= LAST_PORT):
        raise StandaloneError(
            f"TODO_PORT must be a number from 1 to {LAST_PORT}, not {port!r}."
        )
    try:
        listener = reserve(int(port))
    except StandaloneError as error:
        raise StandaloneError(f"{error} Set TODO_PORT to another one.") from error
    listener.listen()
    return listener


def _secret_key(directory: Path, environ: Mapping[str, str]) -> dict[str, str]:
    if any(environ.get(name) for name in KEY_VARIABLES):
        return {}
    path = directory / "secret_key"
    ensure_secret_key(path)
    return {"SECRET_KEY_FILE": os.fspath(path)}


def _announce(site: Site, mongod: EmbeddedMongod | None) -> None:
    print(f"Site: {site.address}", flush=True)  # noqa: T201  what the command is for
    if mongod is not None:
        print(f"MongoDB: {mongod.uri}", flush=True)  # noqa: T201  the same
