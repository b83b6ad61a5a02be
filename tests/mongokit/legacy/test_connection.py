"""Tests of the pymongo 2 methods and options of a client."""

from collections.abc import Callable
from typing import Any

import pytest
from pymongo.errors import ConfigurationError, InvalidOperation
from pymongo.read_preferences import Nearest, Primary, Secondary, SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import Connection, Database, Document
from standalone import EmbeddedMongod

Old = Callable[[str, Callable[[], Any]], Any]


def test_database_names(connection: Connection, db: Database, old: Old) -> None:
    """``database_names()`` lists the databases."""
    db["items"].insert_one({})
    assert db.name in old("Connection.database_names", connection.database_names)


def test_database_names_in_a_session(
    connection: Connection, commands: Any, old: Old
) -> None:
    """``database_names()`` can run in a session."""
    with connection.start_session() as session:
        old(
            "Connection.database_names",
            lambda: connection.database_names(session=session),
        )
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id


def test_disconnect(mongod: EmbeddedMongod, old: Old) -> None:
    """``disconnect()`` closes the client."""
    connection = Connection(mongod.uri)
    connection.admin.command("ping")
    old("Connection.disconnect", connection.disconnect)
    with pytest.raises(InvalidOperation, match="Cannot use MongoClient after close"):
        connection.admin.command("ping")


def test_requests(connection: Connection, commands: Any, old: Old) -> None:
    """``start_request()`` and ``end_request()`` have no effect."""
    with old("Connection.start_request", connection.start_request) as request:
        request.end()
    assert old("Connection.end_request", connection.end_request) is None
    assert commands.names == []


def test_address(connection: Connection, mongod: EmbeddedMongod, old: Old) -> None:
    """``host`` and ``port`` are those of the connected server."""
    assert old("Connection.host", lambda: connection.host) == "127.0.0.1"
    assert old("Connection.port", lambda: connection.port) == mongod.port


@pytest.fixture
def opened(old: Old) -> Callable[..., Connection]:
    """Return a function that creates clients from old options and checks warnings."""

    def make(**options: Any) -> Connection:
        names = " ".join(f"Connection({name}=...)" for name in options)
        made: Connection = old(names, lambda: Connection(connect=False, **options))
        return made

    return make


@pytest.mark.parametrize(
    ("options", "concern"),
    [
        ({"safe": True}, WriteConcern(w=1)),
        ({"safe": False}, WriteConcern(w=0)),
        ({"j": True}, WriteConcern(j=True)),
        ({"wtimeout": 500}, WriteConcern(wtimeout=500)),
        ({"safe": True, "j": True}, WriteConcern(w=1, j=True)),
        ({"fsync": True}, WriteConcern()),
    ],
    ids=str,
)
def test_write_concern(
    opened: Callable[..., Connection], options: dict[str, Any], concern: WriteConcern
) -> None:
    """The old write options set the client's write concern; ``fsync`` is ignored."""
    connection = opened(**options)
    assert connection.write_concern == concern
    assert connection["a"]["b"].write_concern == concern


@pytest.mark.parametrize(
    ("options", "preference"),
    [
        ({"slave_okay": True}, SecondaryPreferred()),
        ({"slaveok": True}, SecondaryPreferred()),
        ({"slave_okay": False}, Primary()),
        (
            {"slave_okay": True, "tag_sets": [{"dc": "ny", "rack": "1"}, {}]},
            SecondaryPreferred(tag_sets=[{"dc": "ny", "rack": "1"}, {}]),
        ),
        ({"tag_sets": [{}]}, Primary()),
        ({"tag_sets": None}, Primary()),
    ],
    ids=str,
)
def test_read_preference(
    opened: Callable[..., Connection], options: dict[str, Any], preference: Any
) -> None:
    """The old read options become the client's read preference."""
    connection = opened(**options)
    assert connection.read_preference == preference
    assert connection["a"]["b"].read_preference == preference


def test_tag_sets_of_a_read_preference(old: Old) -> None:
    """Tag sets are added to a given read preference."""
    connection = old(
        "Connection(tag_sets=...)",
        lambda: Connection(
            connect=False, read_preference=Secondary(), tag_sets=[{"dc": "ny"}]
        ),
    )
    assert connection.read_preference == Secondary(tag_sets=[{"dc": "ny"}])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"max_pool_size": 7}, {"max_pool_size": 7}),
        ({"network_timeout": 1.5}, {"socket_timeout": 1.5}),
        ({"network_timeout": 3}, {"socket_timeout": 3.0}),
        ({"network_timeout": None}, {"socket_timeout": None}),
    ],
    ids=str,
)
def test_pool(
    opened: Callable[..., Connection], options: dict[str, Any], expected: dict[str, Any]
) -> None:
    """The old pool options become pymongo's current ones."""
    pool = opened(**options).options.pool_options
    assert {name: getattr(pool, name) for name in expected} == expected


def test_latency(opened: Callable[..., Connection]) -> None:
    """``secondary_acceptable_latency_ms`` sets pymongo's local threshold."""
    connection = opened(secondary_acceptable_latency_ms=99)
    assert connection.options.local_threshold_ms == 99


@pytest.mark.parametrize("option", ["use_greenlets", "auto_start_request"])
def test_option_without_effect(opened: Callable[..., Connection], option: str) -> None:
    """Obsolete options are accepted with a warning."""
    assert opened(**{option: True}) == Connection(connect=False)


def test_connect_false(old: Old) -> None:
    """``_connect=False`` creates a client without connecting."""
    connection = old(
        "Connection(_connect=...)", lambda: Connection("127.0.0.1", 1, _connect=False)
    )
    assert isinstance(connection["a"], Database)


def test_new_options_win(old: Old) -> None:
    """If an option is given under both names, the new one wins."""
    connection = old(
        "Connection(safe=...) Connection(slave_okay=...) Connection(max_pool_size=...)",
        lambda: Connection(
            connect=False,
            safe=False,
            w=1,
            slave_okay=True,
            readpreference="nearest",
            max_pool_size=7,
            MAXPOOLSIZE=8,
        ),
    )
    assert connection.write_concern == WriteConcern(w=1)
    assert connection.read_preference == Nearest()
    assert connection.options.pool_options.max_pool_size == 8


def test_new_options() -> None:
    """Current options cause no warning."""
    connection = Connection(connect=False, w=1, maxPoolSize=7, journal=True)
    assert connection.write_concern == WriteConcern(w=1, j=True)


def test_unknown_option() -> None:
    """An unknown option raises a ``ConfigurationError``."""
    with pytest.raises(ConfigurationError, match="Unknown option: saef"):
        Connection(connect=False, saef=True)


class Item(Document):
    """The document class whose handle is queried."""

    structure = {"n": int}


def test_options_of_mapped_queries(old: Old) -> None:
    """MK-CON-117: The client's old options apply to queries made through a handle."""
    connection = old(
        "Connection(slave_okay=...) Connection(secondary_acceptable_latency_ms=...)",
        lambda: Connection(
            connect=False, slave_okay=True, secondary_acceptable_latency_ms=99
        ),
    )
    connection.register(Item)
    cursor = connection["test"]["c"].Item.find()
    assert cursor.collection.read_preference == SecondaryPreferred()
    assert cursor.collection.database.client.options.local_threshold_ms == 99
