"""Locks on files."""

from pathlib import Path

import pytest

from standalone import StandaloneError
from standalone.child import ChildProcess
from standalone.locks import lock

SECONDS = 50


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file that is missing."""
    return tmp_path / "lock"


def test_a_locked_file(path: Path) -> None:
    """Who comes second is refused, in the words given."""
    with (
        lock(path, "Taken."),
        pytest.raises(StandaloneError, match=r"^It is taken\.$"),
    ):
        lock(path, "It is taken.")


def test_a_closed_file(path: Path) -> None:
    """A file that is closed can be locked again; that it exists means nothing."""
    lock(path, "Taken.").close()
    with lock(path, "It is taken.") as file:
        assert not file.closed


def test_a_file_in_another_process(path: Path) -> None:
    """A process that inherits the file keeps it locked."""
    with lock(path, "Taken.") as file:
        child = ChildProcess(["sleep", "1000"], inherited=[file.fileno()])
    with pytest.raises(StandaloneError, match="It is taken"):
        lock(path, "It is taken.")
    child.stop(SECONDS)
    lock(path, "It is still taken.").close()


def test_waiting(path: Path) -> None:
    """Who waits gets the file once it is closed."""
    first = lock(path, "Taken.")
    with lock(path, "It is taken.", SECONDS, first.close):
        assert first.closed
