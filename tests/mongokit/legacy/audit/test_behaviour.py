"""The differences in the guide, each in action; the tests are named like the rules."""

import datetime
import json
import tomllib
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gridfs
import pytest
from bson import Binary, Int64, json_util
from bson.binary import UuidRepresentation
from pymongo.database import Database as PlainDatabase
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ServerSelectionTimeoutError,
)

from mongokit import (
    CustomType,
    Document,
    SchemaTypeError,
    StructureError,
    VersionedDocument,
)
from mongokit.auth import User
from mongokit.legacy import Connection
from mongokit.legacy.audit.rules import documents
from standalone import EmbeddedMongod

ROOT = Path(__file__).parents[4]
KEY = uuid.UUID(int=7)
OPENING = datetime.datetime(2012, 7, 8, tzinfo=datetime.UTC)
PlainDB = PlainDatabase[dict[str, Any]]


class Default(CustomType):
    """A custom type that returns a value for ``None``, as types of old could."""

    mongo_type = str
    python_type = str

    def to_bson(self, value: Any) -> str:
        """Return the text, or a default."""
        return str(value or "none")

    def to_python(self, value: Any) -> str:
        """Return the text, or a default."""
        return str(value or "none")


class Eager(Default):
    """The same, with today's way to be called with ``None``."""

    handles_none = True


class Task(Document):
    """A document with the declarations that tests need."""

    __collection__ = "tasks"
    structure = {"title": str, "done": bool}


class Page(VersionedDocument):
    """A document with revisions."""

    __collection__ = "pages"
    structure = {"_id": str, "text": str}


class Loose(Document):
    """A document that may lack fields."""

    __collection__ = "loose"
    structure = {"name": str, "seen": datetime.datetime}
    use_schemaless = True
    use_dot_notation = True


class Checked(Document):
    """A document that collects errors."""

    __collection__ = "checked"
    structure = {"n": int}
    raise_validation_errors = False


class Attached(Document):
    """A document with files."""

    __collection__ = "attached"
    structure = {"name": str}
    gridfs = {"files": ["source"]}


CLASSES = [Task, Page, Loose, Checked, Attached]


@pytest.fixture
def connection(mongod: EmbeddedMongod) -> Iterator[Connection]:
    """Return a client with the names of pymongo 2, and registered classes."""
    with Connection(mongod.uri) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made.register(CLASSES)
        yield made


@pytest.fixture
def db(connection: Connection, database: PlainDB) -> Any:
    """Return the test's database."""
    return connection[database.name]


def test_old_package() -> None:
    """Today's packages have the directories, and the files, of the old ones."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {"mongokit", "flask_mongokit"} <= set(packages)
    old = ["__init__", "auth", "collection", "cursor", "grid", "helpers", "operators"]
    assert all((ROOT / "mongokit" / f"{name}.py").exists() for name in old)


def test_uuid(db: Any) -> None:
    """A query for a UUID misses what pymongo 2 stored."""
    old = Binary.from_uuid(KEY, UuidRepresentation.PYTHON_LEGACY)
    db.tasks.insert_one({"key": old})
    assert db.tasks.find_one({"key": KEY}) is None


def test_bytes(db: Any) -> None:
    """Bytes are stored as binary data, and do not match text."""
    db.tasks.insert_one({"token": "abc"})
    assert db.tasks.find_one({"token": b"abc"}) is None
    assert db.tasks.find_one({"token": b"abc".decode()})["token"] == "abc"


def test_isinstance_binary(db: Any) -> None:
    """Binary data is loaded as bytes, not as ``Binary``."""
    db.tasks.insert_one({"image": Binary(b"x")})
    assert type(db.tasks.find_one()["image"]) is bytes


def test_lazy_map(db: Any) -> None:
    """``map()`` alone saves nothing."""
    map(db.tasks.insert_one, [{"n": 1}])
    assert db.tasks.count_documents({}) == 0


def test_division(db: Any) -> None:
    """A number of documents divided by another is a float."""
    db.tasks.insert_one({})
    assert db.tasks.find().count() / 2 == 0.5
    assert db.tasks.find().count() // 2 == 0


def test_exact_int(db: Any) -> None:
    """Integers beyond 32 bits are of a subclass."""
    db.tasks.insert_one({"small": 1, "large": 2**40})
    task = db.tasks.find_one()
    assert [type(task["small"]), type(task["large"])] == [int, Int64]
    assert isinstance(task["large"], int)


def test_long_type(db: Any) -> None:
    """A small ``int`` is not of the server's type "long", but an ``Int64`` is."""
    db.tasks.insert_many([{"n": 1}, {"n": Int64(2)}, {"n": 2**40}])
    assert db.tasks.count_documents({"n": {"$type": 18}}) == 2
    assert db.tasks.count_documents({"n": {"$type": "number"}}) == 3


