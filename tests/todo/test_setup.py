"""``flask setup``: the replica set, the user, the indexes and old tasks."""

import datetime
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pymongo
import pytest
from bson import ObjectId
from flask import Flask
from pymongo.database import Database as PlainDatabase
from pymongo.errors import OperationFailure

from flask_mongokit import UNREACHABLE_ERRORS, ConfigurationError
from standalone import EmbeddedMongod
from todo import replica_set
from todo.extensions import db
from todo.setup import setup

PlainDB = PlainDatabase[dict[str, Any]]
Client = pymongo.MongoClient[dict[str, Any]]
MakeApp = Callable[..., Flask]
RunMongod = Callable[..., AbstractContextManager[int]]

ROOT_PASSWORD = "root's p@ss/word: %41"
ROOT = {"MONGODB_ROOT_PASSWORD": ROOT_PASSWORD}
USER = {"MONGODB_USERNAME": "todo", "MONGODB_PASSWORD": "the site's p@ss/word"}
INDEXES = [
    "deleted_1_creation_-1__id_-1",
    "deleted_1_done_1_creation_-1__id_-1",
    "deleted_tasks",
    "tasks_with_lists",
    "words_1",
    "batch_1",
    "deleted_1",
]
INDEX_LINES = [f"Index {name} of tasks exists." for name in INDEXES]
SEARCHABLE_LINE = "Tasks made searchable: {}."
USER_LINE = "User todo may read and write {}, and nothing else."
MADE = datetime.datetime(2026, 11, 23, 16, 6, 48)  # noqa: DTZ001  as stored
SLOW = {
    "mode": {"times": 1},
    "data": {
        "failCommands": ["createIndexes"],
        "blockConnection": True,
        "blockTimeMS": 1500,
    },
}

STOP_AT_ONCE = "--setParameter=shutdownTimeoutMillisForSignaledShutdown=0"

pytestmark = pytest.mark.xdist_group("servers with a root")


def run_setup(app: Flask) -> list[str]:
    """Set up an application's database, and return the lines of output."""
    with app.app_context():
        try:
            return list(setup())
        finally:
            db.close()  # before the server stops


def as_root(port: int) -> Client:
    """Return a client that is authenticated as the root user."""
    return Client(
        "127.0.0.1",
        port,
        username="root",
        password=ROOT_PASSWORD,
        directConnection=True,
    )


def as_site(
    port: int, database: str, password: str = USER["MONGODB_PASSWORD"]
) -> Client:
    """Return a client that is authenticated as the site's user."""
    return Client(
        "127.0.0.1",
        port,
        username="todo",
        password=password,
        authSource=database,
        directConnection=True,
    )


