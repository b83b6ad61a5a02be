"""The built packages, and environments to install them in."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from docs.snippets import commands

ROOT = Path(__file__).parents[2]
PACKAGE = "flask-mongokit-todo"
PAGE = Path("docs/how-to/depend-on-the-packages.md")
BUILD, FROM_WHEEL, FROM_CHECKOUT, _, WITH_SITE, SET_UP, SERVE = map(
    shlex.split, commands(PAGE)
)
"""The commands on the page, as lists of words."""

PINS = ROOT / "requirements" / "site.txt"


class Dist(NamedTuple):
    """The files that ``python -m build`` makes."""

    sdist: Path
    wheel: Path


class Environment:
    """A virtual environment of its own.

    :param folder: the folder to make it in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        uv("venv", "--quiet", "--python", sys.executable, str(folder))

    @property
    def bin(self) -> Path:
        """The folder with Python and the installed commands."""
        return self.folder / "bin"

    def pip(self, command: str, *arguments: str) -> str:
        """Run a command of ``uv pip`` for this environment, and return its output."""
        python = f"--python={self.bin / 'python'}"
        return uv("pip", command, python, *arguments)

    def install_as_on_the_page(self, command: list[str], dist: Dist) -> None:
        """Run a ``pip install`` with a built file, and the pinned versions."""
        pip, install, file = command
        assert (pip, install) == ("pip", "install")
        path = file.replace("dist/", f"{dist.wheel.parent}/")
        self.pip(install, path, f"--constraint={PINS}")

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run an installed command outside the checkout.

        :param environ: additional environment variables.
        """
        return subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=self.folder,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
        )

    def error_of(self, code: str) -> str:
        """Run a program, and return the last line of its errors."""
        done = self.run("python", "-c", code)
        return (done.stderr.splitlines() or [""])[-1]


NewEnvironment = Callable[[], Environment]


def uv(*arguments: str) -> str:
    """Run uv, assert that it succeeds, and return its output."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("uv")), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests in one process, which builds the packages once."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("packaging"))


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Dist:
    """Build the sdist, and from it the wheel."""
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, *BUILD[1:], "--no-isolation", "--outdir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Dist(sdist, wheel)


@pytest.fixture(scope="session")
def new_environment(tmp_path_factory: pytest.TempPathFactory) -> NewEnvironment:
    """Return a function that makes an empty environment."""
    return lambda: Environment(tmp_path_factory.mktemp("environment") / "venv")


@pytest.fixture(scope="session")
def with_packages(new_environment: NewEnvironment, dist: Dist) -> Environment:
    """Install the wheel, and what it needs without extras."""
    environment = new_environment()
    environment.install_as_on_the_page(FROM_WHEEL, dist)
    return environment


@pytest.fixture(scope="session")
def with_site(new_environment: NewEnvironment, dist: Dist) -> Environment:
    """Install the wheel with the extra ``site``."""
    environment = new_environment()
    environment.install_as_on_the_page(WITH_SITE, dist)
    return environment