def test_type_in_path() -> None:
    """A path with a type of Python 2 is an error when the class is made."""
    body: Any = {"structure": {"bla": {str: {"x": int}}}}
    with pytest.raises(ValueError, match=r"can't find bla\.\$unicode\.x in structure"):
        type("Old", (Document,), {**body, "required_fields": ["bla.$unicode.x"]})
    type("New", (Document,), {**body, "required_fields": ["bla.$str.x"]})


def test_private_name(connection: Connection, db: Any) -> None:
    """Private names are no databases or collections, which ``hasattr`` hides."""
    for owner in (connection, db, db.tasks):
        assert not hasattr(owner, "_x")
        assert getattr(owner, "_x", None) is None
        assert owner["_x"].name.endswith("_x")


@pytest.mark.parametrize("name", ["client", "watch"])
def test_taken_name(db: Any, name: str) -> None:
    """Names of pymongo 4's attributes are no collections, and calls on them fail."""
    with pytest.raises((TypeError, AttributeError)):
        getattr(db, name).find()
    assert db[name].find().to_list() == []


def test_acknowledged(mongod: EmbeddedMongod, database: PlainDB) -> None:
    """Writes raise their errors, unless the client is made with ``safe=False``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with Connection(mongod.uri) as connection:
            tasks = connection[database.name].tasks
            tasks.insert({"_id": 1})
            with pytest.raises(DuplicateKeyError):
                tasks.insert({"_id": 1})
            assert tasks.update({"_id": 1}, {"$set": {"n": 1}})["n"] == 1
            assert tasks.remove({"_id": 2})["n"] == 0
        with Connection(mongod.uri, safe=False) as connection:
            tasks = connection[database.name].tasks
            assert tasks.insert({"_id": 1}) == 1
            assert tasks.update({"_id": 1}, {"$set": {"n": 1}}) is None


def test_replica_set(mongod: EmbeddedMongod) -> None:
    """A client of one member finds its replica set, unless it connects directly."""
    with Connection("127.0.0.1", mongod.port) as connection:
        connection.admin.command("ping")
        assert connection.topology_description.replica_set_name
    with Connection("127.0.0.1", mongod.port, directConnection=True) as connection:
        connection.admin.command("ping")
        assert connection.topology_description.topology_type_name == "Single"


def test_late_connection_error() -> None:
    """A client is made without a server, and its first command fails."""
    connection = Connection("127.0.0.1", 1, serverSelectionTimeoutMS=10)
    with connection, pytest.raises(ServerSelectionTimeoutError):
        connection.admin.command("ping")
    assert issubclass(ServerSelectionTimeoutError, ConnectionFailure)


@pytest.mark.parametrize("option", ["slaveok=true", "safe=true", "j=true"])
def test_uri_option(option: str) -> None:
    """Old options in a URI are ignored, with a ``UserWarning``."""
    with pytest.warns(UserWarning, match="Unknown option"):
        connection = Connection(f"mongodb://127.0.0.1:1/?{option}", connect=False)
    assert connection.write_concern.is_server_default
    assert connection.read_preference.name == "Primary"


def test_added_user(db: Any, database: PlainDB) -> None:
    """A new user may read and write; ``roles`` restores what pymongo 2 gave."""
    db.add_user("ann", "secret")
    db.add_user("bea", "secret", roles=["dbOwner"])
    users = database.command("usersInfo")["users"]
    database.command("dropAllUsersFromDatabase")
    roles = {user["user"]: user["roles"][0]["role"] for user in users}
    assert roles == {"ann": "readWrite", "bea": "dbOwner"}


def test_truth(db: Any) -> None:
    """Databases and collections have no truth value; handles and clients are true."""
    for owner in (db, db.tasks):
        with pytest.raises(NotImplementedError, match="compare with None"):
            bool(owner)
    assert db.Task
    assert db.client


def test_empty_projection(db: Any) -> None:
    """An empty projection returns all fields, but as ``fields`` only the ``_id``."""
    db.tasks.insert_one({"_id": 1, "n": 2})
    empty: Any
    for empty in ([], {}):
        assert db.tasks.find_one({}, empty) == {"_id": 1, "n": 2}
        assert db.tasks.find_one({}, fields=empty) == {"_id": 1}
    assert db.tasks.find_one({}, ["_id"]) == {"_id": 1}


def test_text_projection(db: Any) -> None:
    """A text in a projection replaces the value of the field."""
    db.tasks.insert_one({"_id": 1, "title": "x"})
    assert db.tasks.find_one({}, {"title": "yes"}) == {"_id": 1, "title": "yes"}
    assert db.tasks.find_one({}, {"title": True}) == {"_id": 1, "title": "x"}


def test_positional_timeout(db: Any, commands: Any, mongod: EmbeddedMongod) -> None:
    """The fifth argument of ``find`` lets a cursor live on if it is true."""
    with Connection(mongod.uri, event_listeners=[commands]) as connection:
        tasks = connection[db.name].tasks
        for given in (False, True):
            tasks.find({}, None, 0, 0, given).to_list()
        tasks.find(timeout=False).to_list()
    found = [
        c.get("noCursorTimeout") for n, c in commands.started_commands if n == "find"
    ]
    assert found == [None, True, True]


def test_system_collection(db: Any) -> None:
    """Collections about indexes and collections are empty."""
    db.tasks.create_index("n")
    assert db.system.indexes.find().to_list() == []
    assert db.system.namespaces.find().to_list() == []
    assert "n_1" in db.tasks.index_information()


def test_explain(db: Any) -> None:
    """The explanation of a query has other keys than in pymongo 2."""
    explained = db.tasks.find().explain()
    assert {"queryPlanner", "executionStats"} <= set(explained)
    assert not {"cursor", "nscanned", "n"} & set(explained)


def test_null_id(db: Any) -> None:
    """``None`` in a declared ``_id`` is replaced by a new id."""

    class Free(Document):
        __collection__ = "free"
        structure = {"_id": None, "n": int}

    db.client.register(Free)
    free = db.Free({"_id": None, "n": 1})
    free.save()
    assert db.free.find_one({"_id": None}) is None
    assert db.free.find_one()["_id"] == free["_id"]


def test_two_types_in_list() -> None:
    """A list of two types is an error when the class is made."""
    with pytest.raises(StructureError, match="a must be a list of no or one type"):
        type("Old", (Document,), {"structure": {"a": [int, str]}})


def test_none_conversion(db: Any) -> None:
    """Custom types are not called with ``None``, unless they say so."""

    class Typed(Document):
        __collection__ = "typed"
        structure = {"plain": Default(), "eager": Eager()}

    db.client.register(Typed)
    db.Typed({"_id": 1, "plain": None, "eager": None}).save()
    assert db.typed.find_one() == {"_id": 1, "plain": None, "eager": "none"}


def test_private_method(db: Any) -> None:
    """Overridden private methods of MongoKit 0.9 are never called."""
    called: list[str] = []
    body: Any = {"__collection__": "tasks", "structure": {"n": int}}
    for name in documents.PRIVATE_METHODS.split("|"):
        body[name] = lambda *_, **__: called.append("x")
    db.client.register(type("Hooked", (Document,), body))
    hooked = db.Hooked({"n": 1})
    hooked.validate()
    hooked.save()
    db.Hooked.find_one().reload()
    assert called == []


def test_uncreated_index(db: Any) -> None:
    """Indexes are only created by ``generate_index()``."""

    class Indexed(Document):
        __collection__ = "indexed"
        structure = {"name": str}
        indexes = [{"fields": "name"}]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        db.client.register(Indexed)
        db.Indexed({"name": "x"}).save()
    assert list(db.indexed.index_information()) == ["_id_"]
    Indexed.generate_index(db.indexed)
    assert "name_1" in db.indexed.index_information()


def test_index_ttl(db: Any) -> None:
    """``ttl`` expires nothing."""
    db.tasks.ensure_index("standard", ttl=86400)
    assert "expireAfterSeconds" not in db.tasks.index_information()["standard_1"]


def test_reload(db: Any) -> None:
    """``reload()`` drops fields that are no longer stored."""
    task = db.Task({"_id": 1, "title": "x", "done": None})
    task.save()
    db.tasks.update_one({"_id": 1}, {"$unset": {"title": 1}})
    task.reload()
    assert task == {"_id": 1, "done": None}


def test_validation_errors(db: Any) -> None:
    """Each ``validate()`` forgets the errors of the one before."""
    checked = db.Checked({"n": "x"})
    checked.validate()
    assert isinstance(checked.validation_errors["n"][0], SchemaTypeError)
    checked["n"] = 1
    checked.validate()
    assert checked.validation_errors == {}


def test_schemaless_field(db: Any) -> None:
    """A declared field that a schemaless document lacks is stored when it is set."""
    db.loose.insert_one({"_id": 1, "name": "x"})
    loose = db.Loose.find_one()
    loose.seen = OPENING
    loose.save()
    assert db.loose.find_one()["seen"] == OPENING.replace(tzinfo=None)


def test_revisions(db: Any) -> None:
    """Revisions are in order, and the id of the last one may be ``None``."""
    page = db.Page({"_id": "x", "text": "0"})
    assert page.get_last_revision_id() is None
    for number in range(1, 12):
        page["text"] = str(number)
        page.save()
    found = [int(revision["text"]) for revision in page.get_revisions()]
    assert found == list(range(1, 12))


def test_files_of_document(db: Any) -> None:
    """``fs`` of a document hides the files of others."""
    first, second = db.Attached({"name": "1"}), db.Attached({"name": "2"})
    for document in (first, second):
        document.save()
    first.fs.source = b"x"
    file_id = first.fs.get_last_version("source")._id
    assert first.fs.list() == ["source"]
    assert second.fs.list() == []
    assert not second.fs.exists(file_id)
    assert list(second.fs.find()) == []
    with pytest.raises(gridfs.NoFile):
        second.fs.get(file_id)
    second.fs.delete(file_id)
    assert first.fs.source == b"x"
    assert gridfs.GridFS(db).list() == ["source"]


def test_md5(db: Any) -> None:
    """New files in GridFS have no MD5."""
    files = gridfs.GridFS(db)
    assert files.get(files.put(b"x")).md5 is None


def test_password_hash() -> None:
    """The hash of a password is no text of hexadecimal digits, as it was."""
    user: Any = User()
    user.password = "secret"
    assert len(user.password) == 80
    with pytest.raises(ValueError, match="non-hexadecimal"):
        bytes.fromhex(user.password)


def test_reference_json(db: Any) -> None:
    """In JSON, a referenced document has the names of its own collection."""

    class Report(Document):
        __collection__ = "reports"
        structure = {"about": Task}
        use_autorefs = True

    db.client.register(Report)
    task = db.Task({"_id": 1, "title": "x", "done": None})
    task.save()
    about = json.loads(db.Report({"about": task}).to_json())["about"]
    assert about["_collection"] == "tasks"
    assert about["_database"] == db.name


def test_json_writing() -> None:
    """Dates in JSON are text, unless pymongo 2's format is asked for."""
    document = {"on": OPENING}
    modern = '{"on": {"$date": "2012-07-08T00:00:00Z"}}'
    assert json_util.dumps(document) == modern
    assert json.dumps(document, default=json_util.default) == modern
    options = json_util.LEGACY_JSON_OPTIONS
    legacy = json_util.dumps(document, json_options=options)
    assert legacy == '{"on": {"$date": 1341705600000}}'


def test_json_reading() -> None:
    """Dates in JSON are loaded without a time zone, unless it is asked for."""
    text = '{"on": {"$date": 1341705600000}}'
    assert json_util.loads(text)["on"].tzinfo is None
    assert json.loads(text, object_hook=json_util.object_hook)["on"].tzinfo is None
    options = json_util.JSONOptions(tz_aware=True)
    assert json_util.loads(text, json_options=options)["on"] == OPENING


def test_differences_without_a_line(db: Any) -> None:
    """A missing and an unknown field are both found; unknown classes are ignored."""

    class Typed(Document):
        __collection__ = "tasks"
        structure = {"_type": str, "n": int}

    with pytest.raises(StructureError, match="missed fields"):
        db.Task({"title": "x", "other": 1}).validate()
    db.client.register(Typed)
    db.tasks.insert_one({"_type": "Unknown", "n": 1})
    assert type(db.Typed.find_one()) is not type(db.Task.find_one())
    assert isinstance(db.Typed.find_one(), Typed)
