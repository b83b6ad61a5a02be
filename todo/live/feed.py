"""The latest changes of tasks, for any number of streams to wait for."""

import json
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from threading import Condition, RLock
from typing import Self

MOST_EVENTS = 1000
MOST_IDS = 100


@dataclass(frozen=True, slots=True)
class Event:
    """Says that tasks have changed.

    :param token: MongoDB's resume token of the last change.
    :param ids: the ids of the tasks; ``None`` if any task may have changed.
    """

    token: str = ""
    ids: tuple[str, ...] | None = None

    @classmethod
    def of(cls, token: str, ids: Collection[str]) -> Self:
        """Return an event, which does not list the ids if there are too many."""
        return cls(token, tuple(ids) if len(ids) <= MOST_IDS else None)

    @classmethod
    def joined(cls, events: Iterable[Self]) -> Self | None:
        """Return one event instead of several; ``None`` if there are none."""
        joined = list(events)
        if not joined:
            return None
        token = joined[-1].token
        if any(event.ids is None for event in joined):
            return cls(token)
        return cls.of(
            token, {each: None for event in joined for each in event.ids or ()}
        )

    def encode(self, spread: int = 0) -> bytes:
        """Return the event as a browser's ``EventSource`` reads it.

        :param spread: the milliseconds over which pages should spread their requests
            for the list.
        """
        data = json.dumps({"ids": self.ids, "spread": spread})
        return f"id: {self.token}\nevent: tasks\ndata: {data}\n\n".encode()


class Feed:
    """The latest events, which are numbered from 1.

    It is the bounded queue of all streams: one that is slow or was interrupted gets
    what it has missed in one event.
    """

    def __init__(self) -> None:
        self._changed = Condition(RLock())
        self._events: deque[Event] = deque(maxlen=MOST_EVENTS)
        self._number = 0
        self.is_ended = False
        """Whether no event will follow."""

    @property
    def token(self) -> str | None:
        """The token of the latest event; ``None`` before the first one."""
        with self._changed:
            return self._events[-1].token if self._events else None

    @property
    def number(self) -> int:
        """The number of the latest event; 0 before the first one."""
        return self._number

    def add(self, event: Event) -> None:
        """Add an event, and wake the streams."""
        with self._changed:
            self._events.append(event)
            self._number += 1
            self._changed.notify_all()

    def restart(self, token: str) -> None:
        """Forget all events, and add one that says that any task may have changed."""
        with self._changed:
            self._events.clear()
            self.add(Event(token))

    def forget(self) -> None:
        """Forget all events, since others that follow will be missing."""
        with self._changed:
            self._events.clear()

    def end(self) -> None:
        """End all streams, for good."""
        with self._changed:
            self.is_ended = True
            self._changed.notify_all()

    def find(self, token: str) -> int | None:
        """Return the number of the latest event with a token; ``None`` if unknown."""
        with self._changed:
            for age, event in enumerate(reversed(self._events)):
                if event.token == token:
                    return self._number - age
        return None

    def after(self, number: int) -> tuple[int, Event | None]:
        """Return the latest number, and what has happened after an event, as one event.

        That is ``None`` if nothing has happened.
        """
        with self._changed:
            missed = self._number - number
            if missed > len(self._events):
                token = self._events[-1].token if self._events else ""
                return self._number, Event(token)
            first = len(self._events) - missed
            return self._number, Event.joined(islice(self._events, first, None))

    def wait(self, number: int, seconds: float) -> bool:
        """Wait until an event follows the given one; return whether streams go on."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.is_ended or self._number > number, seconds
            )
            return not self.is_ended
