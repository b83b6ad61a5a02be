"""Tests that need a Docker engine, where none answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOWHERE = "unix:///nowhere/docker.sock"


def run_without_engine(*arguments: str, **variables: str) -> str:
    """Run the tests of one file where no engine answers, and return their report."""
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


def test_they_are_named_as_not_run() -> None:
    """Each is skipped, with its place and the reason."""
    report = run_without_engine(REQUIRE_DOCKER="")
    assert "Not run, as no Docker engine answers" in report
    assert "tests/compose/test_settings.py:" in report
    assert " passed" not in report
    assert " failed" not in report


def test_they_can_be_demanded() -> None:
    """With ``REQUIRE_DOCKER=1`` they fail, and say what is missing."""
    report = run_without_engine(REQUIRE_DOCKER="1")
    assert "REQUIRE_DOCKER=1, and yet: Not run, as no Docker engine answers" in report
    assert " skipped" not in report
    assert " passed" not in report


def test_none_without_the_program(tmp_path: Path) -> None:
    """Where there is no ``docker`` at all it is the same."""
    report = run_without_engine(REQUIRE_DOCKER="", PATH=str(tmp_path))
    assert "Not run, as no Docker engine answers" in report


@pytest.mark.parametrize("mark", ["compose", "not compose"])
def test_they_can_be_chosen(mark: str) -> None:
    """They have a mark, by which they are chosen or left out."""
    report = run_without_engine("-m", mark, "--collect-only", "--quiet")
    assert ("test_the_file_is_valid" in report) == (mark == "compose")
