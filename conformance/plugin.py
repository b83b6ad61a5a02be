"""A pytest plugin that replaces pymongo's client, and records all outcomes.

The environment variable ``CONFORMANCE_RUN`` names the run, ``CONFORMANCE_RESULTS`` the
file for the results.
"""

import gc
import json
import os
import sys
import types
from pathlib import Path
from typing import Any

import pymongo
import pymongo.mongo_client
import pymongo.synchronous.mongo_client
import pytest

from mongokit import Connection, Database, Document

COLLECTIONS = ("coll", "test")
"""Names of the collections that handles replace: ``db.coll`` is used most."""


class MongoClient(Connection):
    """Our client; the suite's unified runner compares the names of classes."""


class DatabaseWithHandles(Database):
    """A database that counts how often it returns a handle."""

    handles = 0

    def __getattr__(self, name: str) -> Any:
        """Return a handle or a collection."""
        DatabaseWithHandles.handles += name in COLLECTIONS
        return super().__getattr__(name)


DatabaseWithHandles.__name__ = "Database"  # tests compare error messages


class ClientWithHandles(MongoClient):
    """A client whose databases have handles in place of some collections."""

    _database_class = DatabaseWithHandles

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register(CLASSES)

    def __getattr__(self, name: str) -> Any:
        """Return a database, also for the names of the collections."""
        return self[name] if name in COLLECTIONS else super().__getattr__(name)


def make_class(name: str) -> Any:
    """Return a schemaless document class for a collection, with the same name."""
    attributes = {"__collection__": name, "structure": {}, "use_schemaless": True}
    return types.new_class(name, (Document,), exec_body=lambda n: n.update(attributes))


CLASSES = [make_class(name) for name in COLLECTIONS]

CLIENTS = {
    "bare": pymongo.MongoClient,
    "connection": MongoClient,
    "handle": ClientWithHandles,
}
CLIENT: Any = CLIENTS[os.environ["CONFORMANCE_RUN"]]


def replace_client(client: Any) -> None:
    """Replace the client, before the suite's ``conftest.py`` imports it."""
    client.__name__ = client.__qualname__ = "MongoClient"
    for module in (pymongo, pymongo.mongo_client, pymongo.synchronous.mongo_client):
        module.MongoClient = client  # type: ignore[attr-defined]  # a module


@pytest.fixture(scope="module", autouse=True)
def _empty_database() -> None:
    """Drop what the tests of another module have left behind."""
    server = os.environ["DB_IP"], int(os.environ["DB_PORT"])
    with CLIENTS["bare"](*server, directConnection=True) as client:
        client.admin.command("killAllSessions", [])  # a transaction delays the drop
        client.drop_database("pymongo_test")


class Recorder:
    """Records the outcome of each test: ``passed``, ``failed`` or ``skipped``."""

    def __init__(self) -> None:
        self.collected: list[str] = []
        self.outcomes: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Record the ids of the tests, whose modules must use the run's client.

        :raises pytest.UsageError: if one uses another.
        """
        for name, module in list(sys.modules.items()):
            client = getattr(module, "MongoClient", CLIENT)
            if name.partition(".")[0] == "test" and client is not CLIENT:
                raise pytest.UsageError(f"{name} uses another client.")
        self.collected = sorted({item.nodeid for item in session.items})
        gc.freeze()  # the suite collects garbage after each class

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record a phase of a test, or a subtest; a failure is final."""
        name = report.nodeid
        self.seconds[name] = self.seconds.get(name, 0) + report.duration
        if report.failed:
            self.outcomes[name] = "failed"
            self.errors.setdefault(name, _last_line(report.longreprtext))
        elif report.skipped:
            self.outcomes.setdefault(name, "skipped")
        elif report.when == "call":
            self.outcomes.setdefault(name, "passed")

    def pytest_sessionfinish(self) -> None:
        """Write the results."""
        results = {**vars(self), "handles": DatabaseWithHandles.handles}
        Path(os.environ["CONFORMANCE_RESULTS"]).write_text(json.dumps(results))


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.startswith("E ")]
    return lines[0].removeprefix("E").strip() if lines else text.strip()[-200:]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Accept an option of the suite's configuration, for its asynchronous tests."""
    parser.addini("asyncio_default_fixture_loop_scope", "Unused without asyncio.")


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out tests in which no handle can occur: the specifications' own."""
    if CLIENT is not ClientWithHandles:
        return
    left_out = [item for item in items if hasattr(_class(item), "TEST_SPEC")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _class(item: pytest.Item) -> type | None:
    return item.cls if isinstance(item, pytest.Function) else None


def pytest_configure(config: pytest.Config) -> None:
    """Register the recorder."""
    config.pluginmanager.register(Recorder())


replace_client(CLIENT)
