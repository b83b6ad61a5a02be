"""Find a ``mongod`` that runs on this machine."""

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from standalone.errors import StandaloneError

__all__ = ["find_mongod"]

WHEEL_PATH = Path("fiftyone", "db", "bin", "mongod")
WAYS_ON = (
    "Install MongoDB 6.0 or newer, or set MONGODB_HOST to a server that runs, or use "
    "docker compose up."
)


def find_mongod() -> str:
    """Return the ``mongod`` of the installed wheel, else the one on ``PATH``.

    :raises StandaloneError: neither is there and runs.
    """
    problems = []
    for name, path in _candidates():
        problem = _problem(path)
        if problem is None:
            return path
        problems.append(f"{name} {problem}")
    raise StandaloneError(
        f"No MongoDB server can be started here: {', and '.join(problems)}. {WAYS_ON}"
    )


def _candidates() -> Iterator[tuple[str, str]]:
    wheel = Path(sysconfig.get_path("purelib"), WHEEL_PATH)
    yield "the embedded one, which is for Linux x86-64,", os.fspath(wheel)
    yield "the mongod on PATH", shutil.which("mongod") or ""


def _problem(path: str) -> str | None:
    """Tell why a program does not run here: a library of the system may be missing."""
    if not Path(path).is_file():
        return "is missing"
    try:
        done = subprocess.run(  # noqa: S603  a mongod
            [path, "--version"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return f"does not run ({error.strerror})"
    if done.returncode != 0:
        reason = done.stderr.strip() or f"status {done.returncode}"
        return f"does not run ({reason.splitlines()[-1]})"
    return None
