"""Reads after the election of a primary server."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from bson import Timestamp
from flask import Flask
from pymongo import monitoring

from flask_mongokit import MongoKit
from standalone import EmbeddedMongod

MakeApp = Callable[..., Flask]
StartMongod = Callable[..., AbstractContextManager[EmbeddedMongod]]


class Reads(monitoring.CommandListener):
    """A listener that records the read concerns of queries."""

    def __init__(self) -> None:
        self.concerns: list[dict[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Record the read concern of a query."""
        if event.command_name in {"find", "aggregate", "distinct"}:
            self.concerns.append(event.command.get("readConcern", {}))

    def ignore(self, event: object) -> None:
        """Ignore the event."""

    succeeded = failed = ignore


def read_all(db: MongoKit) -> None:
    """Find, count and list values, each with a command of its own."""
    collection = db["things"]
    assert collection.find_one({"a": 1}) is not None
    assert collection.count_documents({}) == 1
    assert collection.distinct("a") == [1]


def options(reads: Reads, **others: Any) -> dict[str, Any]:
    """Return settings that record queries."""
    return {"MONGODB_OPTIONS": {"event_listeners": [reads], **others}}


def test_reading_after_an_election(
    make_app: MakeApp, start_mongod: StartMongod, tmp_path: Path
) -> None:
    """Majority reads after an election wait for writes acknowledged before it."""
    reads = Reads()
    settings = options(reads, readConcernLevel="majority", w="majority")
    with start_mongod(tmp_path) as mongod:
        app = make_app(MONGODB_PORT=mongod.port, **settings)
        db = MongoKit(app)
        with app.app_context():
            reply = db.command("insert", "things", documents=[{"a": 1}])
            read_all(db)
            elect_again(db)
            read_all(db)
            db.close()  # while the server runs
    before, after = reads.concerns[:3], reads.concerns[3:]
    assert [each["level"] for each in reads.concerns] == 6 * ["majority"]
    assert all(each["afterClusterTime"] < acknowledged(reply) for each in before)
    assert all(each["afterClusterTime"] >= acknowledged(reply) for each in after)


def acknowledged(reply: dict[str, Any]) -> Timestamp:
    """Return the time of a write."""
    time_of_write: Timestamp = reply["operationTime"]
    return time_of_write


def elect_again(db: MongoKit) -> None:
    """Let the only server step down, and wait until it has been elected again."""
    admin = db.client.admin
    first = admin.command("hello")["electionId"]
    admin.command("replSetStepDown", 1, force=True)
    while admin.command("hello").get("electionId") in {None, first}:
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("others", "concern"),
    [
        ({}, {}),
        ({"readConcernLevel": "local"}, {"level": "local"}),
        (
            {"readConcernLevel": "majority", "readPreference": "secondaryPreferred"},
            {"level": "majority"},
        ),
    ],
    ids=["none", "local", "secondaries"],
)
def test_other_read_concerns(
    make_app: MakeApp, others: dict[str, str], concern: dict[str, str]
) -> None:
    """Reads with other options are sent as they are."""
    reads = Reads()
    app = make_app(**options(reads, **others))
    db = MongoKit(app)
    with app.app_context():
        db["things"].insert_one({"a": 1})
        read_all(db)
    assert reads.concerns == 3 * [concern]
