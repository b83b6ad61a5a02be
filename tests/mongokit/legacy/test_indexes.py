"""Tests of the pymongo 2 methods for creating indexes, and of their options."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase

from mongokit import Connection, Database

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]

INDEXES: dict[str, tuple[list[Any], dict[str, Any], str, dict[str, Any]]] = {
    "name": (["a"], {}, "a_1", {}),
    "pairs": ([[("a", 1), ("b", -1)]], {}, "a_1_b_-1", {}),
    "options": (["a"], {"unique": True, "name": "mine"}, "mine", {"unique": True}),
    "cache_for by position": (["a", 300], {}, "a_1", {}),
    "cache_for": (["a"], {"cache_for": 300}, "a_1", {}),
    "ttl": (["a"], {"ttl": 86400}, "a_1", {}),
    "drop_dups": (["a"], {"drop_dups": True}, "a_1", {}),
    "deprecated_unique": (["a"], {"deprecated_unique": True}, "a_1", {"unique": True}),
    "unique wins": (
        ["a"],
        {"deprecated_unique": True, "unique": False},
        "a_1",
        {},
    ),
    "expiry": (
        ["a"],
        {"ttl": 1, "expireAfterSeconds": 60},
        "a_1",
        {"expireAfterSeconds": 60},
    ),
}


@pytest.mark.parametrize("method", ["ensure_index", "ensure_indexes"])
@pytest.mark.parametrize("index", INDEXES)
def test_ensure_index(
    db: Database, database: PlainDB, old: Old, method: str, index: str
) -> None:
    """``ensure_index()`` creates the index and ignores obsolete options."""
    args, options, name, expected = INDEXES[index]
    ensure = getattr(db["c"], method)
    for _ in range(2):
        made = old("Collection.ensure_index", lambda: ensure(*args, **options))
        assert made == name
    information = database["c"].index_information()[name]
    assert {k: v for k, v in information.items() if k not in {"v", "key"}} == expected


def test_ensure_index_in_a_session(
    connection: Connection, db: Database, commands: Any, old: Old
) -> None:
    """``ensure_index()`` can run in a session."""
    with connection.start_session() as session:
        old(
            "Collection.ensure_index",
            lambda: db["c"].ensure_index("a", session=session),
        )
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id


@pytest.mark.parametrize("option", [{"ttl": 9}, {"cache_for": 9}, {"drop_dups": True}])
def test_old_options_of_create_index(
    db: Database, database: PlainDB, old: Old, option: dict[str, Any]
) -> None:
    """Obsolete options have no effect; in particular, ``ttl`` sets no expiry."""
    ((name, _),) = option.items()
    made = old(
        f"create_index({name}=...)",
        lambda: db["c"].create_index([("a", 1)], unique=True, **option),
    )
    assert made == "a_1"
    information = database["c"].index_information()["a_1"]
    assert set(information) == {"v", "key", "unique"}


def test_ignored_option_of_the_server(db: Database, database: PlainDB) -> None:
    """``create_index(dropDups=...)`` is sent silently: the server ignores it."""
    assert db["c"].create_index([("a", 1)], dropDups=True) == "a_1"
    assert set(database["c"].index_information()["a_1"]) == {"v", "key"}


def test_deprecated_unique_of_create_index(
    db: Database, database: PlainDB, old: Old
) -> None:
    """``deprecated_unique`` creates a unique index."""
    old(
        "create_index(deprecated_unique=...)",
        lambda: db["c"].create_index("a", deprecated_unique=True),
    )
    assert database["c"].index_information()["a_1"]["unique"]


def test_create_index_without_old_options(db: Database) -> None:
    """``create_index()`` with pymongo's current options causes no warning."""
    assert db["c"].create_index("a", session=None, unique=True) == "a_1"
    assert db["c"].create_index([("b", -1)], None, "why") == "b_-1"
