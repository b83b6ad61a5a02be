"""Directories in memory, for the data of the tests' servers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["data_directory"]

MEMORY = Path("/dev/shm")
NEEDED_BYTES = 2 * 1024**3
"""The free memory that is required to keep a server's data, about 300 MB, in memory."""


@contextmanager
def data_directory(fallback: Path, memory: Path = MEMORY) -> Iterator[Path]:
    """Create a directory in memory, or on disk if memory is short, and remove it.

    This also removes the directories of processes that were killed.

    :param fallback: an existing directory on disk.
    """
    for directory in memory.glob("mongod-*-*"):
        if not Path("/proc", directory.name.split("-")[1]).exists():
            shutil.rmtree(directory, ignore_errors=True)  # others may do so as well
    parent = memory if has_space(memory) else fallback
    prefix = f"mongod-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name:
        yield Path(name)


def has_space(memory: Path) -> bool:
    """Return whether a file system in memory has space for a server's data."""
    return memory.is_dir() and shutil.disk_usage(memory).free > NEEDED_BYTES
