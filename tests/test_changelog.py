"""Consistency of the changelog and the version number."""

import re
from pathlib import Path

import mongokit

CHANGES = Path(__file__).parents[1] / "CHANGES.md"


def test_the_newest_entry_is_the_version() -> None:
    """The newest entry is titled with the version, or "Unreleased" in development."""
    newest = re.findall(r"^## (\S+)", CHANGES.read_text(), re.MULTILINE)[0]
    is_released = ".dev" not in mongokit.__version__
    assert newest == (mongokit.__version__ if is_released else "Unreleased")
