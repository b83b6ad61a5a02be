"""Retries of Lighthouse, which sometimes fails to produce a report."""

import subprocess
from pathlib import Path

import pytest

from showcase import lighthouse

NODE = """\
#!/bin/sh
echo run >> "{runs}"
[ "$(wc -l < "{runs}")" -ge {needed} ] || {{ echo "run it again" >&2; exit 1; }}
echo '{{"categories": {{}}}}'
"""


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Return the path of a file to which each run of Lighthouse appends a line."""
    return tmp_path / "runs"


def succeed_at_run(needed: int, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a fake ``node`` on ``PATH`` that first succeeds at the given run."""
    node = runs.parent / "node"
    node.write_text(NODE.format(runs=runs, needed=needed))
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(runs.parent), prepend=":")


def test_lighthouse_is_retried(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report of the third run is used if the first two fail."""
    succeed_at_run(3, runs, monkeypatch)
    assert lighthouse.audit_page("http://localhost/", "mobile") == {"categories": {}}
    assert len(runs.read_text().splitlines()) == 3


def test_lighthouse_is_not_retried_forever(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If every attempt fails, ``audit_page()`` raises an error."""
    succeed_at_run(lighthouse.ATTEMPTS + 1, runs, monkeypatch)
    with pytest.raises(subprocess.CalledProcessError):
        lighthouse.audit_page("http://localhost/", "mobile")
    assert len(runs.read_text().splitlines()) == lighthouse.ATTEMPTS
