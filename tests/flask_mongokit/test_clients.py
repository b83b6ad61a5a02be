"""One pooled client for each configuration of an application, in each process."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from pymongo import monitoring
from pymongo.errors import InvalidOperation, OperationFailure

from flask_mongokit import UNREACHABLE_ERRORS, AuthenticationIncorrect, MongoKit
from flask_mongokit.clients import Clients
from mongokit import Connection

THREADS = 16
LOGIN = ("MONGODB_USERNAME", "MONGODB_PASSWORD")

MakeApp = Callable[..., Flask]
Settings = dict[str, Any]


class Pool(monitoring.ConnectionPoolListener):
    """Counts the connections that clients open; everything else is of no interest."""

    def __init__(self) -> None:
        self.opened = 0

    def connection_created(self, _: monitoring.ConnectionCreatedEvent) -> None:
        """Count a connection."""
        self.opened += 1

    def ignore(self, event: object) -> None:
        """Take no notice."""

    pool_created = pool_ready = pool_cleared = pool_closed = ignore
    connection_ready = connection_closed = ignore
    connection_check_out_started = connection_check_out_failed = ignore
    connection_checked_out = connection_checked_in = ignore


def client_of(app: Flask, db: MongoKit) -> Any:
    """Return the client that a fresh context of an application uses."""
    with app.app_context():
        return db.client


def test_contexts_share_one_connection(app: Flask, db: MongoKit) -> None:
    """Context after context uses the same client, and the same connection of it."""
    pool = Pool()
    app.config["MONGODB_OPTIONS"] = {"event_listeners": [pool]}
    for _ in range(20):
        with app.app_context():
            db.posts.insert_one({})
    assert pool.opened == 1


def test_nothing_is_made_before_the_first_use(app: Flask, db: MongoKit) -> None:
    """Neither init_app nor a context makes a client."""
    with app.app_context():
        assert list(db._clients[app]) == []
        db.connect()
        assert list(db._clients[app]) == [db.client]


def test_threads_share_one_client(app: Flask, db: MongoKit) -> None:
    """Threads that connect at the same moment get the same client."""
    barrier = threading.Barrier(THREADS)

    def use(number: int) -> object:
        with app.app_context():
            barrier.wait()
            db.posts.insert_one({"number": number})
            return db.client

    with ThreadPoolExecutor(THREADS) as threads:
        clients = list(threads.map(use, range(THREADS)))
    assert all(client is clients[0] for client in clients)
    with app.app_context():
        assert db.posts.count_documents({}) == THREADS


def test_each_configuration_has_its_client(app: Flask, db: MongoKit) -> None:
    """Other settings get another client, and the first ones their own again."""
    first = client_of(app, db)
    app.config["MONGODB_TZ_AWARE"] = True
    second = client_of(app, db)
    app.config["MONGODB_TZ_AWARE"] = False
    assert first is not second
    assert client_of(app, db) is first


def test_another_database_needs_no_other_client(app: Flask, db: MongoKit) -> None:
    """Only the database changes, so the client stays."""
    first = client_of(app, db)
    app.config["MONGODB_DATABASE"] = "other"
    assert client_of(app, db) is first


def test_each_application_has_its_client(make_app: MakeApp) -> None:
    """Applications that share an object share no client."""
    db = MongoKit()
    apps = [make_app(), make_app()]
    for app in apps:
        db.init_app(app)
    first, second = (client_of(app, db) for app in apps)
    assert first is not second


def test_close(app: Flask, db: MongoKit) -> None:
    """After close the old client is of no use, and the next use makes a new one."""
    with app.app_context():
        db.connect()
        closed = db.client
        db.close()
        assert not db.connected
        assert db.posts.count_documents({}) == 0
        assert db.client is not closed
    with pytest.raises(InvalidOperation, match="Cannot use MongoClient after close"):
        closed.admin.command("ping")


def test_close_is_seen_in_every_context(app: Flask, db: MongoKit) -> None:
    """A context that was connected before another one closed connects anew."""
    with app.app_context():
        assert db.posts.count_documents({}) == 0
        with app.app_context():
            db.close()
        assert db.posts.count_documents({}) == 0


def test_disconnect_leaves_the_client_open(app: Flask, db: MongoKit) -> None:
    """Disconnecting a context closes nothing."""
    with app.app_context():
        client = db.client
        db.disconnect()
        assert client.admin.command("ping")["ok"] == 1


def test_right_credentials(make_app: MakeApp, secured: Settings) -> None:
    """A user may work in the database that knows it; settings may come late."""
    app = make_app()
    db = MongoKit(app)
    app.config |= secured
    with app.app_context():
        x = secrets.token_hex(6)
        db.posts.insert_one({"x": x})
        assert db.posts.count_documents({"x": x}) == 1
        with pytest.raises(OperationFailure, match="not authorized on admin"):
            db.client.admin.posts.find_one()


def test_credentials_are_tried_once(
    make_app: MakeApp, secured: Settings, commands: Any
) -> None:
    """The server is asked about credentials once for a client, and else never."""
    with_user = make_app(**secured, MONGODB_OPTIONS={"event_listeners": [commands]})
    without = make_app(MONGODB_OPTIONS={"event_listeners": [commands]})
    db = MongoKit(with_user)
    db.init_app(without)
    for app in (with_user, without, with_user, without):
        with app.app_context():
            db.connect()
    assert commands.names.count("ping") == 1


def test_credentials_are_tried_once_for_all_databases(
    make_app: MakeApp, secured: Settings, commands: Any
) -> None:
    """Another database of the same client is no reason to ask again."""
    app = make_app(**secured, MONGODB_AUTH_SOURCE=secured["MONGODB_DATABASE"])
    app.config["MONGODB_OPTIONS"] = {"event_listeners": [commands]}
    db = MongoKit(app)
    for name in ("secured", "other", "secured"):
        app.config["MONGODB_DATABASE"] = name
        with app.app_context():
            db.connect()
            assert db.name == name
    assert commands.names.count("ping") == 1


@pytest.mark.parametrize(
    "config",
    [
        {"MONGODB_PASSWORD": "wrong"},
        {"MONGODB_PASSWORD": "with a control character\r"},
        {"MONGODB_USERNAME": "nobody"},
        {"MONGODB_AUTH_SOURCE": "admin"},
        {"MONGODB_DATABASE": "other"},
        {"MONGODB_URI": "with nobody", **dict.fromkeys(LOGIN)},
        {"MONGODB_OPTIONS": {"password": "wrong"}},
    ],
)
def test_wrong_credentials(
    make_app: MakeApp, secured: Settings, config: Settings
) -> None:
    """Connecting with wrong credentials fails itself, and leaves no client behind."""
    app = make_app(**(secured | config))
    if app.config.get("MONGODB_URI"):
        address = f"127.0.0.1:{secured['MONGODB_PORT']}"
        app.config["MONGODB_URI"] = f"mongodb://nobody:wrong@{address}"
    db = MongoKit(app)
    with app.app_context():
        for use in (db.connect, lambda: db.name):
            with pytest.raises(
                AuthenticationIncorrect, match=r"^Server authentication failed$"
            ):
                use()
        assert not db.connected
    assert list(db._clients[app]) == []


def test_wrong_credentials_beside_right_ones(
    make_app: MakeApp, secured: Settings
) -> None:
    """That the server knows one user proves nothing for another at its address."""
    app = make_app(**secured)
    db = MongoKit(app)
    right = client_of(app, db)
    app.config["MONGODB_PASSWORD"] = "wrong"
    with (
        app.app_context(),
        pytest.raises(AuthenticationIncorrect, match="Server authentication failed"),
    ):
        db.connect()
    app.config |= secured
    assert client_of(app, db) is right


def test_threads_with_wrong_credentials(make_app: MakeApp, secured: Settings) -> None:
    """Threads that try wrong credentials at the same moment are all told so."""
    app = make_app(**secured | {"MONGODB_PASSWORD": "wrong"})
    db = MongoKit(app)
    barrier = threading.Barrier(4)

    def use(_: int) -> None:
        with (
            app.app_context(),
            pytest.raises(AuthenticationIncorrect, match="authentication failed"),
        ):
            connect()

    def connect() -> None:
        barrier.wait()
        db.connect()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(4)))
    assert list(db._clients[app]) == []


def test_a_user_that_another_database_knows(
    make_app: MakeApp, secured: Settings
) -> None:
    """MONGODB_AUTH_SOURCE names the database that knows the user."""
    app = make_app(**secured, MONGODB_AUTH_SOURCE="secured")
    app.config["MONGODB_DATABASE"] = "other"
    db = MongoKit(app)
    with app.app_context():
        db.connect()
        assert db.name == "other"


def test_a_connection_string_that_names_the_database_of_the_user(
    make_app: MakeApp, secured: Settings
) -> None:
    """The database of MONGODB_URI is also the one that knows the user."""
    uri = f"mongodb://127.0.0.1:{secured['MONGODB_PORT']}/secured"
    app = make_app(**secured, MONGODB_URI=uri)
    app.config["MONGODB_DATABASE"] = "other"
    db = MongoKit(app)
    with app.app_context():
        db.connect()
        assert db.name == "secured"


def test_another_refusal_is_no_authentication_failure(
    make_app: MakeApp, secured: Settings
) -> None:
    """A refusal for another reason is passed on as it is."""
    app = make_app(**secured)
    app.config["MONGODB_OPTIONS"] = {"authMechanism": "PLAIN"}
    db = MongoKit(app)
    with (
        app.app_context(),
        pytest.raises(OperationFailure, match="PLAIN which is not enabled"),
    ):
        db.connect()


def test_credentials_without_a_server(
    make_app: MakeApp, secured: Settings, dead_port: int
) -> None:
    """Credentials that cannot be tried fail as an unreachable server does."""
    app = make_app(**secured | {"MONGODB_PORT": dead_port})
    app.config["MONGODB_OPTIONS"] = {"serverSelectionTimeoutMS": 50}
    db = MongoKit(app)
    with (
        app.app_context(),
        pytest.raises(UNREACHABLE_ERRORS, match=f"127.0.0.1:{dead_port}"),
    ):
        db.connect()


def test_a_client_closed_before_its_credentials_are_tried(secured: Settings) -> None:
    """A client that another thread closes meanwhile is replaced by a new one."""
    made: list[Connection] = []

    def close_the_first(client: Connection) -> None:
        made.append(client)
        if len(made) == 1:
            client.close()

    with closing(Clients(close_the_first)) as clients:
        database = clients.database(secured)
        assert database.client is made[1]
        assert list(clients) == [made[1]]


class CloseAtCommand(monitoring.CommandListener):
    """Closes what it is told to when a client sends a command."""

    def __init__(self) -> None:
        self.to_close: list[Clients] = []

    def started(self, _: monitoring.CommandStartedEvent) -> None:
        """Close them."""
        while self.to_close:
            self.to_close.pop().close()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the answer."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""


class CloseAtCheckOut(Pool):
    """Closes what it is told to when a client wants a connection of its pool."""

    def __init__(self) -> None:
        super().__init__()
        self.to_close: list[Clients] = []

    def connection_check_out_started(self, _: object) -> None:
        """Close them."""
        while self.to_close:
            self.to_close.pop().close()


@pytest.mark.parametrize("make_listener", [CloseAtCommand, CloseAtCheckOut])
def test_clients_closed_while_credentials_are_tried(
    secured: Settings, make_listener: type[CloseAtCommand | CloseAtCheckOut]
) -> None:
    """What another thread closes in between is neither remembered nor returned."""
    listener = make_listener()
    config = secured | {"MONGODB_OPTIONS": {"event_listeners": [listener]}}
    with closing(Clients(lambda _: None)) as clients:
        listener.to_close.append(clients)
        database = clients.database(config)
        assert database.command("ping")["ok"] == 1
        assert list(clients) == [database.client]
