"""The log of slow commands."""

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pymongo
import pytest
from flask import Flask

from flask_mongokit import MongoKit, OperationFailure, slow_queries
from flask_mongokit.slow_queries import shape_of
from standalone import EmbeddedMongod

FAILURE = "failCommand"
MILLISECONDS = 50
COMMANDS: list[tuple[dict[str, Any], Any]] = [
    (
        {"find": "tasks", "filter": {"n": {"$in": [1, 2]}}, "sort": {"n": -1}},
        {"find": "tasks", "sort": {"n": -1}, "filter": {"n": {"$in": ["?"]}}},
    ),
    (
        {"aggregate": "tasks", "pipeline": [{"$match": {"q": "secret"}}], "cursor": {}},
        {"aggregate": "tasks", "pipeline": [{"$match": {"q": "?"}}], "cursor": {}},
    ),
    (
        {"update": "t", "updates": [{"q": {"_id": 1}, "u": {"$inc": {"n": 1}}}]},
        {"update": "t", "updates": [{"q": {"_id": "?"}, "u": {"$inc": {"n": "?"}}}]},
    ),
    (
        {"distinct": "tasks", "key": "n", "query": {}, "lsid": 1},
        {"distinct": "tasks", "key": "?", "query": {}},
    ),
]


@pytest.fixture(scope="module")
def server(start_mongod: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run a server that can be slow."""
    directory = tmp_path_factory.mktemp("slow")
    with start_mongod(directory, "--setParameter=enableTestCommands=1") as server:
        yield server


@pytest.fixture
def slow(server: EmbeddedMongod) -> Iterator[Callable[..., None]]:
    """Return a function that makes a command slow, or also fail, once."""
    with pymongo.MongoClient[dict[str, Any]](server.uri) as client:

        def configure(command: str, *, mode: Any = None, **data: object) -> None:
            client.admin.command(
                "configureFailPoint",
                FAILURE,
                mode=mode or {"times": 1},
                data={
                    "failCommands": [command],
                    "blockConnection": True,
                    "blockTimeMS": 2 * MILLISECONDS,
                    **data,
                },
            )

        yield configure
        client.admin.command("configureFailPoint", FAILURE, mode="off")


@pytest.fixture
def app(server: EmbeddedMongod) -> Iterator[Flask]:
    """Return an application that logs slow commands."""
    app = Flask(__name__)
    app.config["MONGODB_URI"] = server.uri
    app.config["MONGODB_SLOW_MS"] = MILLISECONDS
    db = MongoKit(app)

    @app.get("/tasks/<name>")
    def find(name: str) -> str:
        return str(db.tasks.find_one({"name": name}))

    with app.app_context():
        db.tasks.create_index("name")
    yield app
    with app.app_context():
        db.connection.drop_database("flask")
        db.close()


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return the details of the slow commands, once all plans are known."""
    for thread in threading.enumerate():
        if thread.name == "explain":
            thread.join()
    return [vars(each) for each in caplog.records if each.msg == "slow query"]


@pytest.mark.parametrize(
    ("command", "shape"),
    COMMANDS,
)
def test_shapes(command: dict[str, Any], shape: Any) -> None:
    """The shape of a command has question marks instead of values."""
    assert shape_of(command) == shape


def test_plan_with_dates(
    app: Flask, slow: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """The plan of a query for any date, whose limits Python cannot show, is known."""
    with app.app_context():
        db = app.extensions["mongokit"]
        db.tasks.create_index("deleted")
        slow("find")
        db.tasks.find_one({"deleted": {"$type": "date"}})
    [entry] = logged(caplog)
    assert entry["plan"] == "LIMIT < FETCH < IXSCAN deleted_1"


def test_a_slow_query(
    app: Flask, slow: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """A slow query is logged with its route, shape, plan and work, but no values."""
    slow("find")
    app.test_client().get("/tasks/secret")
    [entry] = logged(caplog)
    assert entry["levelno"] == logging.WARNING
    assert entry["route"] == "/tasks/<name>"
    assert entry["command"] == "find"
    assert entry["shape"] == '{"find": "tasks", "filter": {"name": "?"}, "limit": "?"}'
    assert entry["milliseconds"] >= MILLISECONDS
    assert entry["plan"] == "LIMIT < FETCH < IXSCAN name_1"
    assert (entry["keys"], entry["documents"], entry["returned"]) == (0, 0, 0)
    assert "secret" not in str(entry)


def test_fast_queries(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Other queries are not logged."""
    app.config["MONGODB_SLOW_MS"] = 3_600_000
    app.test_client().get("/tasks/a")
    assert logged(caplog) == []


def test_one_plan_at_a_time(
    app: Flask, slow: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """After one plan, others are not asked for until some time has passed."""
    slow("find", mode={"times": 2})
    app.test_client().get("/tasks/a")
    app.test_client().get("/tasks/b")
    assert sorted("plan" in entry for entry in logged(caplog)) == [False, True]


def test_a_query_that_fails(
    app: Flask, slow: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """A slow query is also logged if it fails."""
    slow("find", errorCode=50)
    with pytest.raises(OperationFailure), app.app_context():
        app.extensions["mongokit"].tasks.find_one({"name": "a"})
    [entry] = logged(caplog)
    assert entry["route"] is None


def test_no_plan(
    app: Flask,
    slow: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If MongoDB cannot explain the query in time, the log says so."""
    monkeypatch.setattr(slow_queries, "EXPLANATION_SECONDS", 1e-9)
    slow("find")
    app.test_client().get("/tasks/a")
    [entry] = logged(caplog)
    assert entry["plan"].startswith("unknown: ")
