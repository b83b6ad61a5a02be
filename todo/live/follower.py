"""Follows MongoDB's change stream of the tasks."""

import re
import time
from collections.abc import Sequence
from threading import Event as Signal
from threading import Lock, Semaphore, Thread
from typing import Any

from flask import Flask

from flask_mongokit import (
    DATABASE_ERRORS,
    ErrorCode,
    ObjectId,
    OperationFailure,
    timeout,
)
from flask_mongokit.errors import short_message
from todo.extensions import db
from todo.live.feed import MOST_IDS, Event, Feed

PIPELINE = [{"$project": {"documentKey": True}}]
TOKEN = re.compile(r"[0-9A-Fa-f]{2,1000}", re.ASCII)
QUIET_MS = 100
"""After this time without a change, an act is complete: its changes are one event."""
LONGEST_ACT_SECONDS = 0.25
OPENING_SECONDS = 3
CATCHING_UP_SECONDS = 1
MOST_CATCHING_UP = 4
LINGERING_SECONDS = 30
SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
UNSUPPORTED = {ErrorCode.CHANGE_STREAMS_UNSUPPORTED, ErrorCode.COMMAND_NOT_SUPPORTED}

Change = dict[str, Any]


class Follower:
    """Adds an event to a feed after each change, as long as somebody reads the feed.

    :param app: the application, whose database is followed.
    :param feed: the feed, which ends if the server has no change streams.
    """

    def __init__(self, app: Flask, feed: Feed) -> None:
        self.readers = 0
        """The number of streams that are open."""
        self._app = app
        self._feed = feed
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_open = Signal()
        self._is_stopped = Signal()
        self._last_left = 0.0
        self._pause = SHORTEST_PAUSE
        self._catching_up = Semaphore(MOST_CATCHING_UP)

    def enter(self, most: int) -> bool:
        """Count a reader, and follow the changes for it.

        :param most: the limit.
        :returns: whether the limit has room for the reader.
        """
        with self._lock:
            if self.readers >= most:
                return False
            self.readers += 1
            if self._thread is None:
                self._thread = Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        self._is_open.wait(OPENING_SECONDS)
        return True

    def leave(self) -> None:
        """Stop counting a reader."""
        with self._lock:
            self.readers -= 1
            self._last_left = time.monotonic()

    def stop(self) -> None:
        """Stop following, for good."""
        self._is_stopped.set()
        self._feed.end()

    def missed(self, token: str) -> Event | None:
        """Return what has happened since a change, as the database knows it.

        :param token: the resume token of the change, from a client.
        :returns: one event; ``None`` if nothing has happened.
        """
        known = self._feed.token or ""
        if not TOKEN.fullmatch(token) or not self._catching_up.acquire(blocking=False):
            return Event(known)
        try:
            with timeout(CATCHING_UP_SECONDS), _watch(token) as stream:
                return _read_until(stream, known)
        except DATABASE_ERRORS:
            return Event(known)
        finally:
            self._catching_up.release()

    def _run(self) -> None:
        try:
            self._follow_while_needed()
        except Exception:
            with self._lock:
                self._thread = None  # the next reader starts another
            raise

    def _follow_while_needed(self) -> None:
        with self._app.app_context():
            while self._is_needed():
                try:
                    self._follow()
                except DATABASE_ERRORS as error:
                    self._handle(error)
                self._is_open.clear()
                self._is_stopped.wait(self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _is_needed(self) -> bool:
        """Return whether to go on; otherwise, the next reader starts a new thread."""
        with self._lock:
            is_read = self.readers > 0 or (
                time.monotonic() - self._last_left < LINGERING_SECONDS
            )
            if is_read and not self._is_stopped.is_set():
                return True
            self._thread = None
            self._is_open.clear()
            self._feed.forget()
            return False

    def _follow(self) -> None:
        """Read changes until the stream ends, or nobody needs it.

        An interrupted stream goes on where it was. Another one does not know what has
        happened before.
        """
        last = self._feed.token
        with _watch(last) as stream:
            if last is None:
                self._feed.restart(_first_token(stream))
            self._is_open.set()
            self._pause = SHORTEST_PAUSE
            while stream.alive and self._is_needed():
                change = stream.try_next()
                if change is not None:
                    self._feed.add(_event([change, *_rest_of_act(stream)]))
        self._feed.forget()

    def _handle(self, error: Exception) -> None:
        message = short_message(error)
        code = error.code if isinstance(error, OperationFailure) else None
        if code in UNSUPPORTED:
            self._app.logger.warning(
                "No live updates: MongoDB is not a replica set (%s).", message
            )
            self.stop()
            return
        if code is not None:  # the token may be too old
            self._feed.forget()
        self._app.logger.info("Live updates are interrupted: %s", message)


def can_follow() -> bool:
    """Return whether the server has change streams.

    :raises pymongo.errors.PyMongoError: if it cannot be found out.
    """
    try:
        _watch(None).close()
    except OperationFailure as error:
        if error.code not in UNSUPPORTED:
            raise
        return False
    return True


def _watch(token: str | None) -> Any:
    return db.tasks.watch(
        PIPELINE,
        max_await_time_ms=QUIET_MS,
        resume_after=None if token is None else {"_data": token},
    )


def _first_token(stream: Any) -> str:
    """Return the token at which a new stream begins, or that of its first change."""
    token = stream.resume_token or stream.try_next()["_id"]
    return str(token["_data"])


def _rest_of_act(stream: Any) -> Sequence[Change]:
    """Return the changes that follow a change so closely that they belong to it."""
    end = time.monotonic() + LONGEST_ACT_SECONDS
    changes: list[Change] = []
    while time.monotonic() < end and stream.alive:
        change = stream.try_next()
        if change is None:
            break
        changes.append(change)
    return changes


def _read_until(stream: Any, end: str) -> Event | None:
    """Return what has happened up to a token, and perhaps later, as one event.

    Tokens sort like the changes. A stream that returns no change may still be reading
    older entries, so only its token shows that it has reached the end.
    """
    changes: list[Change] = []
    while stream.alive and len(changes) <= MOST_IDS:
        change = stream.try_next()
        if change is not None:
            changes.append(change)
        elif stream.resume_token["_data"] >= end:
            return _event(changes) if changes else None
    return Event(stream.resume_token["_data"])  # there may be more


def _event(changes: Sequence[Change]) -> Event:
    token = changes[-1]["_id"]["_data"]
    keys = [change.get("documentKey", {}).get("_id") for change in changes]
    if not all(isinstance(key, ObjectId) for key in keys):
        return Event(token)  # other programs use other ids, or have dropped the tasks
    return Event.of(token, dict.fromkeys(map(str, keys)))
