"""Locking files, inheriting locks, and waiting for them."""

from pathlib import Path

import pytest

from standalone import StandaloneError
from standalone.locks import lock
from standalone.processes import ChildProcess

SECONDS = 50


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file that does not exist."""
    return tmp_path / "lock"


def test_a_locked_file(path: Path) -> None:
    """Locking a locked file raises an error with the given message."""
    with (
        lock(path, "Taken."),
        pytest.raises(StandaloneError, match=r"^It is taken\.$"),
    ):
        lock(path, "It is taken.")


def test_a_closed_file(path: Path) -> None:
    """Closing the file releases the lock."""
    lock(path, "Taken.").close()
    with lock(path, "It is taken.") as file:
        assert not file.closed


def test_an_inherited_file(path: Path) -> None:
    """A child process that inherits the file keeps it locked."""
    with lock(path, "Taken.") as file:
        child = ChildProcess(["sleep", "1000"], inherited=[file.fileno()])
    with pytest.raises(StandaloneError, match="It is taken"):
        lock(path, "It is taken.")
    child.stop(SECONDS)
    lock(path, "It is still taken.").close()


def test_waiting(path: Path) -> None:
    """A waiting caller gets the lock as soon as it is released."""
    first = lock(path, "Taken.")
    with lock(path, "It is taken.", SECONDS, first.close):
        assert first.closed
