"""The exercises, read from the folders beside this module."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["FOLDER", "Exercise", "exercises", "table"]

FOLDER = Path(__file__).parent
NAME = re.compile(r"(\d\d)_[a-z_]+")
README = re.compile(
    r"# (?P<number>\d+)\. (?P<title>.+)\n\n"
    r"You learn (?P<lesson>.+)\.\n"
    r"About (?P<minutes>\d+) minutes(?P<chromium>, with Chromium)?\.\n\n"
    r"## In the site\n\n"
    r"(?P<explanation>.+)\n",
    re.DOTALL,
)
BETWEEN_HINTS = "\n---\n"


@dataclass(frozen=True)
class Exercise:
    """An exercise.

    :param folder: the folder with its files.
    """

    folder: Path

    @property
    def name(self) -> str:
        """The name of the folder, such as ``01_unknown_id``."""
        return self.folder.name

    @property
    def number(self) -> int:
        """The number, from 1."""
        return int(self.name[:2])

    @property
    def program(self) -> Path:
        """The broken program."""
        return self.folder / "exercise.py"

    @property
    def solution(self) -> Path:
        """The repaired program."""
        return self.folder / "solution.py"

    @property
    def checks(self) -> Path:
        """The module with the checks."""
        return self.folder / "checks.py"

    @cached_property
    def task(self) -> str:
        """What the program should do, and what it does instead."""
        source = self.program.read_text(encoding="utf-8")
        return ast.get_docstring(ast.parse(source)) or ""

    @cached_property
    def hints(self) -> list[str]:
        """The hints; each says more than the one before."""
        text = (self.folder / "hint.md").read_text(encoding="utf-8")
        return [hint.strip() for hint in text.split(BETWEEN_HINTS)]

    @cached_property
    def _readme(self) -> dict[str, str | None]:
        text = (self.folder / "README.md").read_text(encoding="utf-8")
        match = README.fullmatch(text)
        if match is None:
            raise ValueError(f"{self.name}/README.md must match {README.pattern!r}")
        return match.groupdict()

    @property
    def title(self) -> str:
        """The title."""
        return str(self._readme["title"])

    @property
    def lesson(self) -> str:
        """What people learn, as the object of "You learn"."""
        return str(self._readme["lesson"])

    @property
    def minutes(self) -> int:
        """The time that it takes, roughly."""
        return int(self._readme["minutes"] or 0)

    @property
    def needs_chromium(self) -> bool:
        """Whether its checks use a browser."""
        return self._readme["chromium"] is not None

    @property
    def explanation(self) -> str:
        """The paragraph, in Markdown, that says where the site does it."""
        return str(self._readme["explanation"])


def exercises() -> list[Exercise]:
    """Return the exercises in order of difficulty."""
    folders = sorted(path for path in FOLDER.iterdir() if NAME.fullmatch(path.name))
    return [Exercise(folder) for folder in folders]


def table() -> str:
    """Return the exercises as a Markdown table, for the documentation."""
    rows = [
        f"| {each.number} | {each.title} | {each.lesson} | {each.minutes} |"
        for each in exercises()
    ]
    head = ["| | Exercise | You learn | Minutes |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])
