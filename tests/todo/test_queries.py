"""Queries of the list, measured by the server's profiler."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pymongo
import pytest
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod
from todo import create_app
from todo.extensions import db
from todo.tasks.search_words import words_of

PlainDB = PlainDatabase[dict[str, Any]]
Read = Callable[..., list[dict[str, Any]]]
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
NUMBER = 2000
SIZE = 20
FEW = 10
MEASURED = ["op", "keysExamined", "docsExamined", "planSummary"]
SHOWS = ["", "open", "done", "deleted"]
STATES: list[dict[str, Any]] = [
    {},
    {"done": False},
    {"done": True},
    {"deleted": NOON},
    {"done": True, "deleted": NOON},
]
PAGES = {
    "at the top": {},
    "older": {"before": NUMBER // 2},
    "newer": {"after": NUMBER // 2},
    "oldest": {"before": NUMBER - 10},
    "beyond the end": {"before": NUMBER},
    "newest": {"after": 10},
}
"""Pages of the list; a number is the age in minutes at which a page begins or ends."""


def task(number: int) -> dict[str, Any]:
    """Return the task with this number; groups of three share a creation time."""
    title = f"task {number} {'rare' if number % 500 == 0 else 'common'}"
    return {
        "title": title,
        "creation": NOON - datetime.timedelta(minutes=number // 3 * 3),
        "words": words_of(title),
        **STATES[number % len(STATES)],
    }


@pytest.fixture(scope="module")
def many(mongod: EmbeddedMongod) -> Iterator[PlainDB]:
    """Return a database with indexes and 2,000 tasks."""
    settings = {"MONGODB_URI": mongod.uri, "MONGODB_DATABASE": "many_tasks"}
    app = create_app({"SECRET_KEY": "x" * 32, **settings})
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as client:
        database = client["many_tasks"]
        app.test_cli_runner().invoke(args=["setup"])
        database["tasks"].insert_many(map(task, range(NUMBER)))
        yield database
        client.drop_database(database)
    with app.app_context():
        db.connection.close()


@pytest.fixture
def read(many: PlainDB, make_app: Any) -> Read:
    """Return a function that opens a listing and returns its profiled queries."""
    client = make_app(MONGODB_DATABASE=many.name).test_client()

    def read(**query: str) -> list[dict[str, Any]]:
        many["system.profile"].drop()
        many.command("profile", 2)
        response = client.get("/", query_string=urlencode(query))
        many.command("profile", 0)
        assert response.status_code == 200
        about = {"ns": f"{many.name}.tasks"}
        return many["system.profile"].find(about, MEASURED).to_list()

    return read


def position(minutes: int) -> str:
    """Return the position after all tasks that are this many minutes old."""
    creation = NOON - datetime.timedelta(minutes=minutes // 3 * 3)
    return f"{int(creation.timestamp() * 1000)}-{'0' * 24}"


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", PAGES)
def test_pages(read: Read, show: str, at: str) -> None:
    """Every page reads only a few more index keys than it shows tasks."""
    where = {name: position(minutes) for name, minutes in PAGES[at].items()}
    finds = [query for query in read(show=show, **where) if query["op"] == "query"]
    assert finds
    for query in finds:
        assert query["keysExamined"] <= SIZE + 1 + FEW
        assert query["docsExamined"] <= SIZE + 1 + FEW


@pytest.mark.parametrize("show", SHOWS)
def test_counts(read: Read, show: str) -> None:
    """Each count reads no documents and at most 1,002 index keys."""
    counts = [query for query in read(show=show) if query["op"] == "command"]
    assert len(counts) == 2
    for query in counts:
        assert query["docsExamined"] == 0
        assert query["keysExamined"] <= 1002


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize(("q", "most"), [("rare", 5), ("zzz", 1), ("TASK 150", 12)])
def test_searching_for_a_rare_word(read: Read, show: str, q: str, most: int) -> None:
    """Searching for a rare word uses the index of words and reads few keys."""
    finds = [each for each in read(show=show, q=q) if each["op"] == "query"]
    main, rest = finds  # the rest are tasks that cannot be sorted by creation
    assert main["planSummary"] == "IXSCAN { words: 1 }"
    assert main["keysExamined"] <= most
    assert rest["keysExamined"] <= FEW


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", ["older", "newer", "oldest", "beyond the end"])
@pytest.mark.parametrize("q", ["rare", "zzz", "TASK 150"])
def test_pages_of_a_rare_word(read: Read, show: str, at: str, q: str) -> None:
    """Every page of a search for a rare word reads few index keys."""
    where = {name: position(minutes) for name, minutes in PAGES[at].items()}
    finds = [each for each in read(show=show, q=q, **where) if each["op"] == "query"]
    assert finds
    for query in finds:
        assert query["keysExamined"] <= SIZE + FEW


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", ["at the top", "older", "newer"])
def test_searching_for_a_common_word(read: Read, show: str, at: str) -> None:
    """A query for a common word reads at most 50 index keys for a page of 20 tasks."""
    where = {name: position(minutes) for name, minutes in PAGES[at].items()}
    finds = [q for q in read(show=show, q="comm", **where) if q["op"] == "query"]
    for query in finds:
        assert query["keysExamined"] <= 2 * SIZE + FEW


@pytest.mark.parametrize("q", ["!?", "…"])
def test_a_search_without_words(read: Read, q: str) -> None:
    """If a search contains no words, only the queries for the counts run."""
    assert [query["op"] for query in read(q=q)] == ["command", "command"]


def test_no_query_scans_everything(read: Read) -> None:
    """No listing scans the collection."""
    for show in SHOWS:
        for query in read(show=show, before=position(900)):
            assert "COLLSCAN" not in query["planSummary"]
