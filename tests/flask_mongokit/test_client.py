"""Tests of the client that an application has in each process."""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase
from pymongo.errors import (
    AutoReconnect,
    InvalidOperation,
    OperationFailure,
    PyMongoError,
)

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    Connection,
    MongoKit,
    client,
    make_client,
)
from flask_mongokit.client import ApplicationClient

THREADS = 16
LOGIN = ("MONGODB_USERNAME", "MONGODB_PASSWORD")

MakeApp = Callable[..., Flask]
Settings = dict[str, Any]


class Pool(monitoring.ConnectionPoolListener):
    """A listener that counts the connections that clients open."""

    def __init__(self) -> None:
        self.opened = 0

    def connection_created(self, _: monitoring.ConnectionCreatedEvent) -> None:
        """Count a connection."""
        self.opened += 1

    def ignore(self, event: object) -> None:
        """Ignore the event."""

    pool_created = pool_ready = pool_cleared = pool_closed = ignore
    connection_ready = connection_closed = ignore
    connection_check_out_started = connection_check_out_failed = ignore
    connection_checked_out = connection_checked_in = ignore


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """Return a list to which every created client is added."""
    made: list[Connection] = []

    def record(arguments: Settings) -> Connection:
        made.append(make_client(arguments))
        return made[-1]

    monkeypatch.setattr(client, "make_client", record)
    return made


def client_of(app: Flask, db: MongoKit) -> Any:
    """Return the client that a new context of an application uses."""
    with app.app_context():
        return db.client


def is_closed(client: Connection) -> bool:
    """Return whether a client has been closed."""
    with pytest.raises(PyMongoError) as caught:
        client.admin.command("ping")
    return "Cannot use MongoClient after close" in str(caught.value)


def test_contexts_share_one_connection(app: Flask, db: MongoKit) -> None:
    """Successive contexts share the client and a single connection of its pool."""
    pool = Pool()
    app.config["MONGODB_OPTIONS"] = {"event_listeners": [pool]}
    for _ in range(20):
        with app.app_context():
            db.posts.insert_one({})
    assert pool.opened == 1


def test_the_client_is_made_on_first_use(
    app: Flask, db: MongoKit, made: list[Connection]
) -> None:
    """Neither ``init_app()`` nor a context creates a client; the first use does."""
    with app.app_context():
        assert made == []
        db.connect()
        assert made == [db.client]
    assert client_of(app, db) is made[0]
    assert len(made) == 1


def test_settings_can_be_checked_early(
    app: Flask, db: MongoKit, made: list[Connection]
) -> None:
    """``check_settings()`` creates the client for later use but does not connect."""
    pool = Pool()
    app.config["MONGODB_OPTIONS"] = {"event_listeners": [pool]}
    db.check_settings(app)
    assert pool.opened == 0
    assert made == [client_of(app, db)]


def test_check_settings_reports_problems(app: Flask, db: MongoKit) -> None:
    """``check_settings()`` raises the error that the first use would raise."""
    app.config["MONGODB_OPTIONS"] = {"maxPoolSise": 5}
    with pytest.raises(ConfigurationError, match="Unknown option: maxPoolSise"):
        db.check_settings(app)
    with pytest.raises(RuntimeError, match="does not know <Flask 'other'>"):
        db.check_settings(Flask("other"))


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


def test_a_changed_configuration_takes_effect_after_close(
    app: Flask, db: MongoKit
) -> None:
    """The client keeps its settings until it is closed."""
    first = client_of(app, db)
    name = app.config["MONGODB_DATABASE"]
    app.config |= {"MONGODB_TZ_AWARE": True, "MONGODB_DATABASE": "other"}
    with app.app_context():
        assert db.client is first
        assert db.name == name
        assert db.client.codec_options.tz_aware is False
        db.close()
        assert db.client is not first
        assert db.name == "other"
        assert db.client.codec_options.tz_aware is True


def test_each_application_has_its_client(make_app: MakeApp) -> None:
    """Applications that share a MongoKit object have separate clients."""
    db = MongoKit()
    apps = [make_app(), make_app()]
    for app in apps:
        db.init_app(app)
    first, second = (client_of(app, db) for app in apps)
    assert first is not second


def test_close(app: Flask, db: MongoKit) -> None:
    """``close()`` closes the client, and the next use creates a new one."""
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
    """If another context closes the client, a connected context connects again."""
    with app.app_context():
        assert db.posts.count_documents({}) == 0
        with app.app_context():
            db.close()
        assert db.posts.count_documents({}) == 0


def test_disconnect_leaves_the_client_open(app: Flask, db: MongoKit) -> None:
    """Disconnecting a context does not close the client."""
    with app.app_context():
        client = db.client
        db.disconnect()
        assert client.admin.command("ping")["ok"] == 1


def test_right_credentials(make_app: MakeApp, secured: Settings) -> None:
    """Credentials give access to the user's own database only."""
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
    """A client tries its credentials once; one without credentials sends no ping."""
    with_user = make_app(**secured, MONGODB_OPTIONS={"event_listeners": [commands]})
    without = make_app(MONGODB_OPTIONS={"event_listeners": [commands]})
    db = MongoKit(with_user)
    db.init_app(without)
    for app in (with_user, without, with_user, without):
        with app.app_context():
            db.connect()
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
    make_app: MakeApp, secured: Settings, config: Settings, made: list[Connection]
) -> None:
    """Connecting with wrong credentials fails at once and closes the client."""
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
    assert [is_closed(client) for client in made] == [True, True]


