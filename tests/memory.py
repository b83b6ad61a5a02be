"""Directories in memory for the data of the MongoDB servers that tests start."""

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
    """Yield a new directory in memory, or on disk if memory is short; then remove it.

    It also removes directories that killed processes have left behind.

    :param fallback: an existing directory on disk, used if memory is short.
    """
    for directory in memory.glob("mongod-*-*"):
        if not Path("/proc", directory.name.split("-")[1]).exists():
            shutil.rmtree(directory, ignore_errors=True)  # others may remove it too
    parent = memory if has_space(memory) else fallback
    prefix = f"mongod-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=parent) as name:
        yield Path(name)


def has_space(memory: Path) -> bool:
    """Return whether a file system in memory exists and has space for the data."""
    return memory.is_dir() and shutil.disk_usage(memory).free > NEEDED_BYTES
