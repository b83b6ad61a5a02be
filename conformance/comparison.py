"""Compare the outcomes of a run with those of bare pymongo."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Comparison", "Known", "compare", "known_differences"]

LIST = Path(__file__).parent / "differences.toml"

Outcomes = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """Why a test differs, and the number of the requirement that asks for it."""

    requirement: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """The tests that pass with bare pymongo, and those of them that differ."""

    passed_bare: int
    failed_bare: int
    differing: list[str]
    known: Mapping[str, Known]

    @property
    def passed_ours(self) -> int:
        """The number of tests that pass with bare pymongo and with our classes."""
        return self.passed_bare - len(self.differing)

    @property
    def unexpected(self) -> list[str]:
        """The differing tests that are not in the list."""
        return [name for name in self.differing if name not in self.known]

    @property
    def obsolete(self) -> list[str]:
        """The tests in the list that do not differ."""
        return [name for name in self.known if name not in self.differing]

    @property
    def is_expected(self) -> bool:
        """Whether tests have passed, and exactly those in the list differ."""
        return bool(self.passed_ours) and not self.unexpected and not self.obsolete


def compare(bare: Outcomes, ours: Outcomes, known: Mapping[str, Known]) -> Comparison:
    """Compare two runs of the same tests.

    :param bare: the outcome of each test with bare pymongo.
    :param ours: the outcomes with our classes, of these tests or a part of them.
    :param known: the tests that are expected to differ.
    """
    outcomes = [bare[name] for name in ours]
    differing = [
        name
        for name, outcome in ours.items()
        if bare[name] == "passed" and outcome != "passed"
    ]
    return Comparison(
        passed_bare=outcomes.count("passed"),
        failed_bare=outcomes.count("failed"),
        differing=sorted(differing),
        known=known,
    )


def known_differences(run: str, path: Path = LIST) -> dict[str, Known]:
    """Return the tests that are expected to differ in a run.

    :param path: the TOML file with the list.
    """
    entries = tomllib.loads(path.read_text())["difference"]
    return {
        f"test/{test}": Known(entry["requirement"], entry["reason"])
        for entry in entries
        if run in entry["runs"]
        for test in entry["tests"]
    }
