"""The learner's copies of the exercises, and their progress."""

from pathlib import Path

import pytest

from exercises.catalog import exercises
from exercises.workspace import State, Workspace

FIRST, SECOND, *_ = exercises()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a workspace in a folder that does not exist yet."""
    return Workspace(tmp_path / "learn")


def test_start(workspace: Workspace) -> None:
    """An exercise is copied once; what the learner has written stays."""
    program = workspace.start(FIRST)
    assert program.read_text() == FIRST.program.read_text()
    program.write_text("changed")
    assert workspace.start(FIRST).read_text() == "changed"


def test_reset(workspace: Workspace) -> None:
    """A reset copies the exercise again, keeps the old copy, and forgets the state."""
    program = workspace.start(FIRST)
    program.write_text("changed")
    workspace.mark(FIRST, State.DONE)
    workspace.next_hint(FIRST)
    kept = workspace.reset(FIRST)
    assert kept is not None
    assert kept.read_text() == "changed"
    assert program.read_text() == FIRST.program.read_text()
    assert workspace.state(FIRST) is State.OPEN
    assert workspace.next_hint(FIRST) == 1


def test_reset_before_the_start(workspace: Workspace) -> None:
    """A reset of an exercise that has not been started copies it."""
    assert workspace.reset(FIRST) is None
    assert workspace.program(FIRST).exists()


def test_next(workspace: Workspace) -> None:
    """The next exercise is the first one that is neither done nor skipped."""
    assert workspace.next_of([FIRST, SECOND]) == FIRST
    workspace.mark(FIRST, State.DONE)
    assert workspace.next_of([FIRST, SECOND]) == SECOND
    workspace.mark(SECOND, State.SKIPPED)
    assert workspace.next_of([FIRST, SECOND]) is None


def test_progress_is_kept(workspace: Workspace) -> None:
    """The state and the hints are there after a restart."""
    workspace.next_hint(FIRST)
    workspace.mark(FIRST, State.SKIPPED)
    again = Workspace(workspace.folder)
    assert again.state(FIRST) is State.SKIPPED
    assert again.next_hint(FIRST) == 2


def test_hints_end(workspace: Workspace) -> None:
    """After the last hint, it is given again."""
    numbers = [workspace.next_hint(FIRST) for _ in range(5)]
    assert numbers == [1, 2, 3, 3, 3]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"01_unknown_id": 1}'])
def test_broken_progress(workspace: Workspace, content: str) -> None:
    """A file that is no progress counts as none."""
    workspace.start(FIRST)
    (workspace.folder / "progress.json").write_text(content)
    assert workspace.state(FIRST) is State.OPEN
    workspace.mark(FIRST, State.DONE)
    assert workspace.state(FIRST) is State.DONE


def test_stamp(workspace: Workspace) -> None:
    """The stamp changes when the program is saved; it is None while there is none."""
    assert workspace.stamp(FIRST) is None
    program = workspace.start(FIRST)
    before = workspace.stamp(FIRST)
    assert workspace.stamp(FIRST) == before
    program.write_text("changed")
    assert workspace.stamp(FIRST) != before


def test_difference(workspace: Workspace) -> None:
    """The difference to the solution shows the changed lines, and no docstring."""
    lines = workspace.difference(FIRST).splitlines()
    changed = [line for line in lines[2:] if line[0] in "+-"]
    assert changed == [
        '-    task = db[Task].find_one({"_id": task_id})',
        "+    task = db[Task].get_or_404(task_id)",
    ]
    workspace.start(FIRST).write_text(FIRST.solution.read_text())
    assert workspace.difference(FIRST) == ""
