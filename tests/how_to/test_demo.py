"""The commands of the demo, ``give-a-demo.md``, one after the other."""

import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError

import pytest

from docs.snippets import commands
from standalone import free_port
from standalone.processes import ChildProcess, wait_until

# bin/serve installs packages, which other tests do at the same time.
pytestmark = pytest.mark.xdist_group("bin/serve")

ROOT = Path(__file__).parents[2]
SERVE, SAMPLE, FOR_PHONES, STOP, CONTINUE, _, REMOVE = commands(
    Path("docs/how-to/give-a-demo.md")
)
SECONDS = 60
TASKS_ON_A_PAGE = 20
TITLE = re.compile(r'<a class="title"[^>]*>([^<]+)</a>')
ADDRESS = re.compile(r"^MongoDB: (\S+)$", re.MULTILINE)


class Demo(NamedTuple):
    """A demo.

    :param folder: the directory of the site.
    :param port: the port of the site on this machine.
    :param mongodb: the address of its MongoDB.
    """

    folder: Path
    port: int
    mongodb: str = ""

    def adapted(self, command: str) -> list[str]:
        """Return a command that runs for this demo."""
        here = command.replace("build/demo", str(self.folder))
        return ["bash", "-c", here.replace("mongodb://127.0.0.1:27017/", self.mongodb)]

    def run(self, command: str) -> str:
        """Run a command, and return its output."""
        done = subprocess.run(
            self.adapted(command), cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout


def get(port: int) -> tuple[int, str]:
    """Request the list, and return the status and the page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as response:
            return response.status, response.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@contextmanager
def serving(command: list[str], environ: dict[str, str], log: Path) -> Iterator[None]:
    """Run a server from the checkout until the end of the block."""
    with log.open("wb") as output:
        server = ChildProcess(
            ["env", "--chdir", str(ROOT), *command],
            environ={**os.environ, **environ},
            stdout=output,
            stderr=output,
        )
        try:
            yield
        finally:
            server.stop(SECONDS)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """Run the site as on the page, on a free port."""
    demo = Demo(tmp_path / "demo", free_port())
    log = tmp_path / "serve.log"
    with serving(demo.adapted(SERVE), {"TODO_PORT": str(demo.port)}, log):
        assert wait_until(lambda: bool(ADDRESS.search(log.read_text())), SECONDS)
        (mongodb,) = ADDRESS.findall(log.read_text())
        yield demo._replace(mongodb=mongodb)


def responds(port: int) -> bool:
    """Return whether a server responds on this port."""
    try:
        return get(port)[0] == HTTPStatus.OK
    except OSError:
        return False


def test_the_demo(demo: Demo, tmp_path: Path) -> None:
    """The commands fill the site, show it to phones, and stop its database."""
    assert demo.run(SAMPLE) == "Added 50 tasks.\n"
    port = free_port()
    command = demo.adapted(FOR_PHONES.replace("8080", str(port)))
    with serving(command, {}, tmp_path / "phones.log"):
        assert wait_until(lambda: responds(port), SECONDS)
        titles = TITLE.findall(get(port)[1])
    assert titles == TITLE.findall(get(demo.port)[1])
    assert len(titles) == TASKS_ON_A_PAGE
    demo.run(STOP)
    try:
        status, page = get(demo.port)
    finally:
        demo.run(CONTINUE)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "The database cannot be reached" in page
    assert wait_until(lambda: responds(demo.port), SECONDS)


def test_what_it_leaves_behind(tmp_path: Path) -> None:
    """The last command removes the directory of the demo."""
    demo = Demo(tmp_path / "demo", 0)
    demo.folder.mkdir()
    demo.run(REMOVE)
    assert not demo.folder.exists()
