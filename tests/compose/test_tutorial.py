"""The site of the tutorial's last step in containers, by the commands of its page."""

import os
import re
import secrets
import shutil
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest

from standalone.ports import free_port
from standalone.processes import wait_until
from tests.compose.conftest import ROOT, run
from tests.compose.visitors import SECONDS

PAGE = ROOT / "docs" / "tutorial" / "11-deployment.md"
COMMANDS = re.compile(r"```bash\n(python -m pip wheel .*?)```", re.DOTALL)
IMAGE = "todo-tutorial"
ANOTHER_PORT = """\
services:
  web:
    ports: !override ["127.0.0.1:{}:8000"]
"""
FIELDS = {
    "title": "Buy milk",
    "text": "",
    "priority": "normal",
    "assignee": "",
    "tags": "",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the commands in a copy of the step, and remove everything afterwards."""
    folder = tmp_path_factory.mktemp("tutorial") / "step"
    shutil.copytree(ROOT / "tutorial" / "11-deployment", folder)
    port = free_port()
    (folder / "port.yml").write_text(ANOTHER_PORT.format(port))
    environ = {
        **os.environ,
        "CHECKOUT": os.fspath(ROOT),
        "COMPOSE_FILE": os.pathsep.join(["compose.yml", "port.yml"]),
        "COMPOSE_PROJECT_NAME": f"todo-test-{secrets.token_hex(4)}",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    found = COMMANDS.search(PAGE.read_text())
    assert found
    in_the_background = f"set -e\n{found[1].rstrip()} --detach --wait"
    try:
        result = run("bash", "-c", in_the_background, cwd=folder, env=environ)
        assert result.returncode == 0, result.stderr
        address = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: answers(address), SECONDS)
        yield address
    finally:
        down = ["docker", "compose", "down", "--volumes", "--timeout=1"]
        run(*down, cwd=folder, env=environ)
        run("docker", "rmi", IMAGE)


def answers(address: str) -> bool:
    """Return whether the site responds; its container is up before it listens."""
    try:
        urllib.request.urlopen(address).close()
    except (OSError, HTTPException):
        return False
    return True


def test_a_task_is_stored(url: str) -> None:
    """A task added with the form appears in the list."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    form = browser.open(f"{url}/new").read().decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', form))
    fields = {**hidden, **FIELDS}
    browser.open(f"{url}/new", urllib.parse.urlencode(fields).encode())
    assert "Buy milk" in browser.open(f"{url}/").read().decode()


def test_it_is_healthy(url: str) -> None:
    """The check for monitoring succeeds, so the site's own user can log in."""
    with urllib.request.urlopen(f"{url}/healthz") as response:
        assert response.status == 200
