"""Shared fixtures: a real MongoDB server, and an empty database for each test."""

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from hypothesis import settings
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod, free_port
from standalone.mongod_binary import find_mongod
from tests.memory import data_directory

RunMongod = Callable[..., AbstractContextManager[int]]
StartMongod = Callable[..., AbstractContextManager[EmbeddedMongod]]

SETTINGS = (
    *("SECRET_KEY", "MONGODB_", "TODO_", "TRUSTED_HOSTS", "LOG_LEVEL"),
    *("FLASK_", "GUNICORN_"),
)
"""Prefixes of the environment variables that the site, Flask and gunicorn read."""

# Disable Hypothesis deadlines: a slow machine is not a failure.
settings.register_profile("full", deadline=None, max_examples=50)
settings.register_profile("quick", settings.get_profile("full"), max_examples=20)
settings.register_profile(
    "thorough", settings.get_profile("full"), max_examples=5000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> Iterator[None]:
    """Remove the developer's own settings from the environment of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(SETTINGS):
                patch.delenv(name)
        yield


class Commands(monitoring.CommandListener):
    """A listener that records the commands a client sends, in order."""

    def __init__(self) -> None:
        self.started_commands: list[tuple[str, dict[str, Any]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Record a command."""
        self.started_commands.append((event.command_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the response."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""

    @property
    def names(self) -> list[str]:
        """The names of the commands that were sent, such as ``find``."""
        return [name for name, _ in self.started_commands]

    def clear(self) -> None:
        """Discard the commands recorded so far."""
        self.started_commands.clear()


@contextmanager
def disposable_mongod(directory: Path, *arguments: str) -> Iterator[EmbeddedMongod]:
    """Run a server for tests, with settings that make majority writes fast.

    Its data is in memory if possible, and writes do not wait for the journal.

    :param directory: an empty directory for its log.
    :param arguments: additional arguments for ``mongod``.
    """
    with data_directory(directory) as data:
        (directory / "data").symlink_to(data)
        with EmbeddedMongod(directory, arguments=arguments, durable=False) as server:
            yield server


@pytest.fixture(scope="session")
def start_mongod() -> StartMongod:
    """Return a context manager that runs another disposable server and yields it."""
    return disposable_mongod


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """Run one server for all tests of the session."""
    with disposable_mongod(tmp_path_factory.mktemp("mongod")) as server:
        yield server


@contextmanager
def running_mongod(directory: Path, *arguments: str) -> Iterator[int]:
    """Run a server without a replica set or users, and yield its port.

    :param directory: the server's data, or an empty directory.
    :param arguments: additional arguments for ``mongod``.
    """
    port = free_port()
    command = [
        *(*find_mongod(), f"--dbpath={directory}", f"--port={port}"),
        *("--bind_ip=127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB=0.25"),
        "--setParameter=diagnosticDataCollectionEnabled=false",
        *arguments,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            with pymongo.MongoClient[dict[str, Any]](
                "127.0.0.1", port, directConnection=True
            ) as bare:
                bare.admin.command("ping")
            yield port
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def run_mongod() -> RunMongod:
    """Return a context manager that runs a standalone server and yields its port."""
    return running_mongod


@pytest.fixture(scope="session")
def client(mongod: EmbeddedMongod) -> Iterator[pymongo.MongoClient[dict[str, Any]]]:
    """Return a plain pymongo client, which shows what is stored."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as bare:
        yield bare


@pytest.fixture
def database(
    client: pymongo.MongoClient[dict[str, Any]],
) -> Iterator[PlainDatabase[dict[str, Any]]]:
    """Return an empty pymongo database that is dropped after the test."""
    name = f"test_{secrets.token_hex(6)}"
    yield client[name]
    client.drop_database(name)


@pytest.fixture
def commands() -> Commands:
    """Return a listener that records commands, to pass in ``event_listeners``."""
    return Commands()
