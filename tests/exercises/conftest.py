"""Fixtures that run the checks of an exercise in this process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from exercises.catalog import Exercise
from exercises.checking import run_checks
from exercises.outcomes import Outcome
from standalone import EmbeddedMongod

RunChecks = Callable[[Exercise, Path], list[Outcome]]


@pytest.fixture
def outcomes(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> RunChecks:
    """Return a function that runs the checks of an exercise on a program."""
    return lambda exercise, program: list(
        run_checks(exercise, program, mongod.uri, database.name)
    )
