"""Judge a history: what was acknowledged, refused and read against what is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chaos.announcements import unannounced
from chaos.edits import Chain, chains_of
from chaos.history import (
    FOREVER,
    History,
    Kind,
    Operation,
    Outcome,
    Stored,
    attempts,
    outcome_of,
)
from chaos.reads import Reader
from chaos.states import STARTS, Batch, TaskStates, allows, batches_of

__all__ = ["Category", "Violation", "check"]

LONGEST_SECONDS = 6
FIRST_VERSIONS = {Kind.CREATE: 1, Kind.IMPORT: 0}


class Category(StrEnum):
    """What is wrong."""

    LOST = "lost"
    DOUBLED = "doubled"
    STALE = "stale"
    OVERWRITTEN = "edits overwritten"
    WRONG_UNDO = "wrong undos"
    REFUSED = "refused but stored"
    BROKEN = "broken answers"
    LATE = "late"
    UNANNOUNCED = "not announced"


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not happen.

    :param category: what is wrong.
    :param message: a sentence about it.
    :param operation: the operation that it is about.
    """

    category: Category
    message: str
    operation: Operation


def check(history: History, stored: Iterable[Stored]) -> list[Violation]:
    """Return all violations of a history.

    :param stored: the tasks in the database at the end of the run, after everything
        has recovered; also those that are deleted.
    """
    return list(Checker(history, [*stored]).violations())


class Checker:
    """Judges a history.

    :param history: the history.
    :param stored: the tasks in the database at the end of the run.
    """

    def __init__(self, history: History, stored: Sequence[Stored]) -> None:
        self.history = history
        self.operations = history.in_order()
        self.stored = stored
        self.by_task = {each.task: each for each in stored}
        self.batches = batches_of(self.operations)
        self.starts = self._starts()
        self.chains = chains_of(
            {
                task: (FIRST_VERSIONS[requests[0].kind], requests)
                for task, requests in self.starts.items()
            },
            attempts(self.operations, Kind.EDIT),
        )
        self.states = self._states()

    def _starts(self) -> dict[str, list[Operation]]:
        """Return the requests that create each task."""
        starts: dict[str, list[Operation]] = {}
        for each in self.operations:
            if each.kind in STARTS:
                for task in each.tasks:
                    starts.setdefault(task, []).append(each)
        return starts

    def _states(self) -> dict[str, TaskStates]:
        states = {task: TaskStates() for task in self.starts}
        for each in self.operations:
            if each.kind is not Kind.READ:
                for task in each.tasks:
                    states[task].add(each)
        for each_state in states.values():
            each_state.add_batches(self.batches)
        return states

    def violations(self) -> Iterator[Violation]:
        """Yield all violations."""
        yield from self._answers()
        yield from self._tasks()
        yield from self._edits()
        yield from self._final_states()
        yield from self._undos()
        yield from self._reads()
        for message, operation in unannounced(self.history, self.stored):
            yield Violation(Category.UNANNOUNCED, message, operation)

    def _answers(self) -> Iterator[Violation]:
        for each in self.operations:
            if each.problem:
                yield Violation(Category.BROKEN, each.problem, each)
            seconds = each.end - each.start
            if seconds > LONGEST_SECONDS and self._is_late(each):
                yield Violation(Category.LATE, f"{seconds:.1f} s", each)

    def _is_late(self, operation: Operation) -> bool:
        is_late = self.history.waiting(operation) > LONGEST_SECONDS
        return is_late and not self.history.is_excused(operation)

    def _tasks(self) -> Iterator[Violation]:
        """Yield the tasks that are missing, there twice, or there though refused."""
        numbers = Counter(each.task for each in self.stored)
        for task, requests in self.starts.items():
            last, outcome = requests[-1], outcome_of(requests)
            if numbers[task] > 1:
                message = f"{task} is stored {numbers[task]} times"
                yield Violation(Category.DOUBLED, message, last)
            if outcome is Outcome.DONE and not numbers[task]:
                yield Violation(Category.LOST, f"{task} is not stored", last)
            if outcome is Outcome.REFUSED and numbers[task]:
                yield Violation(Category.REFUSED, f"{task} is stored", last)

    def _edits(self) -> Iterator[Violation]:
        for stored in self.stored:
            chain = self.chains.get(stored.task)
            if chain is not None:
                for problem, operation in chain.problems(stored):
                    message = f"{stored.task}: {problem}"
                    yield Violation(Category.OVERWRITTEN, message, operation)
                yield from self._refused(chain, stored)

    @staticmethod
    def _refused(chain: Chain, stored: Stored) -> Iterator[Violation]:
        edit = chain.edits.get(stored.words)
        is_edit = edit is not None and edit.version > chain.first
        if edit and is_edit and edit.outcome is Outcome.REFUSED:
            message = f"{stored.task}: the edit {stored.words} is stored"
            yield Violation(Category.REFUSED, message, edit.requests[-1])

    def _final_states(self) -> Iterator[Violation]:
        for task, stored in self.by_task.items():
            states = self.states.get(task)
            if states is None or not states.done:
                continue  # refused, and reported as that
            for name, writes, value in (
                ("done", states.done, stored.is_done),
                ("deleted", states.deletions, stored.is_deleted),
            ):
                if not allows(writes, value=value, start=FOREVER, end=FOREVER):
                    last = max(writes, key=lambda write: write.end).operation
                    category = (
                        Category.WRONG_UNDO
                        if states.batched and name == "deleted"
                        else Category.LOST
                    )
                    message = f"{task} cannot be {'' if value else 'not '}{name}"
                    yield Violation(category, message, last)

    def _undos(self) -> Iterator[Violation]:
        """Yield the undos that have not restored exactly what their batch deleted."""
        left = Counter(each.batch for each in self.stored if each.is_deleted)
        for batch in self.batches:
            done = [each for each in batch.undos if each.outcome is Outcome.DONE]
            if not done or batch.end >= done[-1].start:
                continue
            if left[batch.id]:
                message = f"{left[batch.id]} tasks are still deleted by {batch.id}"
                yield Violation(Category.WRONG_UNDO, message, done[-1])
            yield from self._numbers(batch, done)

    def _numbers(self, batch: Batch, done: Sequence[Operation]) -> Iterator[Violation]:
        """Yield an undo that says another number of tasks than its deletion.

        It may be smaller if some of these tasks can have been restored one by one.
        """
        deleted = batch.clears[-1].number if batch.clears else 0
        restored = done[0].number
        if deleted is None or restored is None or len(batch.undos) != 1:
            return
        fewest = deleted - self._restored_alone(batch, done[0].end)
        if not fewest <= restored <= deleted:
            message = f"{restored} tasks restored, {deleted} deleted by {batch.id}"
            yield Violation(Category.WRONG_UNDO, message, done[0])

    def _restored_alone(self, batch: Batch, end: float) -> int:
        return sum(
            write.operation.kind is Kind.RESTORE
            and batch.start < write.end
            and write.start < end
            for states in self.states.values()
            if any(each.operation.batch == batch.id for each in states.batched)
            for write in states.deleted
        )

    def _reads(self) -> Iterator[Violation]:
        readers: dict[int, Reader] = {}
        for each in self.operations:
            reader = readers.get(each.client)
            if reader is None:
                reader = readers[each.client] = Reader(
                    each.client, self.chains, self.states, self.by_task
                )
            for message in reader.read(each):
                yield Violation(Category.STALE, message, each)
            reader.wrote(each)
