"""Run MongoDB, ``flask setup`` and gunicorn, and stop them together."""

import os
import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from standalone.errors import StandaloneError
from standalone.locks import lock
from standalone.mongod import EmbeddedMongod
from standalone.ports import port_of, reserve
from standalone.processes import StopSignals
from standalone.running import LOCK, remember
from standalone.site import Site, setting_up

__all__ = ["DATABASE_VARIABLES", "Options", "ensure_secret_key", "serve"]

DEFAULT_PORT = 8000
LAST_PORT = 65535
PORT = re.compile("[0-9]{1,5}")
NEEDED_MIB = 500
LOCK_SECONDS = 30
SETUP_SECONDS = 60
POLL_SECONDS = 0.1
BACKLOG = 2048  # gunicorn's default, which it does not set on a socket that listens
STDOUT = 1
DATABASE_VARIABLES = ("MONGODB_HOST", "MONGODB_URI", "MONGODB_URI_FILE")
KEY_VARIABLES = ("SECRET_KEY", "SECRET_KEY_FILE")


@dataclass(frozen=True)
class Options:
    """What to run, and where.

    :param directory: the directory for the data and the secret key; created with mode
        700 if it is missing.
    :param environ: the site's settings; no MongoDB is started if ``MONGODB_HOST``,
        ``MONGODB_URI`` or ``MONGODB_URI_FILE`` is set.
    :param default_port: the port if ``TODO_PORT`` is unset; 0 for any free one.
    :param durable: whether acknowledged writes survive a crash of MongoDB.
    :param folder: the folder of the site's code; defaults to the working directory.
    :param application: the WSGI application, as gunicorn names it.
    :param gunicorn_arguments: additional arguments for ``gunicorn``.
    """

    directory: Path
    environ: Mapping[str, str]
    default_port: int = DEFAULT_PORT
    durable: bool = True
    folder: Path | None = None
    application: str = "wsgi:app"
    gunicorn_arguments: Sequence[str] = ()


def serve(options: Options, signals: StopSignals) -> NoReturn:
    """Run the site until a signal stops it.

    :param options: what to run, and where.
    :param signals: the signals that stop it.
    :raises StandaloneError: if the site cannot start, or one of its processes stops.
    :raises SystemExit: with status 0 after a signal.
    """
    checks = [signals.exit_if_received]

    def check() -> None:
        for each in checks:
            each()

    mongod = _mongod(options)
    with ExitStack() as stack:
        stack.enter_context(_claim(options.directory, needs_space=mongod is not None))
        listener = stack.enter_context(_listen(options))
        environment = _environment(options, listener)
        if mongod is not None:
            stack.callback(mongod.stop)
            mongod.launch(lock_seconds=LOCK_SECONDS, on_poll=check)
            environment["MONGODB_URI"] = mongod.uri
        wait_seconds = 0 if mongod is None else SETUP_SECONDS
        with setting_up(environment, options.folder, wait_seconds) as finish_setup:
            if mongod is None:
                finish_setup(check)  # the reason of a failure is printed alone
            site = Site(
                environment,
                listener,
                options.folder,
                options.application,
                options.gunicorn_arguments,
            )
            stack.callback(site.stop)
            if mongod is not None:  # which starts beside flask setup and gunicorn
                mongod.wait_for_writes(on_poll=check)
                checks.append(mongod.check)
            finish_setup(check)
        checks.append(site.check)
        site.wait_for_response(on_poll=check)
        stack.enter_context(remember(options.directory, environment))
        _announce(site, mongod)
        while True:
            check()
            time.sleep(POLL_SECONDS)


def _mongod(options: Options) -> EmbeddedMongod | None:
    """Return the MongoDB server to start, or ``None`` if one is configured."""
    if any(options.environ.get(name) for name in DATABASE_VARIABLES):
        return None
    return EmbeddedMongod(options.directory / "mongodb", durable=options.durable)


def _claim(directory: Path, *, needs_space: bool) -> IO[bytes]:
    """Create the directory if it is missing, lock it, and return the lock file.

    :param needs_space: whether to check the free disk space.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    free_mib = shutil.disk_usage(directory).free // 2**20
    if needs_space and free_mib < NEEDED_MIB:
        raise StandaloneError(
            f"The disk of {directory} has {free_mib} MiB free; MongoDB needs "
            f"{NEEDED_MIB} MiB."
        )
    message = f"The site is already running from {directory}: use or stop it."
    return lock(directory / LOCK, message)


def _listen(options: Options) -> socket.socket:
    """Listen before the site starts, so that other programs cannot take the port."""
    text = options.environ.get("TODO_PORT")
    port = _port(text) if text else options.default_port
    try:
        listener = reserve(port)
    except StandaloneError as error:
        raise StandaloneError(f"{error} Set TODO_PORT to another port.") from error
    listener.listen(BACKLOG)
    return listener


def _environment(options: Options, listener: socket.socket) -> dict[str, str]:
    return {
        **options.environ,
        **_secret_key(options.directory, options.environ),
        "TODO_PORT": str(port_of(listener)),
    }


def _port(text: str) -> int:
    if not (PORT.fullmatch(text) and 1 <= int(text) <= LAST_PORT):
        raise StandaloneError(
            f"TODO_PORT must be a number from 1 to {LAST_PORT}, not {text!r}."
        )
    return int(text)


def _secret_key(directory: Path, environ: Mapping[str, str]) -> dict[str, str]:
    if any(environ.get(name) for name in KEY_VARIABLES):
        return {}
    path = directory / "secret_key"
    ensure_secret_key(path)
    return {"SECRET_KEY_FILE": os.fspath(path)}


def ensure_secret_key(path: Path) -> None:
    """Create a file with a new key and mode 600 atomically, unless it exists."""
    if path.exists():
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _announce(site: Site, mongod: EmbeddedMongod | None) -> None:
    """Print the URLs in a thread, since nobody may read them."""
    text = f"Site: {site.url}\n"
    if mongod is not None:
        text += f"MongoDB: {mongod.uri}\n"
    threading.Thread(target=_print, args=(text,), daemon=True).start()


def _print(text: str) -> None:
    with suppress(OSError):  # the output is closed
        os.write(STDOUT, text.encode())
