"""The edits of a task as a chain: each is based on the version before it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chaos.history import Operation, Outcome, Stored, outcome_of

__all__ = ["Chain", "Edit", "chains_of"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A version of a task that was sent to the site, once or several times.

    :param words: the words that it stores.
    :param version: the version that it makes.
    :param requests: the requests for it: the first one and its retries.
    """

    words: str
    version: int
    requests: Sequence[Operation]

    @property
    def outcome(self) -> Outcome:
        """The outcome of all requests together."""
        return outcome_of(self.requests)


@dataclass(slots=True)
class Chain:
    """The versions of a task.

    :param first: the version that the task was created with.
    :param edits: the edits by their words, the creation included.
    """

    first: int
    edits: dict[str, Edit]

    def version_of(self, words: str) -> int | None:
        """Return the version with these words; ``None`` if nobody has sent them."""
        edit = self.edits.get(words)
        return None if edit is None else edit.version

    def problems(self, stored: Stored) -> Iterator[tuple[str, Operation]]:
        """Yield what is wrong with the task that is stored, and the operation."""
        current = self.edits.get(stored.words)
        if current is None:
            yield f"{stored.words} is stored, but nobody has sent it", self._any
            return
        if stored.text != stored.words:
            yield f"the text is that of {stored.text}", current.requests[-1]
        if stored.version != current.version:
            message = f"{stored.words} is stored as version {stored.version}"
            yield message, current.requests[-1]
        yield from self._missing(stored)

    def _missing(self, stored: Stored) -> Iterator[tuple[str, Operation]]:
        """Yield the edits that were acknowledged, but replaced or never stored."""
        acknowledged: dict[int, Edit] = {}
        for edit in self.edits.values():
            if edit.outcome is not Outcome.DONE or edit.version == self.first:
                continue
            if edit.version > stored.version:
                yield f"{edit.words} is not stored", edit.requests[-1]
            elif edit.version == stored.version and edit.words != stored.words:
                yield f"{stored.words} has replaced {edit.words}", edit.requests[-1]
            other = acknowledged.setdefault(edit.version, edit)
            if other is not edit:
                yield f"{edit.words} has replaced {other.words}", edit.requests[-1]
        for version in range(self.first + 1, stored.version):
            if not any(
                edit.version == version and edit.outcome is not Outcome.REFUSED
                for edit in self.edits.values()
            ):
                yield f"nobody has made version {version}", self._any

    @property
    def _any(self) -> Operation:
        return next(iter(self.edits.values())).requests[-1]

    def contradicts(self, words: str) -> bool:
        """Return whether an acknowledged edit has made the version of these words."""
        shown = self.edits[words]
        return shown.outcome is not Outcome.DONE and any(
            edit.version == shown.version and edit.outcome is Outcome.DONE
            for edit in self.edits.values()
        )


def chains_of(
    starts: Mapping[str, tuple[int, Sequence[Operation]]],
    edits: Mapping[tuple[object, ...], Sequence[Operation]],
) -> dict[str, Chain]:
    """Return the chain of each task by its name.

    :param starts: the first version, and the requests that create the task, by name.
    :param edits: the requests for each edit.
    """
    chains = {
        task: Chain(first, {(words := requests[0].words): Edit(words, first, requests)})
        for task, (first, requests) in starts.items()
    }
    for edit in _edits(edits.values()):
        chain = chains.get(edit.requests[0].tasks[0])
        if chain is not None:
            chain.edits[edit.words] = edit
    return chains


def _edits(groups: Iterable[Sequence[Operation]]) -> Iterator[Edit]:
    for requests in groups:
        yield Edit(requests[0].words, requests[0].version + 1, requests)