@pytest.fixture(scope="module")
def root_data(run_mongod: RunMongod, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data directory of a server with a root user and a reader."""
    directory = tmp_path_factory.mktemp("root") / "data"
    directory.mkdir()
    with run_mongod(directory) as port, Client("127.0.0.1", port) as client:
        for name, role in (("root", "root"), ("reader", "readAnyDatabase")):
            client.admin.command("createUser", name, pwd=ROOT_PASSWORD, roles=[role])
    return directory


@pytest.fixture(scope="module")
def root_port(
    run_mongod: RunMongod, root_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Return the port of a server with authentication but without a replica set."""
    data = tmp_path_factory.mktemp("alone") / "data"
    shutil.copytree(root_data, data)
    with run_mongod(data, "--auth") as port:
        yield port


@pytest.fixture
def run_member(
    run_mongod: RunMongod, root_data: Path, tmp_path: Path
) -> Callable[..., AbstractContextManager[int]]:
    """Return a function that runs a member of an uninitiated replica set.

    The root user exists on the member whose data is in ``data``, the default.
    """
    key_file = tmp_path / "key_file"
    shutil.copytree(root_data, tmp_path / "data")
    key_file.write_text(secrets.token_hex(32))
    key_file.chmod(0o400)

    def run(name: str = "data") -> AbstractContextManager[int]:
        (tmp_path / name).mkdir(exist_ok=True)
        member = f"--keyFile={key_file}", "--replSet=rs7", STOP_AT_ONCE
        return run_mongod(tmp_path / name, *member)

    return run


@pytest.fixture
def member_port(run_member: Callable[[], Any]) -> Iterator[int]:
    """Return the port of a member of an uninitiated replica set."""
    with run_member() as port:
        yield port


@pytest.fixture
def make_site(make_app: MakeApp) -> MakeApp:
    """Return a function that creates sites that use the server at a given port."""
    address = {"MONGODB_URI": None, "MONGODB_HOST": "127.0.0.1"}
    return lambda port, **config: make_app(
        **{**address, "MONGODB_PORT": port, **config}
    )


def test_indexes(app: Flask, database: PlainDB) -> None:
    """Setup creates the indexes, and nothing else."""
    assert run_setup(app) == INDEX_LINES
    assert set(database["tasks"].index_information()) == {"_id_", *INDEXES}
    assert database.list_collection_names() == ["tasks"]


def test_repeated(app: Flask, add_tasks: Any, database: PlainDB) -> None:
    """A second setup changes nothing and reports only the indexes."""
    add_tasks("a", "b")
    assert run_setup(app) == [*INDEX_LINES, SEARCHABLE_LINE.format(2)]
    before = database["tasks"].find().to_list()
    assert run_setup(app) == INDEX_LINES
    assert database["tasks"].find().to_list() == before


def test_undated_tasks(app: Flask, database: PlainDB) -> None:
    """A task without a creation time gets the one in its id."""
    old = ObjectId.from_datetime(MADE)
    new = ObjectId.from_datetime(MADE + datetime.timedelta(days=1))
    tasks = [
        {"_id": old, "title": "old"},
        {"_id": new, "title": "new", "creation": None},
    ]
    database["tasks"].insert_many(tasks)
    line = "Tasks dated by their id: 2."
    assert run_setup(app) == [*INDEX_LINES, line, SEARCHABLE_LINE.format(2)]
    times = {task["_id"]: task["creation"] for task in database["tasks"].find()}
    assert times == {old: MADE, new: MADE + datetime.timedelta(days=1)}
    assert run_setup(app) == INDEX_LINES


def test_other_tasks(app: Flask, database: PlainDB) -> None:
    """Dated tasks, and tasks whose id contains no time, get no creation time."""
    dated = {"_id": ObjectId(), "title": "dated", "creation": MADE}
    other = {"_id": "not an ObjectId", "title": "other"}
    database["tasks"].insert_many([dated, other])
    assert run_setup(app) == [*INDEX_LINES, SEARCHABLE_LINE.format(2)]
    without_words = database["tasks"].find({}, {"words": False}).sort("title")
    assert without_words.to_list() == [dated, other]


def test_slow_index(make_app: MakeApp, tmp_path: Path) -> None:
    """Building an index may take longer than ``MONGODB_TIMEOUT_MS``."""
    arguments = ["--setParameter=enableTestCommands=1"]
    with EmbeddedMongod(tmp_path, arguments=arguments) as slow:
        with Client(slow.uri) as client:
            client.admin.command({"configureFailPoint": "failCommand", **SLOW})
        app = make_app(MONGODB_URI=slow.uri, MONGODB_TIMEOUT_MS=500)
        assert run_setup(app) == INDEX_LINES


def test_setup_as_root(make_site: MakeApp, member_port: int) -> None:
    """As root, setup creates the replica set, then the user, then the indexes."""
    site = make_site(member_port, **ROOT, **USER)
    assert run_setup(site) == [
        "Created replica set rs7.",
        USER_LINE.format(site.config["MONGODB_DATABASE"]),
        *INDEX_LINES,
    ]
    with as_root(member_port) as client:
        config = client.admin.command("replSetGetConfig")["config"]
    members = [(member["_id"], member["host"]) for member in config["members"]]
    assert (config["_id"], members) == ("rs7", [(0, f"127.0.0.1:{member_port}")])


def test_setup_as_root_repeated(make_site: MakeApp, member_port: int) -> None:
    """A second setup does not create the replica set again."""
    site = make_site(member_port, **ROOT, **USER)
    [_, *others] = run_setup(site)
    assert run_setup(site) == others


def test_replica_set_name(make_site: MakeApp, member_port: int) -> None:
    """The replica set gets the configured name, which must match the server's."""
    other = make_site(member_port, **ROOT, MONGODB_REPLICA_SET="rs8")
    with pytest.raises(OperationFailure, match="initiate set name: rs8"):
        run_setup(other)
    same = make_site(member_port, **ROOT, **USER, MONGODB_REPLICA_SET="rs7")
    assert run_setup(same)[0] == "Created replica set rs7."


def test_unreachable_member(make_site: MakeApp, member_port: int) -> None:
    """If the first of several servers is unreachable, setup uses the next one."""
    run_setup(make_site(member_port, **ROOT, **USER))
    hosts = f"127.0.0.1:1, 127.0.0.1:{member_port}"
    site = make_site(1, **ROOT, **USER, MONGODB_HOST=hosts, MONGODB_TIMEOUT_MS=1000)
    assert run_setup(site)[-1] == INDEX_LINES[-1]


def test_growing_replica_set(
    make_site: MakeApp, run_member: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Setup adds new servers to the replica set, but none that is about to join it."""
    with run_member() as first, run_member("second") as second, run_member("x") as x:
        nodes = [f"127.0.0.1:{port}" for port in (first, second, x)]
        [created, *others] = run_setup(make_site(first, **ROOT, **USER))
        assert created == "Created replica set rs7."
        site = make_site(first, **ROOT, **USER, MONGODB_HOST=",".join(nodes))
        added = [f"Added {node} to replica set rs7." for node in nodes[1:]]
        assert run_setup(site) == [*added, *others]
        before = {nodes[0]: {"setName": "rs7"}, nodes[2]: {"isreplicaset": True}}
        monkeypatch.setattr(replica_set, "_greet", lambda *_: before)
        assert run_setup(site) == others
        with as_root(first) as client:
            config = client.admin.command("replSetGetConfig")["config"]
    assert [member["host"] for member in config["members"]] == nodes
    assert config["settings"]["electionTimeoutMillis"] == 2000


def test_replica_set_at_another_address(
    make_site: MakeApp, run_member: Callable[[], Any]
) -> None:
    """A replica set initiated under another address is not reported as created."""
    with run_member() as port:
        run_setup(make_site(port, **ROOT, **USER))
    with run_member() as port:
        site = make_site(port, **ROOT, MONGODB_TIMEOUT_MS=500)
        lines: list[str] = []
        with (
            site.app_context(),
            pytest.raises(UNREACHABLE_ERRORS, match="No servers match"),
        ):
            lines.extend(setup())
    assert lines == []


def test_rights_of_the_user(make_site: MakeApp, root_port: int) -> None:
    """The site's user may read and write its database, and nothing else."""
    site = make_site(root_port, **ROOT, **USER)
    name = site.config["MONGODB_DATABASE"]
    assert run_setup(site) == [USER_LINE.format(name), *INDEX_LINES]
    with as_root(root_port) as client:
        [user] = client[name].command("usersInfo", "todo")["users"]
    assert user["roles"] == [{"role": "readWrite", "db": name}]
    with as_site(root_port, name) as client:
        client[name]["tasks"].insert_one({})
        with pytest.raises(OperationFailure, match="not authorized on admin"):
            client.admin.command("usersInfo", 1)
        with pytest.raises(OperationFailure, match="not authorized on other"):
            client["other"]["tasks"].find_one()


def test_existing_user(make_site: MakeApp, root_port: int) -> None:
    """An existing user gets the configured password and rights."""
    site = make_site(root_port, **ROOT, **USER)
    name = site.config["MONGODB_DATABASE"]
    with as_root(root_port) as client:
        client[name].command("createUser", "todo", pwd="old", roles=["dbAdmin"])
    run_setup(site)
    with as_root(root_port) as client:
        [user] = client[name].command("usersInfo", "todo")["users"]
    assert user["roles"] == [{"role": "readWrite", "db": name}]
    with (
        as_site(root_port, name, "old") as client,
        pytest.raises(OperationFailure, match="Authentication failed"),
    ):
        client[name].command("ping")


def test_auth_source(make_site: MakeApp, root_port: int) -> None:
    """The user is created in the database that ``MONGODB_AUTH_SOURCE`` names."""
    site = make_site(root_port, **ROOT, **USER, MONGODB_AUTH_SOURCE="users")
    run_setup(site)
    name = site.config["MONGODB_DATABASE"]
    with as_root(root_port) as client:
        [user] = client["users"].command("usersInfo", "todo")["users"]
        client["users"].command("dropUser", "todo")
    assert user["roles"] == [{"role": "readWrite", "db": name}]


def test_connection_string(make_app: MakeApp, root_port: int) -> None:
    """The user is created for the database that the connection string names."""
    name = f"test_{secrets.token_hex(6)}"
    uri = f"mongodb://127.0.0.1:{root_port}/{name}"
    site = make_app(MONGODB_URI=uri, **ROOT, **USER)
    assert run_setup(site) == [USER_LINE.format(name), *INDEX_LINES]
    with as_site(root_port, name) as client:
        made = client[name]["tasks"].index_information()
    assert set(made) == {"_id_", *INDEXES}


@pytest.mark.parametrize(
    "root",
    [
        {"MONGODB_ROOT_PASSWORD": "hush"},
        {"MONGODB_ROOT_PASSWORD": "hush\a"},
        {"MONGODB_ROOT_USERNAME": "nobody"},
        {"MONGODB_ROOT_USERNAME": "reader"},
    ],
)
def test_rejected_root(
    make_site: MakeApp, root_port: int, root: dict[str, str]
) -> None:
    """The error for invalid root credentials or missing rights names the settings."""
    site = make_site(root_port, **{**ROOT, **root}, **USER)
    with pytest.raises(
        ConfigurationError,
        match="^MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD: they "
        r"must belong to a user that may create users\.$",
    ) as caught:
        run_setup(site)
    assert "hush" not in str(caught.value)


def test_root_as_site_user(make_site: MakeApp, root_port: int) -> None:
    """The root user is rejected as the site's user, and keeps its rights."""
    same = {"MONGODB_USERNAME": "root", "MONGODB_PASSWORD": ROOT_PASSWORD}
    site = make_site(root_port, **ROOT, **same, MONGODB_AUTH_SOURCE="admin")
    with pytest.raises(ConfigurationError, match="name the same user"):
        run_setup(site)
    with as_root(root_port) as client:
        [user] = client.admin.command("usersInfo", "root")["users"]
    assert user["roles"] == [{"role": "root", "db": "admin"}]


def test_forbidden_password(make_site: MakeApp, root_port: int) -> None:
    """The error for a password that MongoDB forbids names only the setting."""
    site = make_site(root_port, **ROOT, MONGODB_USERNAME="x", MONGODB_PASSWORD="hush\a")
    with pytest.raises(
        ConfigurationError, match="MONGODB_PASSWORD contains a character"
    ) as caught:
        run_setup(site)
    assert "hush" not in str(caught.value)


def test_other_errors(make_site: MakeApp, root_port: int) -> None:
    """Other errors that occur while creating the user are raised unchanged."""
    site = make_site(root_port, **ROOT, MONGODB_USERNAME="a\0b", MONGODB_PASSWORD="x")
    with pytest.raises(OperationFailure, match="embedded null characters"):
        run_setup(site)


def test_root_without_site_user(make_site: MakeApp, root_port: int) -> None:
    """As root, setup creates no user if none is configured."""
    site = make_site(root_port, **ROOT)
    with pytest.raises(OperationFailure, match="requires authentication"):
        run_setup(site)
    with as_root(root_port) as client:
        users = client[site.config["MONGODB_DATABASE"]].command("usersInfo", 1)["users"]
    assert users == []


def test_root_of_a_server_without_users(make_app: MakeApp) -> None:
    """A root password for a server without users is an error."""
    with pytest.raises(ConfigurationError, match="MongoDB refuses MONGODB_ROOT"):
        run_setup(make_app(**ROOT, **USER))
