"""Tests of forked processes, each of which creates its own client."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod, free_port

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def environment(**variables: object) -> dict[str, str]:
    """Return the environment with the given variables and a path to the packages."""
    return {**os.environ, "PYTHONPATH": str(ROOT)} | {
        name: str(value) for name, value in variables.items()
    }


def test_a_fork_within_a_context(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> None:
    """A child process creates its own client, even in an inherited context."""
    program = [str(HERE / "fork_program.py"), str(mongod.port), database.name]
    done = subprocess.run(
        [sys.executable, "-W", "error", *program],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["parent", "child", "parent again"]
    assert database["posts"].count_documents({}) == 3


def is_before_workers(line: Any) -> bool:
    """Return whether a log line comes before the start of the first worker."""
    return b"Booting worker" not in line


@contextmanager
def preloading_gunicorn(port: int, log: Path, **variables: object) -> Iterator[None]:
    """Run gunicorn with the preloaded application and two workers."""
    command = [
        *(sys.executable, "-W", "error::UserWarning", "-m", "gunicorn"),
        *("--preload", "--workers=2", "--no-control-socket"),
        *(f"--bind=127.0.0.1:{port}", "preloaded:app"),
    ]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            cwd=HERE,
            env=environment(**variables),
            stdout=output,
            stderr=subprocess.PIPE,
        ) as process,
    ):
        assert process.stderr is not None
        try:
            output.writelines(takewhile(is_before_workers, process.stderr))
            yield
        finally:
            process.terminate()
            output.write(process.stderr.read())


def test_gunicorn_that_preloads(
    tmp_path: Path, mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> None:
    """Workers log no warnings if the application used its database when imported."""
    port, log = free_port(), tmp_path / "log"
    variables = {"PRELOADED_PORT": mongod.port, "PRELOADED_DATABASE": database.name}
    with (
        preloading_gunicorn(port, log, **variables),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as response,
    ):
        processes = json.load(response)
    assert len(set(processes)) == 2
    written = log.read_text()
    assert "Shutting down: Master" in written
    assert "Warning" not in written
    assert "Traceback" not in written
