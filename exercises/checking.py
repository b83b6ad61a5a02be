"""Run the checks of an exercise on a program, in this process.

``python -m exercises.checking NUMBER PROGRAM URI DATABASE RESULTS`` writes each outcome
to a file, as a line of JSON.
"""

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pymongo
from pymongo.database import Database as PlainDatabase

from exercises.catalog import Exercise, exercises
from exercises.outcomes import CAN_BE_LOADED, STARTED, Outcome
from exercises.program import Document, Program, load

__all__ = ["run_checks"]

Check = Callable[[Program], None]

LONGEST_MESSAGE = 600
SERVER_DETAILS = ", full error: "


def run_checks(
    exercise: Exercise,
    path: Path,
    uri: str,
    database: str,
    on_begin: Callable[[str], object] = lambda _: None,
) -> Iterator[Outcome]:
    """Yield the outcomes of the checks, up to the first one that fails.

    :param path: the program.
    :param uri: the connection string of the MongoDB server.
    :param database: the name of a database, which is dropped before each check and at
        the end.
    :param on_begin: called with what must hold before each check.
    """
    with pymongo.MongoClient[Document](uri) as client:
        for check in _checks_of(exercise):
            client.drop_database(database)
            try:
                outcome = _run(check, path, uri, client[database], on_begin)
            finally:
                client.drop_database(database)
            yield outcome
            if outcome.happened is not None:
                return


def _run(
    check: Check,
    path: Path,
    uri: str,
    database: PlainDatabase[Document],
    on_begin: Callable[[str], object],
) -> Outcome:
    expected = CAN_BE_LOADED
    try:
        on_begin(expected)
        with closing(Program(path, uri, database)) as program:
            expected = " ".join((check.__doc__ or "").split())
            on_begin(expected)
            check(program)
    except (Exception, SystemExit) as error:  # noqa: BLE001  the learner's program
        return Outcome(expected, describe(error, path))
    return Outcome(expected)


def _checks_of(exercise: Exercise) -> list[Check]:
    module = load(exercise.checks, "checks")
    return [each for name, each in vars(module).items() if name.startswith("check_")]


def describe(error: BaseException, path: Path) -> str:
    """Describe an error in a few lines, with the line of the learner's program.

    :param path: the program.
    """
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines = traceback.format_exception_only(error)
        lines[0] = f"{path.name}, line {error.lineno}:\n"
        return "".join(lines).rstrip()
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, AssertionError) and frames[-1].filename != str(path):
        return str(error) or "The check fails."
    message = "".join(traceback.format_exception_only(error)).strip()
    message = message.partition("\n\n")[0].partition(SERVER_DETAILS)[0]
    message = message[:LONGEST_MESSAGE]
    own = [frame for frame in frames if frame.filename == str(path)]
    if not own:
        return message
    where = f"{path.name}, line {own[-1].lineno}, in {own[-1].name}:"
    return f"{where}\n    {own[-1].line}\n{message}"


def main(number: str, program: str, uri: str, database: str, results: str) -> None:
    """Run the checks in this process, and write each outcome as a line of JSON."""
    (exercise,) = (each for each in exercises() if each.number == int(number))
    with Path(results).open("w", buffering=1) as file:

        def write(outcome: Outcome) -> None:
            print(json.dumps(asdict(outcome)), file=file)

        def begin(expected: str) -> None:
            write(Outcome(expected, STARTED))

        for outcome in run_checks(exercise, Path(program), uri, database, begin):
            write(outcome)


if __name__ == "__main__":
    main(*sys.argv[1:])
