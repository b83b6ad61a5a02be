"""Fixtures: a MongoKit client, the test's database and a document class factory."""

import types
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, SchemaDocument


class Server(Protocol):
    """The part of the test server's interface that these fixtures use."""

    @property
    def uri(self) -> str:
        """Return the connection string."""


@pytest.fixture
def connection(
    mongod: Server, commands: monitoring.CommandListener
) -> Iterator[Connection]:
    """Return a MongoKit client without registered classes."""
    made = Connection(mongod.uri, event_listeners=[commands])
    yield made
    made.close()


@pytest.fixture
def db(connection: Connection, database: PlainDatabase[dict[str, Any]]) -> Database:
    """Return the test's database as a MongoKit database."""
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
