"""Classes that refer to each other, and what counts the queries of loading them."""

from collections.abc import Callable
from typing import Any

import pytest

from mongokit import Connection, Database, Document


class DocA(Document):
    """Something that others refer to."""

    __collection__ = "a"
    structure = {"a": {"foo": int}, "n": int}
    use_autorefs = True


class DocB(Document):
    """Something that refers to others."""

    __collection__ = "b"
    structure = {"one": DocA, "many": [DocA], "n": int}
    use_autorefs = True


class Node(Document):
    """Something that refers to its like."""

    __collection__ = "nodes"
    structure = {"name": str, "next": None, "others": list}
    use_autorefs = True


Node.structure["next"] = Node
Node.structure["others"] = [Node]


@pytest.fixture
def refs(connection: Connection, db: Database) -> Database:
    """Give the database, with these classes registered."""
    connection.register([DocA, DocB, Node])
    return db


@pytest.fixture
def sent(commands: Any) -> Callable[[], list[tuple[str, str]]]:
    """Give what tells which commands were sent, to which collections."""

    def tell() -> list[tuple[str, str]]:
        return [(name, command[name]) for name, command in commands.started_commands]

    return tell
