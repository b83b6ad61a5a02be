"""Whether a client reads again what it has read, and what it has written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chaos.edits import Chain
from chaos.history import Kind, Operation, Outcome, Seen, Stored
from chaos.states import STARTS, TaskStates, Write, allows

__all__ = ["Reader"]


class Reader:
    """A client, and what it knows of the tasks.

    :param client: its number.
    :param chains: the versions of the tasks by their names.
    :param states: the states of the tasks by their names.
    :param stored: the tasks at the end of the run by their names.
    """

    def __init__(
        self,
        client: int,
        chains: Mapping[str, Chain],
        states: Mapping[str, TaskStates],
        stored: Mapping[str, Stored],
    ) -> None:
        self.client = client
        self.chains = chains
        self.states = states
        self.stored = stored
        self.versions: dict[str, int] = {}
        self.shown: dict[tuple[str, str], bool] = {}

    def wrote(self, operation: Operation) -> None:
        """Note what the client has created or edited."""
        if operation.outcome is not Outcome.DONE:
            return
        if operation.kind in STARTS | {Kind.EDIT}:
            for task in operation.tasks:
                self._know(task, operation.words)

    def _know(self, task: str, words: str) -> None:
        chain = self.chains.get(task)
        version = chain.version_of(words) if chain else None
        if version is not None:
            self.versions[task] = max(version, self.versions.get(task, version))

    def read(self, operation: Operation) -> Iterator[str]:
        """Yield a sentence for each thing that an answer must not show.

        Call it in the order of the client's operations.
        """
        for seen in operation.seen:
            if seen.task in self.chains:
                yield from self._existence(seen)
                yield from self._words(seen)
                is_gone = seen.is_absent and seen.task in self.versions
                for name, value in (
                    ("done", seen.is_done),
                    ("deleted", True if is_gone else seen.is_deleted),
                ):
                    if value is not None:
                        yield from self._state(operation, seen.task, name, value=value)

    def _existence(self, seen: Seen) -> Iterator[str]:
        if seen.is_missing and seen.task in self.versions:
            yield f"{seen.task} is missing, though it was there"

    def _words(self, seen: Seen) -> Iterator[str]:
        """Check the words, and note their version."""
        task, words = seen.task, seen.words
        if words is None:
            return
        chain, stored = self.chains[task], self.stored.get(task)
        version = chain.version_of(words)
        known = self.versions.get(task)
        if version is None:
            yield f"{task} has the words {words}, which nobody has sent"
        elif known is not None and version < known:
            yield f"{task} has version {version}, but had {known} before"
        elif stored is None or stored.version < version or chain.contradicts(words):
            yield f"{task} has the words {words}, which are gone at the end"
        elif seen.version not in {None, version}:
            yield f"{task} has the words {words} in version {seen.version}"
        self._know(task, words)

    def _state(
        self, operation: Operation, task: str, name: str, *, value: bool
    ) -> Iterator[str]:
        """Check a state against what the client wrote, and what it saw before."""
        states = self.states[task]
        writes = states.done if name == "done" else states.deletions
        interval = {"start": operation.start, "end": operation.end}
        if not allows(map(self._own, writes), value=value, **interval):
            yield f"{task} is {'' if value else 'not '}{name}, but was changed"
        before = self.shown.get((task, name), value)
        if before != value and is_undone(writes, value=value):
            yield f"{task} is {'' if value else 'not '}{name} again"
        self.shown[task, name] = value

    def _own(self, write: Write) -> Write:
        """Return a write as certain only if it is this client's."""
        if write.operation.client == self.client:
            return write
        return replace(write, is_certain=False)


def is_undone(writes: list[Write], *, value: bool) -> bool:
    """Return whether all writes of a value were over before the first of the other."""
    first = min((w.start for w in writes if w.value != value), default=None)
    return first is not None and all(w.end < first for w in writes if w.value == value)
