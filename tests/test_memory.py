"""Data directories in memory."""

import os
import subprocess
import sys
from pathlib import Path

from tests.memory import data_directory


def ended_process_id() -> int:
    """Return the id of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_killed_processes_leave_nothing(tmp_path: Path) -> None:
    """Only the directories of processes that have ended are removed."""
    for process_id in (ended_process_id(), os.getpid()):
        (tmp_path / f"mongod-{process_id}-data").mkdir()
    with data_directory(tmp_path, memory=tmp_path) as made:
        own = f"mongod-{os.getpid()}-data"
        assert {path.name for path in tmp_path.iterdir()} == {own, made.name}
    assert not made.exists()


def test_without_memory(tmp_path: Path) -> None:
    """If there is no file system in memory, the data directory is on disk."""
    with data_directory(tmp_path, memory=tmp_path / "missing") as made:
        assert made.parent == tmp_path
