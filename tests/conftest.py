"""A real MongoDB for every test, and a database of its own for each."""

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
from standalone.binary import find_mongod

RunMongod = Callable[..., AbstractContextManager[int]]

SETTINGS = (
    *("SECRET_KEY", "MONGODB_", "TODO_", "TRUSTED_HOSTS", "LOG_LEVEL"),
    *("FLASK_", "GUNICORN_"),
)
"""How the variables begin that the site, Flask or gunicorn would heed."""

# A loaded machine is no finding: no test asserts how long something takes.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> Iterator[None]:
    """Keep the settings of whoever runs the tests from them and their processes."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(SETTINGS):
                patch.delenv(name)
        yield


class Commands(monitoring.CommandListener):
    """The commands that a client has sent, in order."""

    def __init__(self) -> None:
        self.started_commands: list[tuple[str, dict[str, Any]]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Note a command."""
        self.started_commands.append((event.command_name, dict(event.command)))

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""

    @property
    def names(self) -> list[str]:
        """The names of the commands sent, such as ``find``."""
        return [name for name, _ in self.started_commands]

    def clear(self) -> None:
        """Forget what was sent so far."""
        self.started_commands.clear()


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedMongod]:
    """Run one server for the whole session."""
    with EmbeddedMongod(tmp_path_factory.mktemp("mongod")) as server:
        yield server


@contextmanager
def running_mongod(directory: Path, *arguments: str) -> Iterator[int]:
    """Run a server, set up by nobody, and yield its port once it answers.

    :param directory: has its data, or is empty.
    :param arguments: further ones of ``mongod``.
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
    """Run servers of other kinds, each as a context that gives its port."""
    return running_mongod


@pytest.fixture(scope="session")
def client(mongod: EmbeddedMongod) -> Iterator[pymongo.MongoClient[dict[str, Any]]]:
    """Give a bare pymongo client, to look at what is stored."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as bare:
        yield bare


@pytest.fixture
def database(
    client: pymongo.MongoClient[dict[str, Any]],
) -> Iterator[PlainDatabase[dict[str, Any]]]:
    """Give a bare database that no other test uses; it is dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    yield client[name]
    client.drop_database(name)


@pytest.fixture
def commands() -> Commands:
    """Count what a client sends: pass it in ``event_listeners``."""
    return Commands()
