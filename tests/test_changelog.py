"""Consistency of the changelog and the version number."""

import re
import tomllib
from pathlib import Path

import mongokit

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_newest_entry_is_the_version() -> None:
    """The newest entry is titled with the version, or "Unreleased" in development."""
    changes = (ROOT / "CHANGES.md").read_text()
    newest = re.findall(r"^## (\S+)", changes, re.MULTILINE)[0]
    is_released = ".dev" not in PROJECT["version"]
    assert newest == (PROJECT["version"] if is_released else "Unreleased")


def test_the_mapper_has_the_project_version() -> None:
    """``mongokit.__version__`` is the version of the project."""
    assert mongokit.__version__ == PROJECT["version"]
