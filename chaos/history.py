"""The history of a run: every request with its answer, and every fault."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "Announcement",
    "Fault",
    "History",
    "Kind",
    "Operation",
    "Outcome",
    "Seen",
    "Stored",
]

FOREVER = float("inf")


class Kind(StrEnum):
    """What a request is for."""

    CREATE = "create"
    IMPORT = "import"
    EDIT = "edit"
    FINISH = "finish"
    REOPEN = "reopen"
    DELETE = "delete"
    RESTORE = "restore"
    CLEAR = "clear"
    UNDO = "undo"
    READ = "read"


class Outcome(StrEnum):
    """What an answer says about the request."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answer shows of a task.

    :param task: the name of the task.
    :param words: the words that were stored last; ``None`` if they are not shown.
    :param version: the version; ``None`` if it is not shown.
    :param is_done: whether it is done; ``None`` if that is not shown.
    :param is_deleted: whether it is deleted; ``None`` if that is not shown.
    :param is_missing: whether the answer says that there is no such task.
    :param is_absent: whether a list lacks it, which is missing or deleted.
    """

    task: str
    words: str | None = None
    version: int | None = None
    is_done: bool | None = None
    is_deleted: bool | None = None
    is_missing: bool = False
    is_absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A request and its answer.

    :param client: the number of the client; a client sends one request after another.
    :param kind: what the request is for.
    :param start: the time when it was sent, by a clock that never goes back.
    :param end: the time when the answer was there, or the client gave up.
    :param outcome: what the answer says.
    :param status: the HTTP status; ``None`` without an answer.
    :param site: the name of the site process that was asked.
    :param tasks: the names of the tasks that the request names.
    :param words: the words that a new task or an edit stores; no other operation
        stores the same.
    :param version: the version that an edit is based on.
    :param batch: the id that "Clear done" and its undo share.
    :param number: the number of tasks that the answer to these two states.
    :param seen: what the answer shows.
    :param problem: why the answer is wrong by itself, such as a traceback in it.
    """

    client: int
    kind: Kind
    start: float
    end: float
    outcome: Outcome
    status: int | None = None
    site: str = ""
    tasks: tuple[str, ...] = ()
    words: str = ""
    version: int = 0
    batch: str = ""
    number: int | None = None
    seen: tuple[Seen, ...] = ()
    problem: str = ""

    @property
    def latest(self) -> float:
        """The latest time at which it can have an effect."""
        return FOREVER if self.outcome is Outcome.UNKNOWN else self.end


@dataclass(frozen=True, slots=True)
class Stored:
    """A task in the database after the run.

    :param task: the name of the task.
    :param words: the words in its title.
    :param text: the words in its text, which are the same unless it is torn.
    :param version: the version; 0 if there is none.
    :param is_done: whether it is done.
    :param is_deleted: whether it is deleted.
    :param batch: the id of the deletion; empty if it is not deleted.
    :param id: the id of the task, by which events name it.
    """

    task: str
    words: str
    text: str
    version: int = 1
    is_done: bool = False
    is_deleted: bool = False
    batch: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event of a site process: tasks have changed.

    :param moment: the time when it was there.
    :param ids: the ids of the tasks; ``None`` if any task may have changed.
    """

    moment: float
    ids: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and the time it took, up to the recovery.

    :param name: the kind of the fault.
    :param start: the time when it began.
    :param end: the time when everything was well again.
    :param site: the site process that could not answer meanwhile; empty if all could.
    """

    name: str
    start: float
    end: float
    site: str = ""


@dataclass(slots=True)
class History:
    """The operations and faults of a run, recorded from several threads.

    :param operations: the operations, by the time of their end.
    :param faults: the faults, one after the other.
    :param stalls: the times at which this machine had no processor time for a thread
        that should run, each with the number of seconds.
    :param announcements: the events of each site process, by its name.
    """

    operations: list[Operation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    stalls: list[tuple[float, float]] = field(default_factory=list)
    announcements: dict[str, list[Announcement]] = field(default_factory=dict)

    @staticmethod
    def now() -> float:
        """Return the present time of the clock that all operations share."""
        return time.monotonic()

    def record(self, operation: Operation) -> None:
        """Add an operation that has ended."""
        self.operations.append(operation)  # atomic

    def in_order(self) -> list[Operation]:
        """Return the operations by the time of their start."""
        return sorted(self.operations, key=lambda each: each.start)

    def fault_at(self, moment: float) -> str:
        """Return the name of the fault at a time; empty if there was none."""
        return next((f.name for f in self.faults if f.start <= moment < f.end), "")

    def waiting(self, operation: Operation) -> float:
        """Return how long an operation took, without the time for which all waited."""
        stalled = sum(
            seconds
            for moment, seconds in self.stalls
            if operation.start < moment < operation.end
        )
        return operation.end - operation.start - stalled

    def is_excused(self, operation: Operation) -> bool:
        """Return whether a fault kept the site process from answering in time."""
        return any(
            each.site == operation.site
            and each.start < operation.end
            and operation.start < each.end
            for each in self.faults
            if each.site
        )


def attempts(
    operations: Iterable[Operation], kind: Kind
) -> dict[tuple[object, ...], list[Operation]]:
    """Group the operations of a kind, so that a request and its retries are together.

    A form that is sent again has the same words, version or batch.
    """
    groups: dict[tuple[object, ...], list[Operation]] = {}
    for each in operations:
        if each.kind is kind:
            key = (each.tasks, each.words, each.version, each.batch)
            groups.setdefault(key, []).append(each)
    return groups


def outcome_of(group: Iterable[Operation]) -> Outcome:
    """Return the outcome of a request together with its retries."""
    outcomes = {each.outcome for each in group}
    for outcome in (Outcome.DONE, Outcome.UNKNOWN):
        if outcome in outcomes:
            return outcome
    return Outcome.REFUSED
