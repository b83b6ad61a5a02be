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
COUNTED = NUMBER * 3 // len(STATES) + FEW
"""The number of tasks that are not deleted, with the index keys between them."""

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
    """Return a function that opens a listing and returns its profiled queries.

    The first query of a page also counts; the keys of that are left out.
    """
    client = make_app(MONGODB_DATABASE=many.name).test_client()

    def read(**query: str) -> list[dict[str, Any]]:
        many["system.profile"].drop()
        many.command("profile", 2)
        response = client.get("/", query_string=urlencode(query))
        many.command("profile", 0)
        assert response.status_code == 200
        about = {"ns": f"{many.name}.tasks"}
        queries = many["system.profile"].find(about, MEASURED).to_list()
        queries[0]["keysExamined"] -= COUNTED
        return queries

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
    for query in read(show=show, **where):
        assert query["keysExamined"] <= SIZE + 1 + FEW
        assert query["docsExamined"] <= SIZE + 1 + FEW


@pytest.mark.parametrize("show", SHOWS)
def test_round_trips(read: Read, show: str) -> None:
    """One query finds the first page and counts; other pages need another query."""
    assert len(read(show=show)) == 1
    assert len(read(show=show, before=position(NUMBER // 2))) == 2
    assert len(read(show=show, after=position(NUMBER // 2))) == 2


@pytest.mark.parametrize("q", ["!?", "\u0301"])
def test_counts(read: Read, q: str) -> None:
    """The counts read no documents, and only the index keys of what they count."""
    (query,) = read(q=q)  # a search without words finds nothing
    assert query["docsExamined"] == 0
    assert query["keysExamined"] <= 0


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize(("q", "most"), [("rare", 5), ("zzz", 1), ("TASK 150", 12)])
def test_searching_for_a_rare_word(read: Read, show: str, q: str, most: int) -> None:
    """Searching for a rare word uses the index of words and reads few keys."""
    first, rest = read(show=show, q=q)
    assert first["planSummary"] == "IXSCAN { words: 1 }"
    assert first["docsExamined"] <= most
    assert rest["docsExamined"] <= FEW


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", ["older", "newer", "oldest", "beyond the end"])
@pytest.mark.parametrize("q", ["rare", "zzz", "TASK 150"])
def test_pages_of_a_rare_word(read: Read, show: str, at: str, q: str) -> None:
    """Every page of a search for a rare word reads few index keys."""
    where = {name: position(minutes) for name, minutes in PAGES[at].items()}
    for query in read(show=show, q=q, **where):
        assert query["keysExamined"] <= SIZE + FEW


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize("at", ["at the top", "older", "newer"])
def test_searching_for_a_common_word(read: Read, show: str, at: str) -> None:
    """A query for a common word reads at most 50 index keys for a page of 20 tasks."""
    where = {name: position(minutes) for name, minutes in PAGES[at].items()}
    for query in read(show=show, q="comm", **where):
        assert query["keysExamined"] <= 2 * SIZE + FEW


def test_no_query_scans_everything(read: Read) -> None:
    """No listing scans the collection."""
    for show in SHOWS:
        for query in read(show=show, before=position(900)):
            assert "COLLSCAN" not in query["planSummary"]
