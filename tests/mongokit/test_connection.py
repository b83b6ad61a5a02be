"""MongoKit's client: databases, registration, UUIDs and forks."""

import subprocess
import sys
import uuid
from typing import Any

import pymongo
import pytest
from bson import Binary
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from pymongo.database import Database as PlainDatabase
from pymongo.errors import ConfigurationError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import SecondaryPreferred
from pymongo.write_concern import WriteConcern

import mongokit
from mongokit import OR, Connection, Database, Document, MongoClient, SchemaDocument
from standalone import EmbeddedMongod

PlainDB = PlainDatabase[dict[str, Any]]

OPTIONS: dict[str, Any] = {
    "codec_options": CodecOptions[dict[str, Any]](tz_aware=True),
    "read_preference": SecondaryPreferred(),
    "write_concern": WriteConcern(w=1),
    "read_concern": ReadConcern("local"),
}


def options_of(made: Any) -> dict[str, Any]:
    """Return the options of a database or collection, by name."""
    return {name: getattr(made, name) for name in OPTIONS}


@pytest.fixture
def unconnected() -> Connection:
    """Return a client that never connects."""
    return Connection("mongodb://127.0.0.1:1/named", connect=False)


class Item(Document):
    """A document class that declares its database and collection."""

    __database__ = "shop"
    __collection__ = "items"
    structure = {"n": int}


def test_connection_is_a_client(unconnected: Connection) -> None:
    """MK-CON-101: ``Connection`` is a pymongo client; ``MongoClient`` is an alias."""
    assert isinstance(unconnected, pymongo.MongoClient)
    assert MongoClient is Connection


def test_equality(mongod: EmbeddedMongod, connection: Connection) -> None:
    """MK-CON-101: Clients, databases and collections are equal to pymongo's."""
    with pymongo.MongoClient[dict[str, Any]](mongod.uri) as plain:
        assert connection == plain
        assert plain == connection
        assert hash(connection) == hash(plain)
        assert connection["x"] == plain["x"]
        assert connection["x"]["y"] == plain["x"]["y"]
        assert hash(connection["x"]["y"]) == hash(plain["x"]["y"])
        assert connection["x"]["y"] != plain["x"]["z"]


def test_default_server() -> None:
    """MK-CON-101: The default server is port 27017 on localhost."""
    with Connection(connect=False) as default:
        with Connection("localhost", 27017, connect=False) as named:
            assert default == named
            assert default["x"]["y"] == named["x"]["y"]
        with Connection("localhost", 27018, connect=False) as other:
            assert default != other


@pytest.mark.parametrize(
    "database",
    [
        pytest.param(lambda c: c["named"], id="item"),
        pytest.param(lambda c: c.named, id="attribute"),
        pytest.param(lambda c: c.get_database("named"), id="get_database"),
        pytest.param(lambda c: c.get_database(), id="get_database of the URI"),
        pytest.param(lambda c: c.get_default_database(), id="get_default_database"),
        pytest.param(lambda c: c["x"].client.named, id="client of a database"),
        pytest.param(lambda c: c["named"].with_options(), id="with_options"),
        pytest.param(lambda c: c["named"]["x"].database, id="of a collection"),
    ],
)
def test_every_way_to_a_database(unconnected: Connection, database: Any) -> None:
    """MK-CON-108: Every way to get a database returns a MongoKit database."""
    made = database(unconnected)
    assert type(made) is Database
    assert made.name == "named"
    assert made.client is unconnected


@pytest.mark.parametrize("method", ["get_database", "get_default_database"])
def test_options_of_a_database(unconnected: Connection, method: str) -> None:
    """MK-CON-108: The options passed to a method apply to the database it returns."""
    assert options_of(getattr(unconnected, method)(**OPTIONS)) == OPTIONS


@pytest.mark.parametrize("method", ["get_database", "get_default_database"])
def test_database_without_a_name(method: str) -> None:
    """MK-CON-108: Without a database name in the call or URI, an error is raised."""
    client = Connection("mongodb://127.0.0.1:1/", connect=False)
    with pytest.raises(ConfigurationError, match="No default database"):
        getattr(client, method)()


