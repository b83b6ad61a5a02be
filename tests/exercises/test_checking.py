"""What learners read about errors in their programs."""

from pathlib import Path

import pytest

from exercises.catalog import exercises
from exercises.outcomes import CAN_BE_LOADED
from tests.exercises.conftest import RunChecks

FIRST = exercises()[0]
SOURCE = FIRST.solution.read_text()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the file of the program."""
    return tmp_path / "exercise.py"


@pytest.mark.parametrize(
    ("source", "happened"),
    [
        (
            "import flask\napp = (flask\nx = 1",
            """\
exercise.py, line 2:
    app = (flask
          ^
SyntaxError: '(' was never closed""",
        ),
        (
            "def show():\n1",
            """\
exercise.py, line 2:
    1
    ^
IndentationError: expected an indented block after function definition on line 1""",
        ),
        (
            "\n1 / 0",
            """\
exercise.py, line 2, in <module>:
    1 / 0
ZeroDivisionError: division by zero""",
        ),
        ("import sys\nsys.exit(3)", "exercise.py, line 2, in <module>:\n"),
    ],
    ids=["bracket", "indentation", "error", "exit"],
)
def test_programs_that_cannot_be_loaded(
    source: str, happened: str, program: Path, outcomes: RunChecks
) -> None:
    """The message shows the line of the program, and no traceback."""
    program.write_text(source)
    (outcome,) = outcomes(FIRST, program)
    assert outcome.expected == CAN_BE_LOADED
    assert (outcome.happened or "").startswith(happened)


def test_missing_name(program: Path, outcomes: RunChecks) -> None:
    """If the program lacks a name that the checks need, the message says which one."""
    program.write_text("")
    (outcome,) = outcomes(FIRST, program)
    assert outcome.happened == "The program does not define 'app'."


def test_error_in_a_view(program: Path, outcomes: RunChecks) -> None:
    """An error in a view is shown with the last line of the program that it passed."""
    program.write_text(SOURCE.replace("title=task", "title=tsk"))
    (outcome,) = outcomes(FIRST, program)
    assert outcome.happened == (
        "exercise.py, line 30, in show_task:\n"
        '    return render_template_string(PAGE, title=tsk["title"])\n'
        "NameError: name 'tsk' is not defined"
    )


def test_errors_of_the_server_are_short(program: Path, outcomes: RunChecks) -> None:
    """An error of MongoDB is shown without the whole reply of the server."""
    changed = SOURCE.replace("get_or_404(task_id)", 'find_one({"$no": 1})')
    program.write_text(changed)
    (outcome,) = outcomes(FIRST, program)
    last = (outcome.happened or "").splitlines()[-1]
    assert last.startswith(
        "pymongo.errors.OperationFailure: unknown top level operator"
    )
    assert "full error" not in last
