"""MongoDB alone, which ``bin/mongodb`` runs for programs of your own."""

import signal
from typing import Any

import pymongo
import pytest

from standalone import free_port

pytestmark = pytest.mark.xdist_group("bin/mongodb")


def test_mongodb_runs_until_it_is_stopped(checkout: Any) -> None:
    """It listens on ``MONGODB_PORT``, keeps the data, and leaves no process behind."""
    port = free_port()
    for count in (0, 1):
        run = checkout.start("bin/mongodb", MONGODB_PORT=str(port))
        uri = run.url("MongoDB")
        assert uri == f"mongodb://127.0.0.1:{port}/?directConnection=true"
        with pymongo.MongoClient[dict[str, Any]](uri) as client:
            assert client.test.kept.count_documents({}) == count
            client.test.kept.insert_one({})
        run.process.send_signal(signal.SIGINT)
        outcome = run.outcome()
        assert (outcome.status, outcome.still_running) == (0, [])
    assert {path.name for path in checkout.var.iterdir()} == {"database"}


def test_a_second_one_is_refused(checkout: Any) -> None:
    """One directory has one server, which goes on; the second ends with a sentence."""
    first = checkout.start("bin/mongodb", MONGODB_PORT=str(free_port()))
    uri = first.url("MongoDB")
    second = checkout.start("bin/mongodb", MONGODB_PORT=str(free_port()))
    assert second.process.wait(50) == 1
    assert "A MongoDB server is already running" in second.stderr.read_text()
    with pymongo.MongoClient[dict[str, Any]](uri) as client:
        client.admin.command("ping")


def test_an_impossible_port(checkout: Any) -> None:
    """The error names the variable and its value."""
    outcome = checkout.start("bin/mongodb", MONGODB_PORT="99999").outcome()
    assert outcome.status == 1
    assert outcome.stderr == "MONGODB_PORT must be from 1 to 65535, not '99999'.\n"