def test_default_database_argument() -> None:
    """MK-CON-108: ``get_default_database()`` falls back to the name it is given."""
    client = Connection("mongodb://127.0.0.1:1/", connect=False)
    assert client.get_default_database("other").name == "other"


def test_private_names(unconnected: Connection) -> None:
    """MK-CON-105: A name with a leading underscore requires item access."""
    with pytest.raises(AttributeError, match="_hidden"):
        _ = unconnected._hidden
    assert unconnected["_hidden"].name == "_hidden"


def test_register_one(unconnected: Connection) -> None:
    """MK-CON-102: ``register()`` of one class returns it, as a decorator must."""
    assert unconnected.register(Item) is Item
    assert isinstance(unconnected.shop.items.Item, Item)


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_register_several(unconnected: Connection, kind: type[Any]) -> None:
    """MK-CON-102: ``register()`` of several classes returns ``None``."""
    assert unconnected.register(kind([Item])) is None
    assert isinstance(unconnected.shop.items.Item, Item)


def test_register_none(unconnected: Connection) -> None:
    """MK-CON-102: ``register()`` of an empty list has no effect."""
    assert unconnected.register([]) is None
    assert isinstance(unconnected.shop.items.Item, mongokit.Collection)


@pytest.mark.parametrize("wrong", [3, "Item", int, Item()])
def test_register_another_kind(unconnected: Connection, wrong: Any) -> None:
    """MK-CON-102: ``register()`` accepts only document classes."""
    with pytest.raises(TypeError, match=r"only subclasses of mongokit\.Document are"):
        unconnected.register(wrong)


def test_register_a_class_without_a_collection(unconnected: Connection) -> None:
    """MK-CON-102: ``register()`` ignores a class that is only a schema."""

    class Address(SchemaDocument):
        structure = {"city": str}

    assert unconnected.register(Address) is Address
    unconnected.register([Address, Item])
    assert isinstance(unconnected.shop.items.Address, mongokit.Collection)


def test_handle_of_the_connection(unconnected: Connection) -> None:
    """MK-CON-104: Handles use the declared database and collection as defaults."""
    unconnected.register(Item)
    assert unconnected.Item().collection == unconnected["shop"]["items"]
    assert unconnected.other.Item().collection == unconnected["other"]["items"]
    assert unconnected.other.things.Item().collection == unconnected["other"]["things"]


def test_inherited_collection(unconnected: Connection) -> None:
    """MK-CON-104: An unregistered base can declare the database and collection."""

    class Special(Item):
        structure = {"extra": str}

    unconnected.register(Special)
    assert unconnected.Special().collection == unconnected["shop"]["items"]


def test_class_without_a_collection(unconnected: Connection) -> None:
    """MK-CON-104: Without ``__collection__``, only collections offer a handle."""

    class Homeless(Document):
        __database__ = "shop"

    unconnected.register(Homeless)
    with pytest.raises(
        AttributeError,
        match=r"Homeless: __collection__ attribute not found\. You cannot specify the "
        "`__database__` attribute without the `__collection__` attribute",
    ):
        _ = unconnected.Homeless
    with pytest.raises(AttributeError, match="Homeless: __collection__ attribute not"):
        _ = unconnected.shop.Homeless
    assert isinstance(unconnected.shop.items.Homeless, Homeless)


def test_class_without_a_database(unconnected: Connection) -> None:
    """MK-CON-104: A class without ``__database__`` has no handle on the client."""

    class Anywhere(Document):
        __collection__ = "items"

    unconnected.register(Anywhere)
    with pytest.raises(AttributeError, match="Anywhere: __database__ attribute not"):
        _ = unconnected.Anywhere


def test_items_are_never_handles(unconnected: Connection) -> None:
    """MK-CON-105: Item access never returns a handle."""
    unconnected.register(Item)
    assert type(unconnected["Item"]) is Database
    assert type(unconnected.shop["Item"]) is mongokit.Collection
    assert type(unconnected.shop.items["Item"]) is mongokit.Collection