def test_corrected_credentials(make_app: MakeApp, secured: Settings) -> None:
    """After failed authentication, the next use reads the settings again."""
    app = make_app(**secured | {"MONGODB_PASSWORD": "wrong"})
    db = MongoKit(app)
    with app.app_context():
        with pytest.raises(AuthenticationIncorrect, match="authentication failed"):
            db.connect()
        app.config |= secured
        assert db.posts.find_one({"missing": True}) is None


def test_credentials_are_tried_again_after_close(
    make_app: MakeApp, secured: Settings
) -> None:
    """After ``close()``, changed credentials are checked again."""
    app = make_app(**secured)
    db = MongoKit(app)
    with app.app_context():
        db.connect()
        app.config["MONGODB_PASSWORD"] = "wrong"
        db.close()
        with pytest.raises(AuthenticationIncorrect, match="authentication failed"):
            db.connect()


def test_threads_with_wrong_credentials(
    make_app: MakeApp, secured: Settings, made: list[Connection]
) -> None:
    """Threads that try wrong credentials at the same moment all get an error."""
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
    assert all(is_closed(client) for client in made)


def test_a_paused_pool(
    make_app: MakeApp, secured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread tries again if an attempt of another thread paused its connections."""
    errors = [AutoReconnect("127.0.0.1: connection pool paused")]
    command = PlainDatabase.command

    def fail_once(*args: Any, **kwargs: Any) -> Any:
        if errors:
            raise errors.pop()
        return command(*args, **kwargs)

    monkeypatch.setattr(PlainDatabase, "command", fail_once)
    app = make_app(**secured)
    db = MongoKit(app)
    with app.app_context():
        db.connect()
        assert db.connected
    assert errors == []


@pytest.mark.parametrize(
    ("config", "path", "name"),
    [({"MONGODB_AUTH_SOURCE": "secured"}, "", "other"), ({}, "/secured", "secured")],
    ids=["auth source", "connection string"],
)
def test_a_user_of_another_database(
    make_app: MakeApp, secured: Settings, config: Settings, path: str, name: str
) -> None:
    """``MONGODB_AUTH_SOURCE`` or ``MONGODB_URI`` sets the authentication database."""
    uri = f"mongodb://127.0.0.1:{secured['MONGODB_PORT']}{path}"
    app = make_app(**secured, **config, MONGODB_URI=uri)
    app.config["MONGODB_DATABASE"] = "other"
    db = MongoKit(app)
    with app.app_context():
        db.connect()
        assert db.name == name


def test_a_rejected_mechanism_is_not_an_authentication_failure(
    make_app: MakeApp, secured: Settings
) -> None:
    """If the server rejects the mechanism, the driver's error is raised."""
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
    """If no server is reachable, connecting raises one of ``UNREACHABLE_ERRORS``."""
    app = make_app(**secured | {"MONGODB_PORT": dead_port})
    app.config["MONGODB_OPTIONS"] = {"serverSelectionTimeoutMS": 50}
    db = MongoKit(app)
    with (
        app.app_context(),
        pytest.raises(UNREACHABLE_ERRORS, match=f"127.0.0.1:{dead_port}"),
    ):
        db.connect()


def test_a_client_closed_before_its_credentials_are_tried(
    secured: Settings, made: list[Connection]
) -> None:
    """A client closed before its credentials are tried is replaced."""

    class ClosesFirst(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            made[0].close()
            return super().__iter__()

    with closing(ApplicationClient(secured, ClosesFirst())) as application_client:
        database = application_client.connect()
        assert database.client is made[1]
        assert len(made) == 2


class CloseAtCommand(monitoring.CommandListener):
    """A listener that closes clients when a command is sent."""

    def __init__(self) -> None:
        self.to_close: list[ApplicationClient] = []

    def started(self, _: monitoring.CommandStartedEvent) -> None:
        """Close the clients."""
        while self.to_close:
            self.to_close.pop().close()

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Ignore the reply."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Ignore the failure."""


class CloseAtCheckOut(Pool):
    """A listener that closes clients when a connection is about to be checked out."""

    def __init__(self) -> None:
        super().__init__()
        self.to_close: list[ApplicationClient] = []

    def connection_check_out_started(self, _: object) -> None:
        """Close the clients."""
        while self.to_close:
            self.to_close.pop().close()


@pytest.mark.parametrize("make_listener", [CloseAtCommand, CloseAtCheckOut])
def test_clients_closed_while_credentials_are_tried(
    secured: Settings, make_listener: type[CloseAtCommand | CloseAtCheckOut]
) -> None:
    """A client closed while its credentials are tried is replaced."""
    listener = make_listener()
    config = secured | {"MONGODB_OPTIONS": {"event_listeners": [listener]}}
    with closing(ApplicationClient(config, [])) as application_client:
        listener.to_close.append(application_client)
        database = application_client.connect()
        assert database.command("ping")["ok"] == 1
        assert application_client.database is database
