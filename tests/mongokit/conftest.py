"""The mapper's client, its database for one test, and classes made by a test."""

import types
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database, SchemaDocument


class Server(Protocol):
    """What these tests need of the server."""

    @property
    def uri(self) -> str:
        """The connection string."""


@pytest.fixture
def connection(
    mongod: Server, commands: monitoring.CommandListener
) -> Iterator[Connection]:
    """Give a client of the mapper, which knows no document class yet."""
    made = Connection(mongod.uri, event_listeners=[commands])
    yield made
    made.close()


@pytest.fixture
def db(connection: Connection, database: PlainDatabase[dict[str, Any]]) -> Database:
    """Give the database of this test through the mapper."""
    return connection[database.name]


@pytest.fixture
def declare() -> Callable[..., Any]:
    """Give what runs a class statement; without bases that of a SchemaDocument."""

    def make(*bases: type, **attributes: Any) -> Any:
        return types.new_class(
            "MyDoc",
            bases or (SchemaDocument,),
            exec_body=lambda n: n.update(attributes),
        )

    return make
