"""The built documentation: ``bin/docs``."""

import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.xdist_group("built docs")
ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


class Built(NamedTuple):
    """The documentation that ``bin/docs serve`` has built and serves."""

    output: list[str]
    address: str


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    """Build the documentation, and serve it."""
    command = ["bin/docs", "serve"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        output = []
        for line in server.stdout:
            output.append(line)
            if match := ADDRESS.search(line):
                yield Built(output, match[0])
                os.killpg(server.pid, signal.SIGTERM)
                return
    pytest.fail("".join(output))


def test_the_documentation_is_served(built: Built) -> None:
    """``bin/docs serve`` builds without a warning, and prints the pages' address."""
    with urllib.request.urlopen(built.address) as response:
        assert "Flask on MongoDB" in response.read().decode()


def test_the_snippets_are_counted(built: Built) -> None:
    """``bin/docs`` prints how many snippets and commands the tests run."""
    assert any(" commands: tests run " in line for line in built.output)
