"""Fixtures: document classes with references, and a list of the commands sent."""

from collections.abc import Callable
from typing import Any

import pytest

from mongokit import Connection, Database, Document


class DocA(Document):
    """A document that others reference."""

    __collection__ = "a"
    structure = {"a": {"foo": int}, "n": int}
    use_autorefs = True


class DocB(Document):
    """A document that references others."""

    __collection__ = "b"
    structure = {"one": DocA, "many": [DocA], "n": int}
    use_autorefs = True


class Node(Document):
    """A document that references others of its own class."""

    __collection__ = "nodes"
    structure = {"name": str, "next": None, "others": list}
    use_autorefs = True


Node.structure["next"] = Node
Node.structure["others"] = [Node]


@pytest.fixture
def refs(connection: Connection, db: Database) -> Database:
    """Register the classes of this module and return the database."""
    connection.register([DocA, DocB, Node])
    return db


@pytest.fixture
def sent(commands: Any) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists the commands sent, with their collections."""

    def list_commands() -> list[tuple[str, str]]:
        return [(name, command[name]) for name, command in commands.started_commands]

    return list_commands
