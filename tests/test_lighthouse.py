"""Google Lighthouse, which does not give a report each time."""

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
    """Return where each run of Lighthouse leaves a line."""
    return tmp_path / "runs"


def succeed_at_run(needed: int, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a ``node`` first that gives a report at a run, and none before."""
    node = runs.parent / "node"
    node.write_text(NODE.format(runs=runs, needed=needed))
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(runs.parent), prepend=":")


def test_a_page_is_looked_at_again_when_no_report_came(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that comes with the third run is taken."""
    succeed_at_run(3, runs, monkeypatch)
    assert lighthouse.look_at("http://localhost/", "mobile") == {"categories": {}}
    assert len(runs.read_text().splitlines()) == 3


def test_a_page_without_a_report_is_given_up(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command fails when the last run has given none either."""
    succeed_at_run(lighthouse.ATTEMPTS + 1, runs, monkeypatch)
    with pytest.raises(subprocess.CalledProcessError):
        lighthouse.look_at("http://localhost/", "mobile")
    assert len(runs.read_text().splitlines()) == lighthouse.ATTEMPTS
