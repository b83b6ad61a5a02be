"""The old names of a database."""

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
    """A database names its collections, on request without the server's own."""
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
    """The names can be asked for in a session."""
    with connection.start_session() as session:
        old("Database.collection_names", lambda: db.collection_names(session=session))
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id


def test_connection_is_no_old_name(connection: Connection, db: Database) -> None:
    """The client of a database has its name of MongoKit without a warning."""
    assert db.connection is connection


@pytest.fixture
def users(db: Database, database: PlainDB) -> Iterator[Database]:
    """Give the database, whose users are dropped afterwards."""
    yield db
    database.command("dropAllUsersFromDatabase")


def roles_of(database: PlainDB, name: str) -> list[str]:
    """Return the roles of a user of a database."""
    (user,) = database.command("usersInfo", name)["users"]
    return [role["role"] for role in user["roles"]]


def log_in(mongod: EmbeddedMongod, database: PlainDB, password: str) -> None:
    """Send a command as the user that these tests make."""
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
    """A user is made, who may read and write, or only read."""
    added = old("Database.add_user", lambda: users.add_user("ann", "secret", **options))
    assert added is None
    assert roles_of(database, "ann") == roles


def test_added_user_can_log_in(
    users: Database, database: PlainDB, mongod: EmbeddedMongod, old: Old
) -> None:
    """A user logs in with the password, until another is set by the same call."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    log_in(mongod, database, "secret")
    arguments: list[Any] = ["ann", "changed", True]
    old("Database.add_user", lambda: users.add_user(*arguments))
    assert roles_of(database, "ann") == ["read"]
    log_in(mongod, database, "changed")
    with pytest.raises(OperationFailure, match="Authentication failed"):
        log_in(mongod, database, "secret")


def test_add_user_without_a_password(
    users: Database, database: PlainDB, mongod: EmbeddedMongod, old: Old
) -> None:
    """Without a password that of an existing user stays."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    old("Database.add_user", lambda: users.add_user("ann", read_only=True))
    assert roles_of(database, "ann") == ["read"]
    log_in(mongod, database, "secret")


def test_add_user_in_vain(users: Database, old: Old) -> None:
    """What the server refuses is its error, which does not show the password."""
    with pytest.raises(OperationFailure, match="nonsense") as caught:
        old(
            "Database.add_user",
            lambda: users.add_user("ann", "secret", roles=["nonsense"]),
        )
    assert "secret" not in str(caught.value)


def test_remove_user(users: Database, database: PlainDB, old: Old) -> None:
    """A user is removed, once."""
    old("Database.add_user", lambda: users.add_user("ann", "secret"))
    assert old("Database.remove_user", lambda: users.remove_user("ann")) is None
    assert database.command("usersInfo", "ann")["users"] == []
    with pytest.raises(OperationFailure, match=r"User 'ann@.* not found"):
        old("Database.remove_user", lambda: users.remove_user("ann"))


def test_users_in_a_session(
    connection: Connection, users: Database, commands: Any, old: Old
) -> None:
    """Users can be changed in a session."""
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
