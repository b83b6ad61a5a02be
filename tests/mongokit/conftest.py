"""Fixtures: a client of the mapper, the test's database and generated classes."""

import types
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, SchemaDocument


class Server(Protocol):
    """The part of a server that these tests use."""

    @property
    def uri(self) -> str:
        """The connection string."""


@pytest.fixture
def connection(
    mongod: Server, commands: monitoring.CommandListener
) -> Iterator[Connection]:
    """Return a client of the mapper without registered classes."""
    made = Connection(mongod.uri, event_listeners=[commands])
    yield made
    made.close()


@pytest.fixture
def db(connection: Connection, database: PlainDatabase[dict[str, Any]]) -> Database:
    """Return the test's database, from the client of the mapper."""
    return connection[database.name]


@pytest.fixture
def declare() -> Callable[..., Any]:
    """Return a factory for document classes; the base defaults to SchemaDocument."""

    def make(*bases: type, **attributes: Any) -> Any:
        return types.new_class(
            "MyDoc",
            bases or (SchemaDocument,),
            exec_body=lambda n: n.update(attributes),
        )

    return make
