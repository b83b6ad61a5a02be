"""The exercises: their number, order, texts and links."""

import ast
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from exercises.catalog import Exercise, exercises, table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/tutorial/exercises.md"
LINK = re.compile(r"\[`?([^]`]+)`?\]\(([^)]+)\)")
all_exercises = pytest.mark.parametrize(
    "exercise", exercises(), ids=lambda each: each.name
)


def names_in(path: Path) -> set[str]:
    """Return the names that a file defines: functions, classes, methods, macros."""
    text = path.read_text()
    if path.suffix != ".py":
        return set(re.findall(r"{% macro (\w+)", text))
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {each.id for each in targets if isinstance(each, ast.Name)}
        if isinstance(node, ast.ClassDef):
            defined = [each for each in node.body if isinstance(each, ast.FunctionDef)]
            names |= {f"{node.name}.{each.name}" for each in defined}
    return names


def test_numbers() -> None:
    """There are twenty exercises, numbered from 1."""
    assert [each.number for each in exercises()] == list(range(1, 21))


@all_exercises
def test_readme(exercise: Exercise) -> None:
    """The title of the README has the number of the exercise."""
    heading = f"# {exercise.number}. {exercise.title}\n"
    assert (exercise.folder / "README.md").read_text().startswith(heading)


@all_exercises
def test_task(exercise: Exercise) -> None:
    """The program says what it should do, and what happens instead."""
    purpose, happens = exercise.task.split("\n\nWhat happens: ")
    solution = ast.get_docstring(ast.parse(exercise.solution.read_text())) or ""
    assert purpose == solution.strip()
    assert happens.endswith(".")


@all_exercises
def test_hints(exercise: Exercise) -> None:
    """There are two or three hints, each different."""
    assert len(exercise.hints) in {2, 3}
    assert all(exercise.hints)
    assert len(set(exercise.hints)) == len(exercise.hints)


@all_exercises
def test_links_to_the_site(exercise: Exercise) -> None:
    """The files that the paragraph links to exist, and define what it names."""
    links = LINK.findall(exercise.explanation)
    assert links
    for name, target in links:
        path = (exercise.folder / target).resolve()
        assert path.is_file()
        is_file = path.suffix not in {".py", ".html"} or name == path.name
        assert is_file or name in names_in(path), f"{target} does not define {name}"


def test_difficulty() -> None:
    """Later exercises take longer: each five more than the five before."""
    minutes = [each.minutes for each in exercises()]
    quarters = [sum(minutes[n : n + 5]) for n in range(0, 20, 5)]
    assert all(easier < harder for easier, harder in pairwise(quarters))


def test_the_table_on_the_page() -> None:
    """The page of the documentation contains the table of the exercises."""
    assert table() in PAGE.read_text()
    assert {line.count("|") for line in table().splitlines()} == {5}


def test_the_time_on_the_page() -> None:
    """The page names the hours that all exercises take, to the nearest half."""
    hours = round(sum(each.minutes for each in exercises()) / 30) / 2
    assert f"{hours:g} hours" in PAGE.read_text()


def test_types(tmp_path: Path) -> None:
    """The solutions and the checks pass ``mypy --strict``."""
    for each in exercises():
        for path in (each.solution, each.checks):
            shutil.copyfile(path, tmp_path / f"{path.stem}_{each.name}.py")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *sorted(tmp_path.iterdir())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
