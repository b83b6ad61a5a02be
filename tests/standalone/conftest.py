"""Fixtures for running programs in temporary checkouts of the project."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from standalone import free_port
from standalone.processes import wait_until

ROOT = Path(__file__).parents[2]
SECONDS = 50
LEFT_OUT = {".git", ".venv", "build", "var"}
NEEDED = ("bash", "cat", "cmp", "cp", "df", "dirname", "env", "flock", "mkdir", "rm")
# Restores default signal handling, because nohup and background jobs ignore some.
DEFAULT_SIGNALS = (shutil.which("env") or "env", "--default-signal", "/bin/sh")
SETTINGS = ("MONGODB_", "TODO_", "SECRET_KEY", "TRUSTED_HOSTS", "LOG_LEVEL")


class Outcome(NamedTuple):
    """A program's exit status and output, and the processes that it left running."""

    status: int
    stdout: str
    stderr: str
    still_running: list[str]


class Run:
    """A program from a checkout, running in the background.

    :param checkout: the checkout.
    :param command: the program's path in the checkout, and its arguments.
    :param environ: additional environment variables.
    :param terminal: the device file of the controlling terminal, or the null device.
    :param folder: the working directory.
    """

    def __init__(
        self,
        checkout: "Checkout",
        command: tuple[str, ...],
        environ: dict[str, str],
        terminal: str,
        folder: Path,
    ) -> None:
        self.checkout = checkout
        program = checkout.folder / command[0]
        self.environ = {"TODO_PORT": str(free_port()), **environ}
        self.stdout = checkout.new_file("stdout")
        self.stderr = checkout.new_file("stderr")
        with self.stdout.open("wb") as out, self.stderr.open("wb") as err:
            self.process = subprocess.Popen(
                [
                    *DEFAULT_SIGNALS,
                    "-c",
                    'exec "$@" <"$0"',
                    terminal,
                    program,
                    *command[1:],
                ],
                cwd=folder,
                env={**plain_environ(), **self.environ},
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def url(self, name: str) -> str:
        """Wait until the program prints the URL with this name, and return it."""
        wait_for(lambda: f"{name}: " in self.stdout.read_text() or self.has_ended)
        lines = self.stdout.read_text().splitlines()
        found = [line for line in lines if line.startswith(f"{name}: ")]
        assert len(found) == 1, self.stderr.read_text()
        return found[0].removeprefix(f"{name}: ")

    @property
    def has_ended(self) -> bool:
        """Whether the program has ended."""
        return self.process.poll() is not None

    def outcome(self) -> Outcome:
        """Wait until the program has ended, and return its outcome."""
        status = self.process.wait(SECONDS)
        still_running = sorted(self.checkout.processes().values())
        stdout, stderr = self.stdout.read_text(), self.stderr.read_text()
        return Outcome(status, stdout, stderr, still_running)


class Checkout:
    """A checkout of the project, with a virtual environment.

    Both link to the files of this project, so that nothing has to be installed.

    :param folder: the folder to create.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.venv = folder / ".venv"
        self.var = folder / "var"
        self._runs: list[Run] = []
        self.venv.mkdir(parents=True)
        for path in ROOT.iterdir():
            if path.name not in LEFT_OUT:
                (folder / path.name).symlink_to(path)
        for name in ("bin", "lib", "pyvenv.cfg"):
            (self.venv / name).symlink_to(Path(sys.prefix, name))
        for name in ("standalone", "tests"):
            pins = ROOT / "requirements" / f"{name}.txt"
            shutil.copy(pins, self.venv / f"installed-{name}")

    @property
    def packages(self) -> Path:
        """The folder of installed packages."""
        return self.venv / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)

    def start(self, *command: str, **environ: str) -> Run:
        """Start a program from the checkout with additional environment variables."""
        return self._start(command, environ, os.devnull, self.folder)

    def serve(self, terminal: str = os.devnull, **environ: str) -> Run:
        """Start ``bin/serve`` from the parent folder, optionally in a terminal."""
        return self._start(("bin/serve",), environ, terminal, self.folder.parent)

    def _start(self, *how: Any) -> Run:
        self._runs.append(Run(self, *how))
        return self._runs[-1]

    def new_file(self, kind: str) -> Path:
        """Return the path of a new file next to the checkout."""
        number = len(list(self.folder.parent.glob(f"{kind}-*")))
        return self.folder.parent / f"{kind}-{number}"

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file in the checkout, replacing a link with the same name."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def embed(self, script: str | None) -> None:
        """Replace the wheel's ``mongod`` with a script, or remove it."""
        packages, mine = Path(sysconfig.get_path("purelib")), self.packages
        (self.venv / "lib").unlink()
        (mine / "pycurl.libs").mkdir(parents=True)
        own = {"fiftyone", "pycurl.libs"}
        libraries = packages.glob("pycurl.libs/lib*-*.so.*")
        for path in (*packages.iterdir(), *libraries):
            if path.name not in own:
                (mine / path.relative_to(packages)).symlink_to(path)
        if script is not None:
            mongod = mine / "fiftyone" / "db" / "bin" / "mongod"
            self.write(str(mongod.relative_to(self.folder)), script, 0o700)

    def forget_venv(self) -> None:
        """Remove the virtual environment."""
        shutil.rmtree(self.venv)

    def fake(self, name: str, script: str, path: str = os.environ["PATH"]) -> str:
        """Add a fake program to the front of a PATH, and return the new PATH."""
        script = f"#!/bin/sh\n{script}\n"
        return f"{self.write(f'fakes/{name}', script, 0o700).parent}:{path}"

    def processes(self) -> dict[int, str]:
        """Return the commands of processes running in the checkout, by process id."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink().is_relative_to(self.folder):
                    command = (process / "cmdline").read_bytes()
                    found[int(process.name)] = command.replace(b"\0", b" ").decode()
        return found

    def find(self, words: str) -> int:
        """Wait for a process whose command contains this text; return the lowest id."""
        wait_for(lambda: any(words in each for each in self.processes().values()))
        return min(number for number, each in self.processes().items() if words in each)

    def close(self) -> None:
        """Stop the processes that still run in the checkout."""
        for run in self._runs:
            run.process.terminate()
            run.process.wait(SECONDS)
        wait_for(lambda: self.processes() == {})


def plain_environ() -> dict[str, str]:
    """Return the current environment without the site's settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(SETTINGS)
    }


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds."""
    assert wait_until(condition, SECONDS)


@pytest.fixture(scope="session", name="wait_for")
def wait_for_fixture() -> Callable[[Callable[[], bool]], None]:
    """Return a function that waits until a condition holds."""
    return wait_for


@pytest.fixture(scope="module")
def make_checkout(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Checkout]]:
    """Return a function that creates checkouts, which are closed after the module."""
    with ExitStack() as stack:

        def make() -> Checkout:
            made = Checkout(tmp_path_factory.mktemp("standalone") / "a checkout")
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """Return a checkout for one test."""
    made = Checkout(tmp_path / "a checkout")
    yield made
    made.close()


@pytest.fixture
def short_path(tmp_path: Path) -> str:
    """Return a PATH with the tools that the scripts use, but no Python or MongoDB."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in NEEDED:
        program = shutil.which(name)
        assert program is not None
        (folder / name).symlink_to(program)
    return os.fspath(folder)
