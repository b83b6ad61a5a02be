"""Tests of the pymongo 2 methods of a database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure

from mongokit import Connection, Database
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]


def test_collection_names(db: Database, database: PlainDB, old: Old) -> None:
    """``collection_names()`` lists collections, with or without system collections."""
    database["items"].insert_one({})
    database.create_collection("view", viewOn="items", pipeline=[])
    names = old("Database.collection_names", db.collection_names)
    assert sorted(names) == ["items", "system.views", "view"]
    arguments = [False]
    own = old("Database.collection_names", lambda: db.collection_names(*arguments))
    assert sorted(own) == ["items", "view"]


def test_collection_names_in_a_session(
    connection: Connection, db: Database, commands: Any, old: Old
) -> None:
    """``collection_names()`` can run in a session."""
    with connection.start_session() as session:
        old("Database.collection_names", lambda: db.collection_names(session=session))
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id


def test_connection_does_not_warn(connection: Connection, db: Database) -> None:
    """``Database.connection`` is MongoKit's own name and causes no warning."""
    assert db.connection is connection


@pytest.fixture
def users(db: Database, database: PlainDB) -> Iterator[Database]:
    """Return the database, and drop its users afterwards."""
    yield db
    database.command("dropAllUsersFromDatabase")


def roles_of(database: PlainDB, name: str) -> list[str]:
    """Return the names of a user's roles."""
    (user,) = database.command("usersInfo", name)["users"]
    return [role["role"] for role in user["roles"]]


def log_in(mongod: EmbeddedMongod, database: PlainDB, password: str) -> None:
    """Log in as ``ann`` with the password and send a command."""
    with Connection(
        mongod.uri, username="ann", password=password, authSource=database.name
    ) as connection:
        connection[database.name].command("ping")


@pytest.mark.parametrize(
    ("options", "roles"),
    [
        ({}, ["readWrite"]),
        ({"read_only": False}, ["readWrite"]),
        ({"read_only": True}, ["read"]),
        ({"roles": ["dbAdmin"]}, ["dbAdmin"]),
    ],
    ids=str,
)
def test_add_user(
    users: Database, database: PlainDB, old: Old, options: Any, roles: list[str]
) -> None:
    """``add_user()`` creates a user with the roles for the given options."""
    added = old("Database.add_user", lambda: users.add_user("ann", "secret", **options))
    assert added is None
    assert roles_of(database, "ann") == roles


def test_added_user_can_log_in(
    users: Database, database: PlainDB, mongod: EmbeddedMongod, old: Old
) -> None:
    """An added user can log in; a second ``add_user()`` changes password and roles."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    log_in(mongod, database, "secret")
    arguments: list[Any] = ["ann", "changed", True]
    old("Database.add_user", lambda: users.add_user(*arguments))
    assert roles_of(database, "ann") == ["read"]
    log_in(mongod, database, "changed")
    with pytest.raises(OperationFailure, match="Authentication failed"):
        log_in(mongod, database, "secret")


def test_changed_password(users: Database, database: PlainDB, old: Old) -> None:
    """``add_user()`` with only a password keeps the roles of an existing user."""
    database.command("createUser", "ann", pwd="secret", roles=["dbOwner"])
    old("Database.add_user", lambda: users.add_user("ann", "changed"))
    assert roles_of(database, "ann") == ["dbOwner"]


def test_add_user_without_a_password(
    users: Database, database: PlainDB, mongod: EmbeddedMongod, old: Old
) -> None:
    """``add_user()`` without a password keeps the user's current one."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    old("Database.add_user", lambda: users.add_user("ann", read_only=True))
    assert roles_of(database, "ann") == ["read"]
    log_in(mongod, database, "secret")


def test_error_of_add_user(users: Database, old: Old) -> None:
    """If the server rejects ``add_user()``, the error does not contain the password."""
    with pytest.raises(OperationFailure, match="nonsense") as caught:
        old(
            "Database.add_user",
            lambda: users.add_user("ann", "secret", roles=["nonsense"]),
        )
    assert "secret" not in str(caught.value)


def test_remove_user(users: Database, database: PlainDB, old: Old) -> None:
    """``remove_user()`` removes a user; a second call raises an error."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    assert old("Database.remove_user", lambda: users.remove_user("ann")) is None
    assert database.command("usersInfo", "ann")["users"] == []
    with pytest.raises(OperationFailure, match=r"User 'ann@.* not found"):
        old("Database.remove_user", lambda: users.remove_user("ann"))


def test_users_in_a_session(
    connection: Connection, users: Database, commands: Any, old: Old
) -> None:
    """``add_user()`` and ``remove_user()`` can run in a session."""
    with connection.start_session() as session:
        for _ in range(2):
            old(
                "Database.add_user",
                lambda: users.add_user("ann", "secret", session=session),
            )
        old("Database.remove_user", lambda: users.remove_user("ann", session=session))
        sent = [name for name, _ in commands.started_commands]
        assert sent == ["updateUser", "createUser", "updateUser", "dropUser"]
        assert commands.started_commands[-1][1]["lsid"] == session.session_id
