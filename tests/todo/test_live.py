"""The event stream that keeps open lists up to date."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase
from werkzeug.test import TestResponse

from flask_mongokit import ErrorCode, OperationFailure
from tests.conftest import RunMongod
from tests.todo.conftest import AddTasks, MakeApp, Site
from todo import live
from todo.live import follower, streams
from todo.live.feed import MOST_IDS

Listen = Callable[..., "Listener"]
ADDRESS = re.compile(r'data-events="([^"]*)"')
UNKNOWN = [
    "82" * 40,
    "00",
    "not a token",
    "{'$ne': 1}",
    "8" * 2000,
    "82646BE3A1000000012B022C0100296E04",
]


class Listener:
    """A client that reads events.

    :param response: the response, of which nothing has been read.
    """

    def __init__(self, response: TestResponse) -> None:
        assert response.status_code == 200
        self.response = response
        self._parts = iter(response.response)
        self.token = ""

    def read(self) -> str:
        """Return the next part: an event or a comment."""
        part: Any = next(self._parts)
        text: str = part.decode() if isinstance(part, bytes) else part
        found = re.match("id: (.*)\n", text)
        self.token = found[1] if found else self.token
        return text

    def event(self) -> list[str] | None:
        """Return the ids in the next event; ``None`` if any task may have changed."""
        while "data: " not in (text := self.read()):
            assert text == ":\n\n"
        ids: list[str] | None = json.loads(text.partition("data: ")[2])["ids"]
        return ids

    def is_ended(self) -> bool:
        """Return whether the stream ends after what is left of it."""
        return all(part == streams.COMMENT for part in self._parts)


@pytest.fixture
def live_app(make_app: MakeApp) -> Iterator[Flask]:
    """Return a site whose streams end with the test."""
    app = make_app()
    yield app
    live.stop(app)


@pytest.fixture
def site(live_app: Flask, browse: Callable[[Flask], Site]) -> Site:
    """Return a client of the site."""
    return browse(live_app)


@pytest.fixture
def listen(site: Site) -> Iterator[Listen]:
    """Return a function that opens streams, which are closed after the test."""
    opened: list[TestResponse] = []

    def start(path: str = "/events", **headers: str) -> Listener:
        response = site.client.get(path, headers=headers)
        opened.append(response)
        return Listener(response)

    yield start
    for response in opened:
        response.close()


@pytest.fixture
def change(database: PlainDatabase[Any]) -> Callable[[ObjectId], object]:
    """Return a function that changes a task, as another process does."""
    return lambda each: database["tasks"].update_one({"_id": each}, {"$inc": {"n": 1}})


def address(site: Site) -> str:
    """Return the URL of the events that the list names."""
    found = ADDRESS.search(site.get("/").text)
    assert found
    return found[1].replace("&amp;", "&")


def test_headers(listen: Listen) -> None:
    """The events are a stream that nothing stores, encodes or holds back."""
    headers = listen().response.headers
    assert headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Length" not in headers
    assert "Content-Encoding" not in headers
    assert "Set-Cookie" not in headers


def test_a_page_that_knows_no_event(listen: Listen) -> None:
    """A stream without a beginning says first that any task may have changed."""
    assert listen().event() is None


def test_acts(site: Site, listen: Listen, database: PlainDatabase[Any]) -> None:
    """Each act is an event with the ids of its tasks, and never their text."""
    listener = listen()
    listener.event()
    site.add("Buy milk")
    [task] = database["tasks"].find()
    assert listener.event() == [str(task["_id"])]
    site.press_on("/", "Done: Buy milk")
    assert listener.event() == [str(task["_id"])]
    site.press_on("/", "Clear done")
    assert "milk" not in listener.read()


def test_a_batch_is_one_event(
    site: Site, listen: Listen, add_tasks: AddTasks, database: PlainDatabase[Any]
) -> None:
    """An act on several tasks is one event."""
    ids = add_tasks(*"abcdefgh")
    database["tasks"].update_many({}, {"$set": {"done": True}})
    listener = listen()
    listener.event()
    site.press_on("/", "Clear done")
    assert set(listener.event() or ()) == set(map(str, ids))


def test_a_page_follows_from_when_it_was_read(
    site: Site,
    listen: Listen,
    add_tasks: AddTasks,
    change: Callable[[ObjectId], object],
) -> None:
    """What happens between the list and its stream is the first event of the stream."""
    listener = listen()
    listener.event()
    [task] = add_tasks("Buy milk")
    listener.event()
    path = address(site)
    change(task)
    listener.event()  # so that the site knows it
    assert listen(path).event() == [str(task)]


def test_nothing_has_happened(site: Site, listen: Listen) -> None:
    """A stream that has missed nothing begins with a comment."""
    listen().event()
    assert listen(address(site)).read() == ":\n\n"


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("by", ["header", "parameter"])
def test_resuming(
    listen: Listen, add_tasks: AddTasks, live_app: Flask, by: str, *, is_known: bool
) -> None:
    """A stream goes on after an event, which another process may have sent."""
    first, watcher = listen(), listen()
    first.event()
    add_tasks("Buy milk")
    first.event()
    first.response.close()
    [task] = add_tasks("Buy bread")
    while str(task) not in (watcher.event() or ()):
        pass
    if not is_known:
        live_app.extensions["live"].feed.restart("00")
    if by == "header":
        again = listen(**{"Last-Event-ID": first.token})
    else:
        again = listen(f"/events?after={first.token}")
    assert again.event() == [str(task)]


def test_nothing_was_missed_elsewhere(
    listen: Listen, add_tasks: AddTasks, live_app: Flask
) -> None:
    """A stream that has missed nothing begins with a comment at any process."""
    first = listen()
    first.event()
    add_tasks("Buy milk")
    first.event()
    live_app.extensions["live"].feed.restart("00")
    assert listen(**{"Last-Event-ID": first.token}).read() == ":\n\n"


def test_many_missed_events(
    listen: Listen, add_tasks: AddTasks, live_app: Flask
) -> None:
    """Who has missed too many changes to list learns that anything may have changed."""
    first = listen()
    first.event()
    add_tasks("Buy milk")
    first.event()
    add_tasks(*map(str, range(300)))
    while first.event() is not None:
        pass
    token = first.token
    live_app.extensions["live"].feed.restart("00")
    add_tasks(*map(str, range(300)))
    assert listen(**{"Last-Event-ID": token}).event() is None


def test_many_missed_changes_of_a_task(
    listen: Listen, add_tasks: AddTasks, live_app: Flask, database: PlainDatabase[Any]
) -> None:
    """Who missed many changes of few tasks learns that anything may have changed."""
    first = listen()
    first.event()
    [task] = add_tasks("Buy milk")
    first.event()
    for number in range(MOST_IDS + 1):
        database["tasks"].update_one({"_id": task}, {"$set": {"version": number}})
    add_tasks("Buy bread")
    live_app.extensions["live"].feed.restart("00")
    assert listen(**{"Last-Event-ID": first.token}).event() is None


def test_a_missed_drop(
    listen: Listen, add_tasks: AddTasks, live_app: Flask, database: PlainDatabase[Any]
) -> None:
    """A stream that has missed a drop of the collection starts afresh."""
    first = listen()
    first.event()
    add_tasks("Buy milk")
    first.event()
    database["tasks"].drop()
    live_app.extensions["live"].feed.restart("00")
    assert listen(**{"Last-Event-ID": first.token}).event() is None


@pytest.mark.parametrize("token", UNKNOWN, ids=lambda token: token[:12])
def test_unknown_tokens(listen: Listen, add_tasks: AddTasks, token: str) -> None:
    """A stream with a token that MongoDB does not know begins afresh."""
    listener = listen(**{"Last-Event-ID": token})
    assert listener.event() is None
    [task] = add_tasks("Buy milk")
    assert listener.event() == [str(task)]
    assert listener.token != token


def test_too_many_catch_up(
    listen: Listen, add_tasks: AddTasks, live_app: Flask
) -> None:
    """Only some streams ask the database at a time; others begin afresh."""
    first = listen()
    first.event()
    add_tasks("Buy milk")
    first.event()
    live = live_app.extensions["live"]
    live.feed.restart("00")
    for _ in range(follower.MOST_CATCHING_UP):
        live.follower._catching_up.acquire()
    assert listen(**{"Last-Event-ID": first.token}).event() is None


def test_other_programs(
    listen: Listen, add_tasks: AddTasks, database: PlainDatabase[Any]
) -> None:
    """What other programs do with tasks is an event, whatever their ids are."""
    listener = listen()
    listener.event()
    database["tasks"].insert_one({"_id": {"of": 1.5}})
    assert listener.event() is None
    database["tasks"].drop()
    assert listener.event() is None
    add_tasks("Buy milk")
    listener.event()


def test_the_limit(make_app: MakeApp, browse: Callable[[Flask], Site]) -> None:
    """Beyond the limit, streams are refused; a closed stream makes room."""
    app = make_app(TODO_LIVE_STREAMS=2)
    client = browse(app).client
    first, _second = client.get("/events"), client.get("/events")
    refused = client.get("/events")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "60"
    assert "Too many pages" in refused.text
    first.close()
    first.close()
    assert client.get("/events").status_code == 200
    assert client.get("/events").status_code == 503
    live.stop(app)


def test_turned_off(make_app: MakeApp, browse: Callable[[Flask], Site]) -> None:
    """With ``TODO_LIVE=0``, lists name no events, and browsers do not ask again."""
    site = browse(make_app(TODO_LIVE=False))
    assert not ADDRESS.search(site.get("/").text)
    assert site.get("/events").status_code == 204


@pytest.mark.parametrize("origin", ["cross-site", "same-site"])
def test_other_sites(site: Site, origin: str) -> None:
    """Pages of other sites cannot open streams."""
    response = site.get("/events", headers={"Sec-Fetch-Site": origin})
    assert response.status_code == 400


def test_head(site: Site, live_app: Flask) -> None:
    """A HEAD request leaves no stream open."""
    assert site.client.head("/events", buffered=True).status_code == 200
    assert live_app.extensions["live"].follower.readers == 0


def test_the_site_stops(listen: Listen, live_app: Flask) -> None:
    """When the site stops, all streams end."""
    listener = listen()
    listener.event()
    live.stop(live_app)
    assert listener.is_ended()


def test_old_streams(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream ends after some time; the page opens another."""
    monkeypatch.setattr(streams, "LONGEST_STREAM_SECONDS", 0)
    listener = listen()
    listener.event()
    assert listener.is_ended()


