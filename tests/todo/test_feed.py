"""The feed of events that all streams read."""

import json
import threading

import pytest

from todo.live.feed import MOST_EVENTS, MOST_IDS, Event, Feed


@pytest.fixture
def feed() -> Feed:
    """Return a feed that has begun."""
    feed = Feed()
    feed.restart("00")
    return feed


def test_a_new_feed() -> None:
    """A feed without events has no token, and nothing follows."""
    feed = Feed()
    assert feed.token is None
    assert feed.after(feed.number) == (0, None)
    assert feed.find("00") is None


def test_an_event_is_what_browsers_read() -> None:
    """An event has its token as its id, and names the tasks."""
    text = Event("82ab", ("a" * 24,)).encode().decode()
    fields = dict(line.split(": ", 1) for line in text.strip().split("\n"))
    assert fields == {
        "id": "82ab",
        "event": "tasks",
        "data": json.dumps({"ids": ["a" * 24], "spread": 0}),
    }
    assert text.endswith("\n\n")


def test_what_was_missed_is_one_event(feed: Feed) -> None:
    """After an interruption, all events are one, which names each task once."""
    feed.add(Event("01", ("a", "b")))
    feed.add(Event("02", ("b", "c")))
    number = feed.find("00")
    assert number is not None
    assert feed.after(number) == (number + 2, Event("02", ("a", "b", "c")))


def test_nothing_was_missed(feed: Feed) -> None:
    """After the latest event, there is nothing."""
    feed.add(Event("01", ("a",)))
    number = feed.find("01")
    assert number is not None
    assert feed.after(number) == (number, None)


def test_many_ids(feed: Feed) -> None:
    """An event with too many ids names none: any task may have changed."""
    ids = [str(number) for number in range(MOST_IDS + 1)]
    assert Event.of("01", ids) == Event("01", None)
    assert Event.of("01", ids[1:]).ids == tuple(ids[1:])
    feed.add(Event.of("01", ids[1:]))
    feed.add(Event.of("02", ids[:1]))
    assert feed.after(1) == (3, Event("02", None))


def test_after_a_restart(feed: Feed) -> None:
    """If events may be missing, any task may have changed."""
    feed.add(Event("01", ("a",)))
    feed.restart("05")
    assert feed.find("01") is None
    assert feed.after(2) == (3, Event("05", None))


def test_a_stream_that_is_too_slow(feed: Feed) -> None:
    """Who has missed more events than are kept has to expect any change."""
    for number in range(MOST_EVENTS + 1):
        feed.add(Event(f"{number:04x}", ("a",)))
    assert feed.find("00") is None
    assert feed.after(1) == (feed.number, Event(str(feed.token), None))


def test_forgotten_events(feed: Feed) -> None:
    """A feed that nobody has followed for a while does not pretend to know."""
    feed.add(Event("01", ("a",)))
    feed.forget()
    assert feed.token is None
    assert feed.after(1) == (2, Event("", None))
    assert feed.after(2) == (2, None)


def test_waiting(feed: Feed) -> None:
    """Waiting ends with the next event; the streams go on."""
    waiting = threading.Thread(target=feed.wait, args=(feed.number, 3600))
    waiting.start()
    feed.add(Event("01", ("a",)))
    waiting.join()
    assert feed.wait(1, 3600)


def test_waiting_in_vain(feed: Feed) -> None:
    """Without an event, waiting ends after a while; the streams go on."""
    assert feed.wait(feed.number, 0)


def test_the_end(feed: Feed) -> None:
    """When a feed ends, all streams end."""
    results: list[bool] = []
    waiting = threading.Thread(target=lambda: results.append(feed.wait(1, 3600)))
    waiting.start()
    feed.end()
    waiting.join()
    assert results == [False]
    assert feed.is_ended
