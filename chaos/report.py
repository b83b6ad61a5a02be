"""Print the result of a run as a Markdown table, with a row for each fault."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chaos.checker import Category, Violation
from chaos.history import History, Kind, Operation, Outcome

__all__ = ["lines", "rows"]

ERROR_STATUSES = range(500, 600)
DECIDED = frozenset({Kind.CREATE, Kind.IMPORT, Kind.EDIT})
"""What the stored tasks say of each request: whether it was carried out."""
QUIET = "none"
TOTAL = "**all**"
MOST_LISTED = 20


@dataclass(slots=True)
class Row:
    """What happened during the faults of one kind.

    :param times: how often there was such a fault.
    """

    times: int = 0
    operations: int = 0
    acknowledged: int = 0
    unknown: int = 0
    resolved: int = 0
    errors: int = 0
    longest: float = 0
    violations: Counter[Category] = field(default_factory=Counter)

    def add(self, operation: Operation, *, is_resolved: bool) -> None:
        """Count an operation."""
        is_change = operation.kind is not Kind.READ
        is_unknown = is_change and operation.outcome is Outcome.UNKNOWN
        self.operations += 1
        self.acknowledged += is_change and operation.outcome is Outcome.DONE
        self.unknown += is_unknown
        self.resolved += is_unknown and is_resolved
        self.errors += operation.status in ERROR_STATUSES
        self.longest = max(self.longest, operation.end - operation.start)

    def cells(self, name: str) -> Iterator[str]:
        """Yield the cells of the row."""
        yield name
        for number in (self.times or "", self.operations, self.acknowledged):
            yield f"{number:,}" if number else "" if number == "" else "0"
        for category in Category:
            yield str(self.violations[category])
        yield f"{self.resolved:,} of {self.unknown:,}"
        yield f"{self.errors:,}"
        yield f"{self.longest:.1f} s"


HEADINGS = (
    *("fault", "times", "operations", "acknowledged", *Category),
    *("unknown outcomes resolved", "errors shown", "longest wait"),
)


def rows(history: History, violations: Sequence[Violation]) -> dict[str, Row]:
    """Return a row for each fault, one for the time without, and one for all."""
    counts = Counter(fault.name for fault in history.faults)
    table = {name: Row(counts[name]) for name in [*sorted(counts), QUIET]}
    table[TOTAL] = Row(sum(counts.values()))
    known = _resolved(history)
    for each in history.operations:
        for name in (history.fault_at(each.start) or QUIET, TOTAL):
            table[name].add(each, is_resolved=id(each) in known)
    for violation in violations:
        for name in (history.fault_at(violation.operation.start) or QUIET, TOTAL):
            table[name].violations[violation.category] += 1
    return table


def _resolved(history: History) -> set[int]:
    """Return the ids of the operations whose effect is known in the end.

    The stored tasks tell it, or the answer to a retry.
    """
    found: set[int] = set()
    answered: set[tuple[object, ...]] = set()
    for each in reversed(history.in_order()):
        key = (each.client, each.kind, each.tasks, each.batch)
        if each.kind in DECIDED or key in answered:
            found.add(id(each))
        if each.outcome is not Outcome.UNKNOWN:
            answered.add(key)
    return found


def lines(history: History, violations: Sequence[Violation]) -> Iterator[str]:
    """Yield the table, and the first violations."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|---|{'---:|' * (len(HEADINGS) - 1)}"
    for name, row in rows(history, violations).items():
        yield f"| {' | '.join(row.cells(name))} |"
    for violation in violations[:MOST_LISTED]:
        fault = history.fault_at(violation.operation.start) or "no fault"
        yield f"\n{violation.category}, during {fault}: {violation.message}"
        yield f"    {violation.operation}"
