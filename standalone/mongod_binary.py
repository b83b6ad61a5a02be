"""Find a ``mongod`` that runs on this machine."""

import os
import re
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from standalone.errors import StandaloneError

__all__ = ["find_mongod", "library_folder"]

WHEEL_PATH = Path("fiftyone", "db", "bin", "mongod")
BUNDLED_NAME = re.compile(r"(lib(?:curl|ssl|crypto))-\w+(\.so\.\d+)(\.\d+)?")
ALTERNATIVES = (
    "Install MongoDB 6.0 or newer, or set MONGODB_HOST to a running server, or use "
    "docker compose up."
)


SHELL_STATUS = 128  # plus the number of the signal that ended a program
EMBEDDED = "the embedded one, which is for Linux and macOS on x86-64 and arm64,"
LACKS_AVX = "does not run on this processor, which may lack AVX"


def find_mongod() -> list[str]:
    """Return the command that runs the wheel's ``mongod``, or the one on ``PATH``.

    :returns: the command, to which arguments can be appended.
    :raises StandaloneError: if neither of them can be run.
    """
    problems: dict[str, str] = {}
    for name, command in _candidates():
        problem = _problem(command)
        if problem is None:
            return command
        problems.setdefault(name, problem)
    reasons = ", and ".join(f"{name} {problem}" for name, problem in problems.items())
    raise StandaloneError(
        f"No MongoDB server can be started here: {reasons}. {ALTERNATIVES}"
    )


def _candidates() -> Iterator[tuple[str, list[str]]]:
    wheel = os.fspath(Path(sysconfig.get_path("purelib"), WHEEL_PATH))
    yield EMBEDDED, [wheel]
    yield EMBEDDED, ["env", f"LD_LIBRARY_PATH={library_folder()}", wheel]
    yield "the mongod on PATH", [shutil.which("mongod") or ""]


def _problem(command: list[str]) -> str | None:
    """Return the reason why a command does not run here, or ``None`` if it does."""
    if not Path(command[-1]).is_file():
        return "is missing"
    try:
        done = subprocess.run(  # noqa: S603  a fixed command
            [*command, "--version"],
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
    except OSError as error:
        return f"does not run ({error.strerror})"
    if done.returncode in {-signal.SIGILL, SHELL_STATUS + signal.SIGILL}:
        return LACKS_AVX
    if done.returncode != 0:
        reason = done.stderr.strip() or f"status {done.returncode}"
        return f"does not run ({reason.splitlines()[-1]})"
    return None


def library_folder() -> Path:
    """Return the folder of the libraries bundled with the pycurl wheel.

    Their file names contain a digest, so other programs do not find them. This function
    adds links with the usual names, such as ``libcurl.so.4`` and ``libssl.so.1.1``, for
    ``mongod``.
    """
    folder = Path(sysconfig.get_path("platlib"), "pycurl.libs")
    for path in folder.glob("lib*"):
        name = BUNDLED_NAME.match(path.name)
        if name is not None:
            library, version, minor = name.groups("")
            with suppress(OSError):  # the folder may be read-only
                for usual in (library + version, library + version + minor):
                    _link(folder / usual, path.name)
    return folder


def _link(path: Path, target: str) -> None:
    """Create a link atomically, because other processes may create or use it."""
    if not (path.is_symlink() and path.readlink() == Path(target)):
        draft = path.with_name(f"{path.name}-{os.getpid()}")
        draft.symlink_to(target)
        draft.replace(path)
