"""The outcomes of checks."""

from dataclasses import dataclass

__all__ = ["CAN_BE_LOADED", "STARTED", "Outcome", "Report"]

CAN_BE_LOADED = "Python can load the program."
"""What must hold before the first check."""

STARTED = "started"
"""Written in place of what happened while a check is running."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of a check.

    :param expected: what must hold.
    :param happened: what happened instead; ``None`` if the check has passed.
    """

    expected: str
    happened: str | None = None


@dataclass(frozen=True)
class Report:
    """The result of the checks of a program.

    :param outcomes: the outcomes, up to the first check that failed.
    :param output: what the program has printed.
    """

    outcomes: list[Outcome]
    output: str

    @property
    def is_right(self) -> bool:
        """Whether all checks have passed."""
        return all(each.happened is None for each in self.outcomes)
