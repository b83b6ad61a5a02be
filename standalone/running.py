"""How ``bin/sample`` and ``bin/reset`` find the site that ``bin/serve`` runs."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from standalone.errors import StandaloneError
from standalone.locks import lock

__all__ = ["LOCK", "remember", "run_command", "settings_of"]

LOCK = "serve.lock"
SETTINGS = "running.json"
PREFIXES = ("MONGODB_", "TODO_", "SECRET_KEY", "TRUSTED_HOSTS", "LOG_LEVEL")
"""The beginnings of the names of the site's settings."""


@contextmanager
def remember(directory: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Keep the settings of a running site in a file that only its owner can read.

    :param directory: the site's directory.
    :param environ: the site's environment.
    """
    path = directory / SETTINGS
    settings = {k: v for k, v in environ.items() if k.startswith(PREFIXES)}
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(settings, file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def settings_of(directory: Path) -> dict[str, str]:
    """Return the settings of the site that runs from a directory.

    :raises StandaloneError: if none does.
    """
    path = directory / SETTINGS
    if not path.exists() or _is_left_over(directory):
        raise StandaloneError(
            f"No site runs from {directory}: start bin/serve, or set TODO_DIRECTORY "
            "to the directory of one."
        )
    settings: dict[str, str] = json.loads(path.read_text())
    return settings


def _is_left_over(directory: Path) -> bool:
    """Return whether no process holds the lock, as after a crash."""
    try:
        lock(directory / LOCK, "").close()
    except StandaloneError:
        return False
    return True


def run_command(directory: Path, command: Sequence[str]) -> NoReturn:
    """Replace this process with a command of the site that runs from a directory.

    :param command: a command of ``flask``, with its arguments.
    :raises StandaloneError: if no site runs.
    """
    others = {k: v for k, v in os.environ.items() if not k.startswith(PREFIXES)}
    environ = {**others, **settings_of(directory)}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
    os.execve(sys.executable, flask, environ)  # noqa: S606  a command of the site


if __name__ == "__main__":
    folder = Path(os.environ.get("TODO_DIRECTORY") or "var").absolute()
    try:
        run_command(folder, sys.argv[1:])
    except StandaloneError as error:
        sys.exit(str(error))
