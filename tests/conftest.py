"""A real MongoDB for every test, and a database of its own for each."""

import secrets
from collections.abc import Iterator
from typing import Any

import pymongo
import pytest
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from standalone import EmbeddedMongod


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
