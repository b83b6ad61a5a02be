"""Histories for the tests of the checker."""

import itertools
import random
from dataclasses import dataclass, field, replace
from typing import Any

from chaos.history import History, Kind, Operation, Outcome, Seen, Stored

TICK = 0.01

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN


@dataclass
class Site:
    """A site in memory, which acts on requests one after another.

    Each method sends a request, and records it with its outcome. A request with an
    unknown outcome is carried out if ``is_applied``.
    """

    history: History = field(default_factory=History)
    tasks: dict[str, Stored] = field(default_factory=dict)
    clock: "itertools.count[float]" = field(
        default_factory=lambda: itertools.count(0.0, TICK)
    )

    @property
    def stored(self) -> list[Stored]:
        """The tasks that are stored."""
        return [*self.tasks.values()]

    def send(
        self,
        kind: Kind,
        *tasks: str,
        outcome: Outcome = DONE,
        is_applied: bool | None = None,
        **details: Any,
    ) -> Operation:
        """Carry out a request unless it is refused, and record it.

        :param is_applied: whether it is carried out if the outcome is unknown.
        :param details: other fields of the operation.
        """
        operation = Operation(
            **{"client": 0, **details},
            kind=kind,
            start=next(self.clock),
            end=next(self.clock),
            outcome=outcome,
            tasks=tasks,
        )
        if is_applied or (is_applied is None and outcome is DONE):
            number = self._apply(operation)
            operation = replace(operation, number=number if outcome is DONE else None)
        self.history.record(operation)
        return operation

    def _apply(self, operation: Operation) -> int | None:
        if operation.kind is Kind.CLEAR:
            return self._clear(operation.batch)
        if operation.kind is Kind.UNDO:
            return self._undo(operation.batch)
        for task in operation.tasks:
            self._change(operation, task)
        return None

    def _change(self, operation: Operation, task: str) -> None:
        kind, words = operation.kind, operation.words
        if kind in {Kind.CREATE, Kind.IMPORT}:
            first = int(kind is Kind.CREATE)
            self.tasks.setdefault(task, Stored(task, words, words, first))
        else:
            stored = self.tasks[task]
            self.tasks[task] = replace(stored, **changed_fields(operation, stored))

    def _clear(self, batch: str) -> int:
        for task, stored in self.tasks.items():
            if stored.is_done and not stored.is_deleted:
                self.tasks[task] = replace(stored, is_deleted=True, batch=batch)
        return sum(each.batch == batch for each in self.tasks.values())

    def _undo(self, batch: str) -> int:
        members = [each for each in self.tasks.values() if each.batch == batch]
        for each in members:
            self.tasks[each.task] = replace(each, is_deleted=False, batch="")
        return len(members)

    def read(self, *seen: Seen, client: int = 0) -> Operation:
        """Record an answer that shows these tasks."""
        operation = Operation(
            client=client,
            kind=Kind.READ,
            start=next(self.clock),
            end=next(self.clock),
            outcome=DONE,
            seen=seen,
        )
        self.history.record(operation)
        return operation

    def read_all(self, client: int = 0) -> Operation:
        """Record an answer that shows all tasks as they are."""
        return self.read(*map(shown, self.stored), client=client)


def changed_fields(operation: Operation, stored: Stored) -> dict[str, Any]:
    """Return the fields of a stored task that an operation on it changes."""
    kind, words = operation.kind, operation.words
    if kind is Kind.RESTORE:
        return {"is_deleted": False, "batch": ""}
    if stored.is_deleted:
        return {}
    if kind is Kind.DELETE:
        return {"is_deleted": True, "batch": "own"}
    if kind is not Kind.EDIT:
        return {"is_done": kind is Kind.FINISH}
    if stored.version != operation.version:
        return {}
    return {"words": words, "text": words, "version": stored.version + 1}


def shown(stored: Stored) -> Seen:
    """Return what a page shows of a task."""
    return Seen(
        stored.task,
        words=stored.words,
        version=stored.version,
        is_done=stored.is_done,
        is_deleted=stored.is_deleted,
    )


ACTS = (Kind.FINISH, Kind.REOPEN, Kind.DELETE, Kind.RESTORE)


def random_site(seed: int, steps: int = 200) -> Site:
    """Return a correct site after random requests of three clients.

    Their intervals overlap, and each fifth outcome is unknown.
    """
    chance = random.Random(seed)
    site = Site()
    batches: list[str] = []
    for step in range(steps):
        client = chance.randrange(3)
        outcome = chance.choice([DONE, DONE, DONE, UNKNOWN, REFUSED])
        is_applied = chance.choice([True, False]) if outcome is UNKNOWN else None
        how: dict[str, Any] = {
            "client": client,
            "outcome": outcome,
            "is_applied": is_applied,
        }
        choice = chance.random()
        if choice < 0.2 or not site.tasks:
            kind = chance.choice([Kind.CREATE, Kind.IMPORT])
            site.send(kind, f"t{step}", words=f"w{step}", **how)
            continue
        task = chance.choice([*site.tasks])
        version = site.tasks[task].version
        if choice < 0.4 and not site.tasks[task].is_deleted:
            site.send(Kind.EDIT, task, words=f"w{step}", version=version, **how)
        elif choice < 0.7:
            kind = chance.choice(ACTS)
            if kind is Kind.RESTORE or not site.tasks[task].is_deleted:
                site.send(kind, task, **how)
        elif choice < 0.75:
            batches.append(f"b{step}")
            site.send(Kind.CLEAR, batch=batches[-1], **how)
        elif choice < 0.8 and batches:
            site.send(Kind.UNDO, batch=chance.choice(batches), **how)
        else:
            site.read_all(client)
    _overlap(site.history, chance)
    return site


def _overlap(history: History, chance: random.Random) -> None:
    """Make requests of different clients last longer, so that they overlap."""
    last: dict[int, float] = {}
    for at, each in reversed([*enumerate(history.operations)]):
        latest = min(last.get(each.client, each.end + 8 * TICK), each.end + 8 * TICK)
        end = chance.uniform(each.end, max(each.end, latest - TICK / 2))
        history.operations[at] = replace(each, end=end)
        last[each.client] = each.start
