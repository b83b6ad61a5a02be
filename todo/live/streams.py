"""Streams of events, one for each list that is open in a browser."""

import time
from collections.abc import Callable, Iterator
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit

from flask import Flask

from todo.live.feed import Event, Feed
from todo.live.follower import Follower

LONGEST_STREAM_SECONDS = 600
COMMENT_SECONDS = 15
CHECKING_SECONDS = 3
COMMENT = b":\n\n"
CROWD = 20
SPREAD_MILLISECONDS = 5  # for each stream, about the time of a request for the list
MOST_SPREAD_MILLISECONDS = 5000


class Live:
    """The live updates of an application.

    :param app: the application.
    """

    def __init__(self, app: Flask) -> None:
        self.feed = Feed()
        self.follower = Follower(app, self.feed)
        self._is_wanted = app.config["TODO_LIVE"]
        self._most_streams = app.config["TODO_LIVE_STREAMS"]
        most_files, _ = getrlimit(RLIMIT_NOFILE)
        if most_files != RLIM_INFINITY:  # leave half of them to other requests
            self._most_streams = min(self._most_streams, most_files // 2)

    @property
    def is_on(self) -> bool:
        """Whether there are events: they are wanted, and the server has them."""
        return self._is_wanted and not self.feed.is_ended

    def open_stream(self, last: str, is_gone: Callable[[], bool]) -> "Stream | None":
        """Return a stream, which the caller must close; ``None`` beyond the limit.

        :param last: the token of the last event that the client has seen, or empty.
        :param is_gone: returns whether the client has closed the connection.
        """
        if not self.follower.enter(self._most_streams):
            return None
        return Stream(self, last, is_gone)


class Stream:
    """The body of a response: what has happened, until it is closed or old.

    :param live: the live updates, which have counted this stream.
    :param last: the token of the last event that the client has seen, or empty.
    :param is_gone: returns whether the client has closed the connection.
    """

    def __init__(self, live: Live, last: str, is_gone: Callable[[], bool]) -> None:
        self._live = live
        self._is_gone = is_gone
        self._is_closed = False
        self._number, self._first = self._find(last)

    def _find(self, last: str) -> tuple[int, Event | None]:
        feed = self._live.feed
        number = feed.find(last)
        if number is not None:
            return feed.after(number)
        number = feed.number
        if not last:
            return number, Event(feed.token or "") if number else None
        return number, self._live.follower.missed(last)

    def __iter__(self) -> Iterator[bytes]:
        """Yield events, and comments that keep the connection open."""
        yield self._encode(self._first)
        end = time.monotonic() + LONGEST_STREAM_SECONDS
        next_comment = time.monotonic() + COMMENT_SECONDS
        while time.monotonic() < end and not self._is_gone():
            if not self._live.feed.wait(self._number, CHECKING_SECONDS):
                return
            self._number, event = self._live.feed.after(self._number)
            if event or time.monotonic() > next_comment:
                yield self._encode(event)
                next_comment = time.monotonic() + COMMENT_SECONDS

    def _encode(self, event: Event | None) -> bytes:
        """Return an event, or a comment instead of none.

        All pages get an event at once: without a spread, their requests would keep
        others waiting.
        """
        if event is None:
            return COMMENT
        readers = self._live.follower.readers
        spread = 0 if readers < CROWD else readers * SPREAD_MILLISECONDS
        return event.encode(min(spread, MOST_SPREAD_MILLISECONDS))

    def close(self) -> None:
        """Make room for another stream."""
        if not self._is_closed:
            self._is_closed = True
            self._live.follower.leave()