def test_many_streams(
    listen: Listen, add_tasks: AddTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The more lists are open, the longer pages take to fetch them."""
    listener = listen()
    assert '"spread": 0}' in listener.read()
    monkeypatch.setattr(streams, "CROWD", 2)
    listen()
    add_tasks("Buy milk")
    assert '"spread": 10}' in listener.read()


def test_comments(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without events, comments keep the connection open."""
    monkeypatch.setattr(streams, "COMMENT_SECONDS", 0)
    monkeypatch.setattr(streams, "CHECKING_SECONDS", 0)
    listener = listen()
    listener.event()
    assert listener.read() == ":\n\n"


def test_nobody_listens(
    listen: Listen, live_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change stream is closed when nobody listens, and opened again later."""
    monkeypatch.setattr(follower, "LINGERING_SECONDS", 0)
    listener = listen()
    listener.event()
    live = live_app.extensions["live"]
    thread = live.follower._thread
    listener.response.close()
    thread.join()
    assert live.feed.token is None
    assert listen().event() is None


def test_an_unasked_request_keeps_the_messages(site: Site) -> None:
    """When a script fetches the list on its own, messages stay for the next page."""
    site.add("Buy milk")
    fragment = {"Todo-Fragment": "/"}
    unasked = site.get("/", headers={**fragment, "Todo-Unasked": "1"})
    assert "Added" not in unasked.text
    assert "Buy milk" in unasked.text
    assert "Added" in site.get("/", headers=fragment).text


class BrokenStream:
    """A change stream that ends with an error.

    :param stream: a change stream that works.
    :param error: the error.
    """

    alive = True

    def __init__(self, stream: Any, error: Exception) -> None:
        self.resume_token = stream.resume_token
        self.stream, self.error = stream, error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.stream.close()

    def try_next(self) -> None:
        """Raise the error."""
        raise self.error


@pytest.mark.parametrize("code", [None, ErrorCode.CHANGE_STREAM_HISTORY_LOST])
def test_interruptions(
    listen: Listen,
    monkeypatch: pytest.MonkeyPatch,
    add_tasks: AddTasks,
    code: int | None,
) -> None:
    """After interruptions, a stream goes on; it begins afresh if that is impossible."""
    watch, errors = follower._watch, [OperationFailure("broken", code)] * 3

    def watch_later(token: str | None) -> Any:
        stream = watch(token)
        return BrokenStream(stream, errors.pop()) if errors else stream

    monkeypatch.setattr(follower, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(follower, "_watch", watch_later)
    listener = listen()
    listener.event()
    tasks = add_tasks("Buy milk")
    while (ids := listener.event()) is None:
        assert code
        tasks += add_tasks("Buy milk")  # the event before may be missing
    assert set(ids) <= set(map(str, tasks))
    assert not errors


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_unexpected_error(
    listen: Listen, live_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an unexpected error, the next stream makes all of them live again."""
    watch, errors = follower._watch, [RuntimeError("broken")]

    def watch_later(token: str | None) -> Any:
        if errors:
            raise errors.pop()
        return watch(token)

    monkeypatch.setattr(follower, "_watch", watch_later)
    monkeypatch.setattr(follower, "OPENING_SECONDS", 0)
    first = listen()
    broken = live_app.extensions["live"].follower._thread
    if broken is not None:
        broken.join()
    listen()
    assert first.event() is None


def test_no_replica_set(
    make_app: MakeApp,
    browse: Callable[[Flask], Site],
    tmp_path: Path,
    run_mongod: RunMongod,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """On a server without change streams, the site is not live, and logs it once."""
    with run_mongod(tmp_path) as port:
        site = browse(make_app(MONGODB_URI=f"mongodb://127.0.0.1:{port}"))
        stream = site.client.get("/events")
        assert Listener(stream).is_ended()
        stream.close()
        assert site.get("/events").status_code == 204
        assert not ADDRESS.search(site.get("/").text)
    [line] = capsys.readouterr().err.splitlines()
    assert "No live updates: MongoDB is not a replica set" in line
