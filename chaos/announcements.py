"""Finds acknowledged changes that an open event stream has not announced."""

from collections.abc import Iterable, Iterator, Sequence

from chaos.history import (
    Announcement,
    History,
    Kind,
    Operation,
    Outcome,
    Stored,
    attempts,
    outcome_of,
)

__all__ = ["unannounced"]

NEVER = float("-inf")
ALWAYS_ANNOUNCED = (Kind.CREATE, Kind.IMPORT, Kind.EDIT)
"""What changes a task for certain; a task can be finished twice, for example."""


def unannounced(
    history: History, stored: Iterable[Stored]
) -> Iterator[tuple[str, Operation]]:
    """Yield a message and the operation for each change that a stream has missed.

    :param stored: the tasks in the database at the end of the run.
    """
    changes = [
        group
        for kind in ALWAYS_ANNOUNCED
        for group in attempts(history.operations, kind).values()
        if outcome_of(group) is Outcome.DONE
    ]
    ids = {each.task: each.id for each in stored}
    for site, announcements in history.announcements.items():
        latest = _latest(announcements)
        for group in changes:
            start = min(each.start for each in group)
            for task in group[0].tasks:
                last = latest.get(ids.get(task, ""), NEVER)
                if task in ids and max(last, latest.get(None, NEVER)) < start:
                    message = f"{site} has not announced a change of {task}"
                    yield message, group[-1]


def _latest(announcements: Sequence[Announcement]) -> dict[str | None, float]:
    """Return the time at which each id, or any task, was last announced."""
    latest: dict[str | None, float] = {}
    for each in announcements:
        latest |= dict.fromkeys({None} if each.ids is None else each.ids, each.moment)
    return latest
