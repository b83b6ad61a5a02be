"""The learner's copies of the exercises, and their progress."""

import difflib
import json
import shutil
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

from exercises.catalog import Exercise

__all__ = ["State", "Workspace"]

Progress = dict[str, Any]
Stamp = tuple[int, int] | None


class State(StrEnum):
    """How far a learner is with an exercise."""

    OPEN = ""
    DONE = "done"
    SKIPPED = "skipped"


class Workspace:
    """A folder with a copy of each exercise that has been started.

    :param folder: the folder, created when the first exercise is started.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "progress.json"

    def program(self, exercise: Exercise) -> Path:
        """Return the learner's copy of a program."""
        return self.folder / exercise.name / exercise.program.name

    def start(self, exercise: Exercise) -> Path:
        """Copy a program if there is no copy yet, and return the copy."""
        program = self.program(exercise)
        program.parent.mkdir(parents=True, exist_ok=True)
        if not program.exists():
            shutil.copyfile(exercise.program, program)
        return program

    def reset(self, exercise: Exercise) -> Path | None:
        """Copy a program again, and forget the progress with it.

        :returns: where the learner's version is kept; ``None`` if there was none.
        """
        program, kept = self.program(exercise), None
        if program.exists():
            kept = program.replace(program.with_name("exercise.old.py"))
        self.start(exercise)
        self._set(exercise, {})
        return kept

    def stamp(self, exercise: Exercise) -> Stamp:
        """Return a value that changes when the learner saves the program."""
        try:
            status = self.program(exercise).stat()
        except FileNotFoundError:  # some editors replace a file
            return None
        return status.st_mtime_ns, status.st_size

    def state(self, exercise: Exercise) -> State:
        """Return the state of an exercise."""
        return State(self._get(exercise).get("state", State.OPEN))

    def mark(self, exercise: Exercise, state: State) -> None:
        """Store the state of an exercise."""
        self._set(exercise, {**self._get(exercise), "state": state})

    def next_hint(self, exercise: Exercise) -> int:
        """Return the number of the next hint, from 1, and count it as given.

        After the last hint, it is the last one again.
        """
        values = self._get(exercise)
        number = min(values.get("hints", 0) + 1, len(exercise.hints))
        self._set(exercise, {**values, "hints": number})
        return int(number)

    def next_of(self, exercises: Iterable[Exercise]) -> Exercise | None:
        """Return the first exercise that is open."""
        return next((e for e in exercises if self.state(e) is State.OPEN), None)

    def difference(self, exercise: Exercise) -> str:
        """Return the difference between the learner's program and the solution."""
        program = self.program(exercise)
        own = program if program.exists() else exercise.program
        before, after = (_code(p).splitlines() for p in (own, exercise.solution))
        names = ("your program", "a solution")
        return "\n".join(difflib.unified_diff(before, after, *names, lineterm=""))

    def _read(self) -> dict[str, Any]:
        try:
            progress = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # missing, or no JSON
            return {}
        return progress if isinstance(progress, dict) else {}

    def _get(self, exercise: Exercise) -> Progress:
        values = self._read().get(exercise.name)
        return values if isinstance(values, dict) else {}

    def _set(self, exercise: Exercise, values: Progress) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps({**self._read(), exercise.name: values}, indent=2))
        draft.replace(self._file)


def _code(path: Path) -> str:
    """Return a program without its docstring, which names the symptom or does not."""
    text = path.read_text(encoding="utf-8")
    return text.partition('"""\n\n')[2] or text
