"""The example applications of the how-to guides, with their own tests.

They are on the pages ``use-the-packages.md`` and ``test-with-mongodb.md``.
"""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from pymongo.database import Database as PlainDatabase

from docs.snippets import commands
from standalone import EmbeddedMongod, free_port
from standalone.processes import ChildProcess, wait_until

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
SECONDS = 60


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in EXAMPLES.glob("*/conftest.py"))
)
def test_example(name: str, mongod: EmbeddedMongod, tmp_path: Path) -> None:
    """The tests of an example pass in a copy of its folder."""
    shutil.copytree(EXAMPLES / name, tmp_path / name)
    (command,) = commands(Path("docs/how-to/test-with-mongodb.md"))[-1:]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", *command.split(), "--quiet"],
        cwd=tmp_path / name,
        env={**os.environ, "MONGODB_URI": mongod.uri, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_notebook_is_served(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, object]]
) -> None:
    """The commands of the page create the indexes, and serve the application."""
    environ = {
        **os.environ,
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
        "PYTHONPATH": f"{ROOT}:{EXAMPLES / 'notes'}",
    }
    port = str(free_port())
    create, run = (
        [sys.executable, "-m", *command.split()]
        for command in commands(Path("docs/how-to/use-the-packages.md"))
    )
    subprocess.run(create, env=environ, check=True, capture_output=True)
    assert "tags_1_created_-1" in database["notes"].index_information()
    server = ChildProcess([*run, "--port", port], environ=environ)
    try:
        assert wait_until(lambda: "No notes." in page(port), SECONDS)
    finally:
        server.stop(SECONDS)


def page(port: str) -> str:
    """Return the application's first page, or nothing while it starts."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as response:
            text: str = response.read().decode()
    except OSError:
        return ""
    return text
