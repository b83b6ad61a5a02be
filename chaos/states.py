"""Which states of a task its history allows: done or not, deleted or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from chaos.history import FOREVER, Kind, Operation, Outcome

__all__ = ["Batch", "TaskStates", "Write", "allows", "batches_of"]

STARTS = frozenset({Kind.CREATE, Kind.IMPORT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A change of a state at some time between start and end.

    :param value: the state after it.
    :param start: the earliest time.
    :param end: the latest time.
    :param is_certain: whether it took place for certain.
    :param operation: the operation that made it.
    """

    value: bool
    start: float
    end: float
    is_certain: bool
    operation: Operation


def allows(writes: Iterable[Write], *, value: bool, start: float, end: float) -> bool:
    """Return whether a state can have had a value at some time in an interval.

    It cannot if each write of the value was followed by a certain write of the other
    one, before the interval.
    """
    same: list[Write] = []
    followed_at = -FOREVER
    for write in writes:
        if write.value == value:
            same.append(write)
        elif write.is_certain and write.end < start:
            followed_at = max(followed_at, write.start)
    return any(write.start < end and write.end >= followed_at for write in same)


@dataclass(frozen=True, slots=True)
class Batch:
    """A deletion of all done tasks, and its undo.

    :param id: the id in the requests.
    :param clears: the requests for it: the first one and its retries.
    :param undos: the requests for its undo.
    """

    id: str
    clears: Sequence[Operation]
    undos: Sequence[Operation]

    @property
    def start(self) -> float:
        """The earliest time at which it can have deleted a task."""
        return min((each.start for each in self.clears), default=FOREVER)

    @property
    def end(self) -> float:
        """The latest time at which it can have deleted a task."""
        return max((each.latest for each in self.clears), default=-FOREVER)


def batches_of(operations: Iterable[Operation]) -> list[Batch]:
    """Return the batches of a history, without the requests that were refused."""
    by_id: dict[str, tuple[list[Operation], list[Operation]]] = {}
    for each in operations:
        if each.batch and each.outcome is not Outcome.REFUSED:
            clears, undos = by_id.setdefault(each.batch, ([], []))
            (clears if each.kind is Kind.CLEAR else undos).append(each)
    batches = [Batch(name, *requests) for name, requests in by_id.items()]
    return sorted(batches, key=lambda batch: batch.start)


@dataclass(slots=True)
class TaskStates:
    """The writes of the two states of a task.

    :param done: the writes of whether it is done.
    :param deleted: the writes of whether it is deleted, without those of batches.
    :param batched: the writes of batches that can have contained it.
    """

    done: list[Write] = field(default_factory=list)
    deleted: list[Write] = field(default_factory=list)
    batched: list[Write] = field(default_factory=list)

    @property
    def deletions(self) -> list[Write]:
        """All writes of whether the task is deleted."""
        return [*self.deleted, *self.batched]

    def add(self, operation: Operation) -> None:
        """Add the writes of an operation on this task."""
        if operation.outcome is Outcome.REFUSED:
            return
        if operation.kind in STARTS | {Kind.FINISH, Kind.REOPEN}:
            self.done.append(_write(operation, Kind.FINISH))
        if operation.kind in STARTS | {Kind.DELETE, Kind.RESTORE}:
            self.deleted.append(_write(operation, Kind.DELETE))

    def add_batches(self, batches: Iterable[Batch]) -> None:
        """Add the writes of the batches that can have contained the task.

        Since the undo of a batch makes another deletion possible, this repeats until
        there are no more of them.
        """
        first = min((w.start for w in self.done if w.value), default=FOREVER)
        left = [batch for batch in batches if batch.end >= first]
        found: list[Batch] = []
        while additional := [batch for batch in left if self._can_be_in(batch)]:
            found += additional
            left = [batch for batch in left if batch not in additional]
            for batch in additional:
                self.batched += [
                    replace(_write(each, Kind.CLEAR), is_certain=False)
                    for each in (*batch.clears, *batch.undos)
                ]
        self._find_certain(found)

    def _can_be_in(self, batch: Batch) -> bool:
        start, end = batch.start, batch.end
        return allows(self.done, value=True, start=start, end=end) and allows(
            self.deletions, value=False, start=start, end=end
        )

    def _find_certain(self, batches: Sequence[Batch]) -> None:
        """Mark the writes of batches that took place for certain."""
        certain = {
            id(each)
            for batch in batches
            for each in (*self._certain_clears(batch), *self._certain_undos(batch))
        }
        self.batched = [
            replace(write, is_certain=id(write.operation) in certain)
            for write in self.batched
        ]

    def _certain_clears(self, batch: Batch) -> list[Operation]:
        """Return the requests that found the task done, whatever else happened."""
        return [
            each
            for each in batch.clears
            if each.outcome is Outcome.DONE
            and not allows(self.done, value=False, start=each.start, end=each.end)
        ]

    def _certain_undos(self, batch: Batch) -> list[Operation]:
        """Return the undos that found the task deleted by their batch for certain."""
        if not self._certain_clears(batch):
            return []
        others = [w for w in self.deletions if w.operation.batch != batch.id]
        return [
            each
            for each in batch.undos
            if each.outcome is Outcome.DONE
            and batch.end < each.start
            and not allows(others, value=True, start=batch.start, end=each.end)
        ]


def _write(operation: Operation, kind: Kind) -> Write:
    """Return the write of a state that operations of a kind set, and others unset."""
    is_start = operation.kind in STARTS  # sent again, it changes nothing
    return Write(
        value=operation.kind is kind,
        start=operation.start,
        end=operation.latest,
        is_certain=operation.outcome is Outcome.DONE and not is_start,
        operation=operation,
    )
