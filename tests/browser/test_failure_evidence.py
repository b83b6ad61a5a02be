"""The files that are saved when a browser test fails."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "build/browser/fails_on_purpose-test_that_fails-scripts-on/browser"
PROGRAM = "tests/browser/fails_on_purpose.py"


def test_evidence() -> None:
    """A failed test leaves a screenshot, the page, the console and the server's log."""
    shutil.rmtree(EVIDENCE, ignore_errors=True)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed" in run.stdout
    assert (EVIDENCE / "screenshot.png").read_bytes().startswith(b"\x89PNG")
    assert "That address is not a task" in (EVIDENCE / "page.html").read_text()
    assert "seen in the console" in (EVIDENCE / "console.json").read_text()
    assert '"path": "/not-a-task"' in (EVIDENCE / "server.log").read_text()
