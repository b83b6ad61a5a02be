"""What the checks of the exercises find, and what they accept."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from exercises.catalog import Exercise, exercises
from exercises.program import load
from tests.exercises.conftest import RunChecks
from tests.exercises.mistakes import MISTAKES, Mistake

BY_NUMBER = {each.number: each for each in exercises()}
WITHOUT_BROWSER = [each for each in exercises() if not each.needs_chromium]

# The check that the broken program fails, and the beginning of what its learner reads.
FAILURES = {
    1: ("unknown_task", "exercise.py, line 32, in show_task:\n    return"),
    2: ("known_task", "It responds with 404 NOT FOUND, although a task is stored"),
    3: ("times", "Both have the creation "),
    4: ("empty_title", "With title='', it responds with 303 SEE OTHER and stores"),
    5: ("redirect", "POST /new responds with 200 OK and a page; a browser that"),
    6: ("html_is_text", "The text becomes a part of the page:"),
    7: ("stored_time", "On a server in Asia/Tokyo, the stored time is "),
    8: ("order", "It lists Task "),
    9: ("plus", "It finds ['C:\\\\temp', 'Learn C++'] among "),
    10: ("operators", "For {'code': {'$ne': ''}}, it responds with 200 OK: "),
    12: ("get", "GET /"),
    13: ("clients", "5 clients were made, each with its own connections"),
    14: ("queries", "It takes 16."),
    15: ("nothing", "All tests pass with a finish() that changes nothing."),
    16: ("documents", "Its plan is IXSCAN { creation: 1, done: 1 }; it reads 630 keys"),
    17: ("list_before_migration", "exercise.py, line "),
    18: ("finished_meanwhile", "It was marked as done after the program had read it"),
    19: ("same_moment", 'They get [303, 303], and there are 2 lists "Shopping"'),
    20: ("added_meanwhile", "On more than one page: Task "),
}


def expectations(exercise: Exercise) -> dict[str, str]:
    """Return what the checks of an exercise expect, by their names."""
    module = vars(load(exercise.checks, "checks"))
    return {
        name.removeprefix("check_"): " ".join(check.__doc__.split())
        for name, check in module.items()
        if name.startswith("check_")
    }


@pytest.mark.parametrize("exercise", WITHOUT_BROWSER, ids=lambda each: each.name)
def test_the_broken_program(exercise: Exercise, outcomes: RunChecks) -> None:
    """The broken program fails a check, with a message that explains the mistake."""
    check, message = FAILURES[exercise.number]
    *_, last = outcomes(exercise, exercise.program)
    assert last.expected == expectations(exercise)[check]
    assert (last.happened or "").startswith(message)


@pytest.mark.parametrize("exercise", WITHOUT_BROWSER, ids=lambda each: each.name)
def test_the_solution(exercise: Exercise, outcomes: RunChecks) -> None:
    """The solution passes all checks."""
    found = outcomes(exercise, exercise.solution)
    assert [each.expected for each in found] == [*expectations(exercise).values()]
    assert [each.happened for each in found if each.happened] == []


def mistake_id(mistake: Mistake) -> str:
    """Return the name of a test."""
    return f"{mistake.exercise:02}-{mistake.check}"


@pytest.mark.parametrize("mistake", MISTAKES, ids=mistake_id)
def test_mistakes(mistake: Mistake, outcomes: RunChecks, tmp_path: Path) -> None:
    """A solution with a mistake first fails the check that is about it."""
    exercise = BY_NUMBER[mistake.exercise]
    source = exercise.solution.read_text()
    for old, new in mistake.changes:
        assert old in source
        source = source.replace(old, new)
    program = tmp_path / "exercise.py"
    program.write_text(source)
    *_, last = outcomes(exercise, program)
    assert last.happened
    assert last.expected == expectations(exercise)[mistake.check]


def test_each_check_can_fail() -> None:
    """For each check, there is a program that fails it."""
    tested = {(number, check) for number, (check, _) in FAILURES.items()}
    tested |= {(mistake.exercise, mistake.check) for mistake in MISTAKES}
    assert tested == {
        (each.number, name) for each in WITHOUT_BROWSER for name in expectations(each)
    }


def without_parts(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield the solution without each of its functions and classes, and their names."""
    module = ast.parse(exercise.solution.read_text())
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            rest = [other for other in module.body if other is not node]
            yield node.name, ast.unparse(ast.Module(rest, []))


@pytest.mark.parametrize("exercise", WITHOUT_BROWSER, ids=lambda each: each.name)
def test_deleting_is_no_solution(
    exercise: Exercise, outcomes: RunChecks, tmp_path: Path
) -> None:
    """A solution without any one of its functions or classes fails."""
    program = tmp_path / "exercise.py"
    for name, source in without_parts(exercise):
        program.write_text(source)
        *_, last = outcomes(exercise, program)
        assert last.happened, f"{name} can be deleted"
