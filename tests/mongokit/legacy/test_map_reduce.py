"""Tests of ``Collection.map_reduce()``, a method of pymongo 2."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from bson import Code
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

from mongokit import Collection, Connection, Database, Document
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]
Old = Callable[[str, Callable[[], Any]], Any]

MAP = "function () { emit(this.n % 2, 1); }"
REDUCE = "function (key, values) { return Array.sum(values); }"
ODD_AND_EVEN = [{"_id": 0, "value": 2.0}, {"_id": 1, "value": 1.0}]


@pytest.fixture
def numbered(scripting: Connection) -> Iterator[Database]:
    """Return a database with three numbers, on a server that runs JavaScript."""
    database = scripting[f"test_{secrets.token_hex(6)}"]
    database["c"].insert_many([{"_id": n, "n": n} for n in range(3)])
    yield database
    scripting.drop_database(database.name)


def by_id(documents: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the documents sorted by id."""
    return sorted(documents, key=lambda document: document["_id"])


@pytest.mark.parametrize("make", [str, Code])
def test_map_reduce(numbered: Database, old: Old, make: Callable[[str], Any]) -> None:
    """``map_reduce()`` returns the collection that contains its results."""
    made = old(
        "Collection.map_reduce",
        lambda: numbered["c"].map_reduce(make(MAP), make(REDUCE), "out"),
    )
    assert type(made) is Collection
    assert made == numbered["out"]
    assert by_id(made.find()) == ODD_AND_EVEN


def test_map_reduce_into_another_database(numbered: Database, old: Old) -> None:
    """The results can be stored in another database."""
    name = f"{numbered.name}_other"
    made = old(
        "Collection.map_reduce",
        lambda: numbered["c"].map_reduce(MAP, REDUCE, {"replace": "out", "db": name}),
    )
    assert made == numbered.client[name]["out"]
    assert by_id(made.find()) == ODD_AND_EVEN
    numbered.client.drop_database(name)


def test_map_reduce_options(numbered: Database, old: Old) -> None:
    """``map_reduce()`` passes on the options of the server's command."""
    made = old(
        "Collection.map_reduce",
        lambda: numbered["c"].map_reduce(
            MAP,
            REDUCE,
            "out",
            query={"n": {"$lt": 2}},
            scope={"factor": 10},
            finalize="function (key, value) { return value * factor; }",
        ),
    )
    assert by_id(made.find()) == [{"_id": 0, "value": 10.0}, {"_id": 1, "value": 10.0}]


def test_map_reduce_inline(numbered: Database, old: Old) -> None:
    """With inline output, the response contains the results."""
    response = old(
        "Collection.map_reduce",
        lambda: numbered["c"].map_reduce(MAP, REDUCE, {"inline": 1}),
    )
    assert by_id(response["results"]) == ODD_AND_EVEN


def test_map_reduce_full_response(numbered: Database, old: Old) -> None:
    """``full_response`` returns the server's whole response."""
    response = old(
        "Collection.map_reduce",
        lambda: numbered["c"].map_reduce(MAP, REDUCE, "out", full_response=True),
    )
    assert response["result"] == "out"
    assert response["ok"] == 1.0


def test_map_reduce_read_as_a_class(
    scripting: Connection, numbered: Database, old: Old
) -> None:
    """MK-DOC-112: The results can be read as documents of a class."""

    class Half(Document):
        structure = {"value": float}

    scripting.register(Half)
    old("Collection.map_reduce", lambda: numbered["c"].map_reduce(MAP, REDUCE, "out"))
    found = numbered["out"].Half.find_one({"_id": 0})
    assert isinstance(found, Half)
    assert found == ODD_AND_EVEN[0]


def test_map_reduce_without_an_output(db: Database, old: Old) -> None:
    """An output that is not a string or a dict raises a ``TypeError``."""
    with pytest.raises(TypeError, match="out must be a str or a dict, not NoneType"):
        old("Collection.map_reduce", lambda: db["c"].map_reduce(MAP, REDUCE, None))


NO_JAVASCRIPT = "without the javascript engine enabled"


def test_map_reduce_without_javascript(
    db: Database, database: PlainDB, old: Old
) -> None:
    """If the server does not run JavaScript, ``map_reduce()`` raises an error."""
    database["c"].insert_one({"n": 1})
    with pytest.raises(OperationFailure, match=NO_JAVASCRIPT):
        old("Collection.map_reduce", lambda: db["c"].map_reduce(MAP, REDUCE, "out"))


@pytest.fixture
def spread(
    mongod: EmbeddedMongod, database: PlainDB, commands: Any
) -> Iterator[Database]:
    """Return the database of a client that is connected to the whole replica set."""
    uri = mongod.uri.partition("?")[0]
    replica_set = database.command("hello")["setName"]
    with Connection(
        uri, replicaSet=replica_set, event_listeners=[commands]
    ) as connection:
        yield connection[database.name]


@pytest.mark.parametrize(
    ("out", "write_concern", "read_preference"),
    [
        ("out", {"w": 1}, None),
        ({"inline": 1}, None, {"mode": "secondaryPreferred"}),
    ],
    ids=["stored", "inline"],
)
def test_map_reduce_concerns(
    spread: Database, commands: Any, out: Any, write_concern: Any, read_preference: Any
) -> None:
    """``map_reduce()`` uses the collection's concerns and read preference."""
    collection = spread["c"].with_options(
        write_concern=WriteConcern(w=1),
        read_concern=ReadConcern("local"),
        read_preference=SecondaryPreferred(),
    )
    with pytest.warns(DeprecationWarning, match="map_reduce is deprecated"):
        collection.map_reduce(MAP, REDUCE, out)
    ((_, command),) = commands.started_commands
    assert command.get("writeConcern") == write_concern
    assert command["readConcern"] == {"level": "local"}
    assert command.get("$readPreference") == read_preference


def test_map_reduce_in_a_session(
    connection: Connection, db: Database, commands: Any, old: Old
) -> None:
    """``map_reduce()`` can run in a session."""
    with connection.start_session() as session:
        old(
            "Collection.map_reduce",
            lambda: db["c"].map_reduce(MAP, REDUCE, "out", session=session),
        )
        ((_, command),) = commands.started_commands
        assert command["lsid"] == session.session_id
