"""The changelog and the version go together."""

import re
import tomllib
from pathlib import Path

import mongokit

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_newest_entry_is_the_version() -> None:
    """The changelog begins with the version, or with what is not released yet."""
    changes = (ROOT / "CHANGES.md").read_text()
    newest = re.findall(r"^## (\S+)", changes, re.MULTILINE)[0]
    is_released = ".dev" not in PROJECT["version"]
    assert newest == (PROJECT["version"] if is_released else "Unreleased")


def test_the_mapper_says_its_version() -> None:
    """The mapper's version is the project's."""
    assert mongokit.__version__ == PROJECT["version"]
