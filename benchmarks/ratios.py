"""Time two functions alternately, and compare the times."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

__all__ = ["Comparison", "compare", "seconds", "time_alternately"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of a comparison with a baseline.

    :param name: the name of the row.
    :param ratio: the median ratio of the baseline's time to ours.
    :param low: the lower quartile of the ratios.
    :param high: the upper quartile of the ratios.
    :param target: the ratio to reach.
    """

    name: str
    ratio: float
    low: float
    high: float
    target: float

    def __str__(self) -> str:
        """Return a row of a Markdown table."""
        verdict = "yes" if self.ratio >= self.target else "no"
        return (
            f"| {self.name} | {self.ratio:.2f} | {self.low:.2f}..{self.high:.2f} | "
            f"{self.target:.2f} | {verdict} |"
        )


def compare(
    name: str,
    ours: Callable[[], object],
    baseline: Callable[[], object],
    *,
    target: float,
    rounds: int,
) -> Comparison:
    """Time two functions alternately, and compare each pair of times.

    :param name: the name of the row.
    :param ours: the function under test.
    :param baseline: the equivalent function without our packages.
    :param target: the ratio to reach.
    :param rounds: the number of pairs; every second pair starts with the baseline.
    """
    ratios = [theirs / our for our, theirs in time_alternately(ours, baseline, rounds)]
    low, middle, high = statistics.quantiles(ratios, n=4)
    return Comparison(name, middle, low, high, target)


def time_alternately(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> Iterator[tuple[float, float]]:
    """Yield the times of two functions in seconds, after one warm-up call of each.

    Garbage collections skip objects that exist before: a full collection of all modules
    takes longer than loading 10,000 documents, and would fall into few of the calls.

    :param rounds: the number of pairs; every second pair starts with ``second``.
    """
    first()
    second()
    gc.collect()
    gc.freeze()
    for turn in range(rounds):
        if turn % 2:
            second_seconds, first_seconds = seconds(second), seconds(first)
        else:
            first_seconds, second_seconds = seconds(first), seconds(second)
        yield first_seconds, second_seconds


def seconds(function: Callable[[], object]) -> float:
    """Call a function, and return the time that it takes, in seconds."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start
