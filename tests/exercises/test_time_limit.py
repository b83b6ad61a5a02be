"""Checks in a process of their own."""

from pathlib import Path
from typing import Any

import pymongo
import pytest

from exercises.catalog import exercises
from exercises.outcomes import CAN_BE_LOADED, Outcome
from exercises.time_limit import check
from standalone import EmbeddedMongod

FIRST = exercises()[0]
SOURCE = FIRST.solution.read_text()
KNOWN = "The page of a stored task shows its title."
UNKNOWN = "An address with an unknown id responds with 404."


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return the file of the program."""
    return tmp_path / "exercise.py"


def learners_databases(client: pymongo.MongoClient[dict[str, Any]]) -> list[str]:
    """Return the names of the databases that checks have left behind."""
    return [n for n in client.list_database_names() if n.startswith("learn_")]


def test_right_program(
    mongod: EmbeddedMongod, client: pymongo.MongoClient[dict[str, Any]], program: Path
) -> None:
    """A right program passes, what it prints is shown, and no database is left."""
    program.write_text(f"{SOURCE}\nprint('Hello')\n")
    report = check(FIRST, program, mongod.uri)
    assert report.is_right
    assert report.outcomes == [Outcome(KNOWN), Outcome(UNKNOWN)]
    assert report.output == "Hello\nHello\n"
    assert learners_databases(client) == []


def test_endless_loop(
    mongod: EmbeddedMongod, client: pymongo.MongoClient[dict[str, Any]], program: Path
) -> None:
    """A program that does not end is stopped, and no database is left."""
    program.write_text(f"{SOURCE}\nwhile True:\n    pass\n")
    report = check(FIRST, program, mongod.uri, seconds=4)
    assert not report.is_right
    happened = "It is not finished after 4 seconds. Is there an endless loop?"
    assert report.outcomes[-1].happened == happened
    assert learners_databases(client) == []


def test_end_of_the_process(mongod: EmbeddedMongod, program: Path) -> None:
    """If a program ends the process, the check that was running fails."""
    program.write_text("import os\nos._exit(3)\n")
    report = check(FIRST, program, mongod.uri)
    happened = "The process has ended with status 3."
    assert report.outcomes == [Outcome(CAN_BE_LOADED, happened)]


def test_much_output(mongod: EmbeddedMongod, program: Path) -> None:
    """Of what a program prints, only the beginning is shown."""
    program.write_text(f"print('x' * 9999)\n{SOURCE}")
    report = check(FIRST, program, mongod.uri)
    assert report.is_right
    assert report.output == "x" * 2000
