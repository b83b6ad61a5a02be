"""Run checks in a process of their own, which is stopped if it takes too long."""

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pymongo

from exercises.catalog import Exercise
from exercises.outcomes import STARTED, Outcome, Report
from standalone.processes import ChildProcess, do_nothing, wait_until

__all__ = ["check"]

ROOT = Path(__file__).parents[1]
SECONDS = 20
SECONDS_WITH_CHROMIUM = 90
STOP_SECONDS = 1
CHECKING = "exercises.checking"
LONGEST_OUTPUT = 2000


def check(
    exercise: Exercise,
    program: Path,
    uri: str,
    *,
    seconds: float | None = None,
    on_poll: Callable[[], None] = do_nothing,
) -> Report:
    """Run the checks of an exercise on a program.

    :param uri: the connection string of a MongoDB server.
    :param seconds: the time limit; the default depends on the exercise.
    :param on_poll: called repeatedly while waiting; it may raise to stop the checks.
    """
    if seconds is None:
        seconds = SECONDS_WITH_CHROMIUM if exercise.needs_chromium else SECONDS
    database = f"learn_{secrets.token_hex(6)}"
    with tempfile.TemporaryDirectory() as folder:
        output, results = Path(folder, "output"), Path(folder, "results")
        arguments = [str(exercise.number), str(program), uri, database, str(results)]
        status = _run(arguments, output, seconds, on_poll)
        if status != 0:
            with pymongo.MongoClient[dict[str, object]](uri) as client:
                client.drop_database(database)
        written = output.read_text(errors="replace")
        return Report(_outcomes(results, status, seconds), written[:LONGEST_OUTPUT])


def _run(
    arguments: list[str], output: Path, seconds: float, on_poll: Callable[[], None]
) -> int | None:
    """Run the process, and return its status; ``None`` if it takes too long."""
    with output.open("wb") as file:
        process = ChildProcess(
            [sys.executable, "-m", CHECKING, *arguments],
            environ={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdout=file,
            stderr=file,
        )
        try:
            wait_until(lambda: process.status is not None, seconds, on_poll)
            return process.status
        finally:
            process.stop(STOP_SECONDS)


def _outcomes(results: Path, status: int | None, seconds: float) -> list[Outcome]:
    """Read the results, and add that a check has not ended, if there is one."""
    lines = results.read_text().splitlines() if results.exists() else []
    found = [Outcome(**json.loads(line)) for line in lines]
    outcomes = [each for each in found if each.happened != STARTED]
    if status == 0:
        return outcomes
    expected = found[-1].expected if found else "The checks run."
    if status is None:
        happened = (
            f"It is not finished after {seconds:g} seconds. Is there an endless loop?"
        )
    else:
        happened = f"The process has ended with status {status}."
    return [*outcomes, Outcome(expected, happened)]
