"""The checks of the exercise that needs Chromium."""

from pathlib import Path

import pytest

from exercises.catalog import exercises
from exercises.outcomes import Outcome
from tests.exercises.conftest import RunChecks

pytestmark = pytest.mark.browser

(EXERCISE,) = [each for each in exercises() if each.needs_chromium]
SOURCE = EXERCISE.solution.read_text()
BUTTONS = 'Each task has a button "Done: <title>"; Tab leads to it, Enter finishes it.'
NO_NAME = """\
There are 0 buttons named "Done: Bread"; what can be pressed: button "✓", button "✓".\
"""
ALL = 'After Enter on "Done: Milk", these are done: Bread, Milk.'
NONE = 'After Enter on "Done: Milk", these are done: none.'


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the file of the program."""
    return tmp_path / "exercise.py"


def test_the_solution(outcomes: RunChecks) -> None:
    """The solution passes."""
    assert outcomes(EXERCISE, EXERCISE.solution) == [Outcome(BUTTONS)]


def test_the_broken_program(outcomes: RunChecks) -> None:
    """The broken program has nothing that can be pressed."""
    message = 'There are 0 buttons named "Done: Bread"; what can be pressed: nothing.'
    assert outcomes(EXERCISE, EXERCISE.program) == [Outcome(BUTTONS, message)]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (' aria-label="Done: {{ task.title }}"', "", NO_NAME),
        ("<button ", '<button tabindex="-1" ', "10 presses of Tab do not lead to it."),
        ('update_one({"_id": task_id}, ', "update_many({}, ", ALL),
        ('type="submit"', 'type="button"', NONE),
    ],
    ids=["no name", "no keyboard", "all at once", "no effect"],
)
def test_mistakes(
    old: str, new: str, message: str, outcomes: RunChecks, program: Path
) -> None:
    """A button without a name, for mice only, or with another effect is found."""
    assert old in SOURCE
    program.write_text(SOURCE.replace(old, new))
    assert outcomes(EXERCISE, program) == [Outcome(BUTTONS, message)]


def test_without_chromium(
    outcomes: RunChecks, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without Chromium, the message says what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    (outcome,) = outcomes(EXERCISE, EXERCISE.solution)
    assert outcome.happened == (
        "This exercise needs Chromium, and there is none on PATH: install it, or go on "
        "with the next exercise."
    )
