"""A clock that is wrong, for some processes: libfaketime, never the machine's clock."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["Clock"]

LIBRARIES = (
    "/usr/lib/*/faketime/libfaketimeMT.so.1",
    "/usr/local/lib/faketime/libfaketimeMT.so.1",
)
MISSING = "libfaketime is not installed (on Debian, the package libfaketime)"


class Clock:
    """The clock of processes that have :attr:`environ` in their environment.

    :param directory: the directory for the file that says how wrong the clock is.
    """

    def __init__(self, directory: Path) -> None:
        found = [path for each in LIBRARIES for path in Path("/").glob(each[1:])]
        self.problem = "" if found else MISSING
        self._path = directory / "clock"
        self._set(0)
        self.environ = (
            {
                "LD_PRELOAD": os.fspath(found[0]),
                "FAKETIME_TIMESTAMP_FILE": os.fspath(self._path),
                "FAKETIME_CACHE_DURATION": "1",
                "FAKETIME_DISABLE_SHM": "1",  # nothing is left behind
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
            if found
            else {}
        )

    @contextmanager
    def skewed(self, seconds: int) -> Iterator[None]:
        """Set the clock forward, or back if the number is negative."""
        self._set(seconds)
        try:
            yield
        finally:
            self._set(0)

    def _set(self, seconds: int) -> None:
        draft = self._path.with_suffix(".new")
        draft.write_text(f"{seconds:+d}\n")
        draft.replace(self._path)