def test_uuids_are_stored_in_the_standard_form(connection: Connection) -> None:
    """MK-CON-116: The default UUID representation is the standard one."""
    options = connection.codec_options
    assert options.uuid_representation == UuidRepresentation.STANDARD


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(
            lambda: Connection(uuidRepresentation="pythonLegacy", connect=False),
            id="keyword",
        ),
        pytest.param(
            lambda: Connection(
                "mongodb://h/?uuidRepresentation=pythonLegacy", connect=False
            ),
            id="URI",
        ),
        pytest.param(
            lambda: Connection(
                host=["mongodb://h/?uuidrepresentation=pythonLegacy"], connect=False
            ),
            id="list of URIs",
        ),
    ],
)
def test_own_uuid_representation(client: Any) -> None:
    """MK-CON-116: An option or the URI can select another UUID representation."""
    chosen = client().codec_options.uuid_representation
    assert chosen == UuidRepresentation.PYTHON_LEGACY


@pytest.mark.parametrize(
    ("uri", "chosen"),
    [
        ("mongodb://h/?appName=uuidRepresentation", UuidRepresentation.STANDARD),
        (
            "mongodb://h/?w=1&uuidRepresentation=javaLegacy",
            UuidRepresentation.JAVA_LEGACY,
        ),
        (
            "mongodb://h/?w=1;uuidRepresentation=javaLegacy",
            UuidRepresentation.JAVA_LEGACY,
        ),
    ],
)
def test_uuid_representation_in_a_uri(uri: str, chosen: int) -> None:
    """MK-CON-116: Only the URI's option counts, not its name elsewhere in the URI."""
    options = Connection(uri, connect=False).codec_options
    assert options.uuid_representation == chosen


def test_old_uuid(connection: Connection, database: PlainDB) -> None:
    """MK-CON-116: A UUID stored by pymongo 2 is loaded, and saved in standard form."""

    class Device(Document):
        __collection__ = "devices"
        structure = {"key": uuid.UUID}

    key = uuid.uuid4()
    old = Binary.from_uuid(key, UuidRepresentation.PYTHON_LEGACY)
    database["devices"].insert_one({"_id": 1, "key": old})
    connection.register(Device)
    devices = connection[database.name].Device
    device = devices.find_one(1)
    assert device["key"] == key
    device.save()
    assert database["devices"].find_one() == {"_id": 1, "key": Binary(key.bytes, 4)}
    assert devices.one({"key": key}) == {"_id": 1, "key": key}


def test_standard_uuid_and_a_legacy_client(mongod: Any, database: PlainDB) -> None:
    """MK-CON-116: A legacy client loads standard UUIDs and saves legacy ones."""

    class Device(Document):
        structure = {"key": uuid.UUID, "other": OR(uuid.UUID, str)}

    key = uuid.uuid4()
    new = Binary.from_uuid(key)
    database["devices"].insert_one({"_id": 1, "key": new, "other": new})
    with Connection(mongod.uri, uuidRepresentation="pythonLegacy") as connection:
        connection.register(Device)
        devices = connection[database.name]["devices"].Device
        device = devices.find_one(1)
        assert device == {"_id": 1, "key": key, "other": key}
        device.save()
        assert devices.one({"key": key}) == device
    old = Binary(key.bytes, 3)
    assert database["devices"].find_one() == {"_id": 1, "key": old, "other": old}


FORKING = """
import os, sys
from mongokit import Connection, Document

class Item(Document):
    __collection__ = "items"
    structure = {"n": int}

connection = Connection(sys.argv[1], connect=False)
connection.register(Item)
database = connection[sys.argv[2]]
for n in range(2):
    child = os.fork()
    if not child:
        database.Item({"n": n}).save()
        assert database.Item.one({"n": n})["n"] == n
        connection.close()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
print(sorted(item["n"] for item in database.Item.find()))
connection.close()
"""


def test_connection_made_before_a_fork(
    mongod: EmbeddedMongod, database: PlainDB
) -> None:
    """A client created before a fork works in the parent and the children."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKING, mongod.uri, database.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("[0, 1]\n", "")
