"""Container tests on a machine without Docker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = "unix:///nowhere/docker.sock"


def run_without_engine(*arguments: str, **variables: str) -> str:
    """Run some container tests without a Docker engine, and return the report."""
    command = [sys.executable, "-m", "pytest", "tests/compose/test_settings.py"]
    environ = {name: os.environ[name] for name in os.environ if "PYTEST" not in name}
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env={**environ, "DOCKER_HOST": NOWHERE, **variables},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_skipped_without_docker() -> None:
    """Without Docker, each test is skipped; the report shows where and why."""
    report = run_without_engine(REQUIRE_DOCKER="")
    assert "Not run, because no Docker engine responds" in report
    assert "tests/compose/test_settings.py:" in report
    assert " passed" not in report
    assert " failed" not in report


def test_docker_can_be_required() -> None:
    """With ``REQUIRE_DOCKER=1``, missing Docker makes the tests fail."""
    report = run_without_engine(REQUIRE_DOCKER="1")
    assert "REQUIRE_DOCKER=1, but: Not run, because no Docker engine responds" in report
    assert " skipped" not in report
    assert " passed" not in report


def test_skipped_without_the_docker_command(tmp_path: Path) -> None:
    """The tests are also skipped if the ``docker`` command is missing."""
    report = run_without_engine(REQUIRE_DOCKER="", PATH=str(tmp_path))
    assert "Not run, because no Docker engine responds" in report


@pytest.mark.parametrize("mark", ["compose", "not compose"])
def test_selection_by_marker(mark: str) -> None:
    """The tests can be selected and deselected by a marker."""
    report = run_without_engine("-m", mark, "--collect-only", "--quiet")
    assert ("test_the_file_is_valid" in report) == (mark == "compose")
