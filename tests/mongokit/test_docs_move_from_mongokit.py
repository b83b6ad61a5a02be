"""Examples from the documentation page on moving from MongoKit 0.9."""

import re
import types
import uuid
import warnings
from pathlib import Path
from typing import Any

import pytest
from bson import Binary
from bson.binary import UuidRepresentation
from pymongo.common import MIN_SUPPORTED_SERVER_VERSION
from pymongo.database import Database as PlainDatabase
from pymongo.errors import InvalidOperation

from mongokit import Connection, Database, Document
from mongokit.auth import User
from standalone import EmbeddedMongod

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "move-from-mongokit.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KEY = uuid.UUID("01234567-89ab-cdef-0123-456789abcdef")
OLD = Binary.from_uuid(KEY, UuidRepresentation.PYTHON_LEGACY)

PlainDB = PlainDatabase[dict[str, Any]]


class Device(Document):
    """A document whose ``_id`` and ``batch`` are UUIDs."""

    __collection__ = "devices"
    structure = {"_id": uuid.UUID, "batch": uuid.UUID}


class Report(Document):
    """A document that references devices."""

    __collection__ = "reports"
    structure = {"about": Device, "all": [Device]}
    use_autorefs = True


def block(start: str) -> str:
    """Return the one Python example on the page that contains a string."""
    [found] = [b for b in BLOCK.findall(PAGE.read_text()) if start in b]
    return str(found)


def test_the_oldest_server() -> None:
    """The page names the oldest server that the driver supports."""
    assert f"from MongoDB {MIN_SUPPORTED_SERVER_VERSION} on" in PAGE.read_text()


@pytest.mark.parametrize("example", ["app.config", "Connection(host"])
def test_keeping_the_legacy_uuid_form(
    mongod: EmbeddedMongod, database: PlainDB, example: str
) -> None:
    """MK-CON-116: With the page's setting, UUIDs are found and kept in legacy form."""
    app: Any = types.SimpleNamespace(config={"MONGODB_OPTIONS": {}})
    names: dict[str, Any] = {"app": app, "Connection": Connection, "host": mongod.uri}
    exec(block(example), names)
    options = app.config["MONGODB_OPTIONS"]
    database["devices"].insert_one({"_id": OLD, "batch": OLD})
    with names.get("connection") or Connection(mongod.uri, **options) as connection:
        connection.register(Device)
        device = connection[database.name].Device.find_one({"_id": KEY, "batch": KEY})
        device.save()
    assert list(database["devices"].find()) == [{"_id": OLD, "batch": OLD}]


def test_converting_legacy_uuids(
    connection: Connection, db: Database, database: PlainDB
) -> None:
    """MK-CON-116: The page's script converts UUIDs in fields, ids and DBRefs."""
    connection.register([Device, Report])
    database["devices"].insert_one({"_id": OLD, "batch": OLD})
    reference = {"$ref": "devices", "$id": OLD, "$db": db.name}
    database["reports"].insert_one({"about": reference, "all": [reference]})
    exec(block("OLD_UUID_SUBTYPE"), {"db": db})
    new = Binary(KEY.bytes, 4)
    assert list(database["devices"].find()) == [{"_id": new, "batch": new}]
    [report] = db.Report.find()
    assert report["about"] == report["all"][0] == {"_id": KEY, "batch": KEY}


def test_warnings_become_errors(db: Database) -> None:
    """With the page's warning filter, calling a deprecated method raises an error."""
    with warnings.catch_warnings():
        exec(block("simplefilter"), {})
        with pytest.raises(DeprecationWarning, match="use insert_one or insert_many"):
            db["items"].insert({})


def test_passwords_and_indexes(connection: Connection, db: Database) -> None:
    """The page's examples create an expiring index and verify a password."""
    names: dict[str, Any] = {}
    exec(block("expireAfterSeconds"), names)

    class Member(User):
        __collection__ = "members"
        structure = {"created_at": str}
        indexes = names["indexes"]

    connection.register(Member)
    Member.generate_index(db["members"])
    expiry = db["members"].index_information()["created_at_1"]["expireAfterSeconds"]
    assert expiry == 86400
    member = db.Member()
    member.login, member.email, member.password = "ada", "ada@example.org", "secret"
    exec(block("verify_password"), {"user": member, "password": "secret"})
    assert db.Member.get_from_id("ada") == member


def test_a_closed_client_stays_closed(mongod: EmbeddedMongod) -> None:
    """A client cannot be used after ``disconnect()``."""
    connection = Connection(mongod.uri)
    with pytest.warns(DeprecationWarning, match="use close"):
        connection.disconnect()
    with pytest.raises(InvalidOperation, match="after close"):
        connection.list_database_names()
