"""Find a ``mongod`` that runs on this machine."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from standalone.errors import StandaloneError
from standalone.libraries import library_folder

__all__ = ["find_mongod"]

WHEEL_PATH = Path("fiftyone", "db", "bin", "mongod")
WAYS_ON = (
    "Install MongoDB 6.0 or newer, or set MONGODB_HOST to a server that runs, or use "
    "docker compose up."
)


def find_mongod() -> list[str]:
    """Return how to start the ``mongod`` of the installed wheel, else that on ``PATH``.

    :returns: the beginning of the command.
    :raises StandaloneError: neither is there and runs.
    """
    problems: dict[str, str] = {}
    for name, command in _candidates():
        problem = _problem(command)
        if problem is None:
            return command
        problems.setdefault(name, problem)
    reasons = ", and ".join(f"{name} {problem}" for name, problem in problems.items())
    raise StandaloneError(
        f"No MongoDB server can be started here: {reasons}. {WAYS_ON}"
    )


def _candidates() -> Iterator[tuple[str, list[str]]]:
    wheel = os.fspath(Path(sysconfig.get_path("purelib"), WHEEL_PATH))
    embedded = "the embedded one, which is for Linux x86-64,"
    yield embedded, [wheel]
    yield embedded, ["env", f"LD_LIBRARY_PATH={library_folder()}", wheel]
    yield "the mongod on PATH", [shutil.which("mongod") or ""]


def _problem(command: list[str]) -> str | None:
    """Tell why a program does not run here: a library of the system may be missing."""
    if not Path(command[-1]).is_file():
        return "is missing"
    try:
        done = subprocess.run(  # noqa: S603  a mongod
            [*command, "--version"],
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
    except OSError as error:
        return f"does not run ({error.strerror})"
    if done.returncode != 0:
        reason = done.stderr.strip() or f"status {done.returncode}"
        return f"does not run ({reason.splitlines()[-1]})"
    return None
