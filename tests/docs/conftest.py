"""Fixtures: a MongoKit client, and the test's database."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database
from standalone import EmbeddedMongod


@pytest.fixture
def connection(mongod: EmbeddedMongod) -> Iterator[Connection]:
    """Return a MongoKit client without registered classes."""
    with Connection(mongod.uri) as made:
        yield made


@pytest.fixture
def db(connection: Connection, database: PlainDatabase[dict[str, Any]]) -> Database:
    """Return the test's database as a MongoKit database."""
    return connection[database.name]
