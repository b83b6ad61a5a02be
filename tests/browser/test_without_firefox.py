"""The journeys in Firefox on a machine without Firefox."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.server import ROOT

MISSING = "Not run, because neither firefox-esr nor firefox is on PATH."


def run_without_firefox(folder: Path, required: str) -> str:
    """Run the journeys with an empty ``PATH``, and return the report."""
    environ = {name: os.environ[name] for name in os.environ if "PYTEST" not in name}
    command = [sys.executable, "-m", "pytest", "tests/browser/test_firefox.py"]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**environ, "PATH": str(folder), "REQUIRE_FIREFOX": required},
        capture_output=True,
        text=True,
        check=False,
    ).stdout


@pytest.mark.parametrize(
    ("required", "outcome", "reason"),
    [
        ("", "skipped", MISSING),
        ("1", "errors", f"REQUIRE_FIREFOX=1, but: {MISSING}"),
    ],
)
def test_missing(tmp_path: Path, required: str, outcome: str, reason: str) -> None:
    """Without Firefox, the journeys are skipped, or fail if it is required."""
    report = run_without_firefox(tmp_path, required)
    assert reason in report
    summary = report.splitlines()[-1]
    assert f" {outcome} in " in summary
    assert "passed" not in summary
