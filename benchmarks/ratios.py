"""Two ways to do one thing, timed in turn, and compared."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Contest", "compare", "seconds", "timed_in_turn"]


@dataclass(frozen=True, slots=True)
class Contest:
    """What a comparison gave.

    :param name: what was done.
    :param ratio: the median of the rounds' ratios, rival's time by ours; 1 is as fast.
    :param low: the lower quartile of them.
    :param high: the upper quartile.
    :param target: what is to be reached.
    """

    name: str
    ratio: float
    low: float
    high: float
    target: float

    def __str__(self) -> str:
        """Return one line of a Markdown table."""
        verdict = "yes" if self.ratio >= self.target else "no"
        return (
            f"| {self.name} | {self.ratio:.2f} | {self.low:.2f}..{self.high:.2f} | "
            f"{self.target:.2f} | {verdict} |"
        )


def compare(
    name: str,
    ours: Callable[[], object],
    rival: Callable[[], object],
    *,
    target: float,
    rounds: int,
) -> Contest:
    """Time two functions in turn, first one then the other, and compare the pairs.

    :param ours: what is to be fast.
    :param rival: does the same without our packages.
    :param rounds: how many pairs; every other one begins with the rival.
    """
    ratios = [theirs / our for our, theirs in timed_in_turn(ours, rival, rounds)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Contest(name, middle, low, high, target)


def timed_in_turn(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> Iterator[tuple[float, float]]:
    """Yield the seconds that two functions take, of each round.

    :param rounds: how many; every other one begins with the second.
    """
    first()
    second()
    for turn in range(rounds):
        if turn % 2:
            second_seconds, first_seconds = seconds(second), seconds(first)
        else:
            first_seconds, second_seconds = seconds(first), seconds(second)
        yield first_seconds, second_seconds


def seconds(function: Callable[[], object]) -> float:
    """Return how long a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
