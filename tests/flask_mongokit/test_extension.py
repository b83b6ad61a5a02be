"""Tests of the ``MongoKit`` object."""

import copy
import datetime
import gc
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.ctx import AppContext, RequestContext
from pymongo import ReadPreference
from pymongo.collection import Collection as PlainCollection
from pymongo.database import Database as PlainDatabase
from pymongo.errors import PyMongoError, ServerSelectionTimeoutError

import mongokit
from flask_mongokit import (
    SETTINGS,
    UNREACHABLE_ERRORS,
    BSONObjectIdConverter,
    Collection,
    ConfigurationError,
    Connection,
    Database,
    Document,
    MongoKit,
)

MakeApp = Callable[..., Flask]
MakeContext = Callable[[Flask], AbstractContextManager[AppContext | RequestContext]]

contexts = pytest.mark.parametrize(
    "context",
    [Flask.app_context, Flask.test_request_context],
    ids=["application", "request"],
)


class BlogPost(Document):
    """A document class with finders for views."""

    __collection__ = "posts"
    structure = {"title": str}


class PlainPost(mongokit.Document):
    """A document class of mongokit, without finders for views."""

    __collection__ = "posts"
    structure = {"title": str}


def test_an_application_is_set_up(app: Flask) -> None:
    """``init_app()`` registers the extension and the ObjectId converter."""
    db = MongoKit(app)
    assert app.extensions["mongokit"] is db
    assert app.url_map.converters["ObjectId"] is BSONObjectIdConverter


def test_defaults_keep_existing_values() -> None:
    """``init_app()`` sets defaults, but keeps existing values."""
    app = Flask("application")
    app.config["MONGODB_DATABASE"] = "mine"
    MongoKit(app)
    expected = {setting.name: setting.default for setting in SETTINGS}
    expected["MONGODB_DATABASE"] = "mine"
    assert {name: app.config[name] for name in expected} == expected


def test_applications_share_no_defaults() -> None:
    """Applications do not share mutable defaults."""
    db = MongoKit()
    first, second = Flask("first"), Flask("second")
    db.init_app(first)
    db.init_app(second)
    first.config["MONGODB_OPTIONS"]["maxPoolSize"] = 1
    assert second.config["MONGODB_OPTIONS"] == {}


def test_init_app_twice(app: Flask) -> None:
    """``init_app()`` can be called twice with the same application."""
    db = MongoKit(app)
    db.init_app(app)
    assert len(app.teardown_appcontext_funcs) == 1


def test_two_objects_for_one_application(app: Flask, db: MongoKit) -> None:
    """Creating a second object for the same application raises an error."""
    with pytest.raises(RuntimeError, match="has a MongoKit object already: import"):
        MongoKit(app)
    assert app.extensions["mongokit"] is db


@contexts
def test_each_context_starts_disconnected(
    app: Flask, db: MongoKit, context: MakeContext
) -> None:
    """Each context starts disconnected, even after one that was connected."""
    seen = []
    for step in (db.connect, db.disconnect, db.disconnect, db.connect):
        with context(app):
            seen.append(db.connected)
            step()
            seen.append(db.connected)
    assert seen == [False, True, False, False, False, False, False, True]
    with context(app):
        db.connect()
        db.disconnect()
        assert not db.connected


@contexts
@pytest.mark.parametrize(
    "use",
    [
        lambda db: db.name,
        lambda db: db["posts"],
        lambda db: db.posts,
        lambda db: db.BlogPost,
        lambda db: db.list_collection_names(),
    ],
    ids=["name", "item", "attribute", "handle", "method"],
)
def test_any_use_connects(
    app: Flask, db: MongoKit, context: MakeContext, use: Callable[[MongoKit], object]
) -> None:
    """Any use of the database connects the context."""
    db.register(BlogPost)
    with context(app):
        use(db)
        assert db.connected


def test_the_end_of_a_request_disconnects(app: Flask, db: MongoKit) -> None:
    """The context of a request is disconnected when the request ends."""
    seen: list[bool] = []

    @app.get("/")
    def show_all() -> str:
        seen.append(db.connected)
        return str(db.posts.count_documents({}))

    web = app.test_client()
    assert [web.get("/").text for _ in range(2)] == ["0", "0"]
    assert seen == [False, False]


def test_outside_a_context(db: MongoKit) -> None:
    """Outside a context, using the database raises Flask's error."""
    for work in (db.connect, db.close, lambda: db.name, lambda: db["posts"]):
        with pytest.raises(RuntimeError, match="outside of application context"):
            work()
    assert not db.connected
    db.disconnect()


def test_without_an_application(app: Flask) -> None:
    """Without an application, the error message suggests ``init_app()``."""
    db = MongoKit()
    with pytest.raises(RuntimeError, match=r"no application: call its init_app\(\)"):
        db.connect()
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match=r"no application: call its init_app\(\)"),
    ):
        db.connect()


def test_in_the_context_of_another_application(make_app: MakeApp) -> None:
    """An object ignores the connection of another object's application."""
    first, second = make_app(), make_app()
    db, other = MongoKit(first), MongoKit(second)
    with second.app_context():
        other.connect()
        assert not db.connected
        db.disconnect()
        assert other.connected
        with pytest.raises(RuntimeError, match=r"does not know <Flask 'application'>"):
            db["posts"]


@pytest.mark.parametrize("name", ["_x", "__html__", "__deepcopy__", "_repr_html_"])
def test_names_with_an_underscore_do_not_connect(
    app: Flask, db: MongoKit, name: str
) -> None:
    """Reading an attribute with a leading underscore does not connect."""
    assert not hasattr(db, name)
    with app.app_context():
        with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
            getattr(db, name)
        assert not db.connected
    assert copy.copy(db).registered_documents is db.registered_documents


def test_the_database_has_the_types_of_mongokit(app: Flask, db: MongoKit) -> None:
    """Database, collections and client have MongoKit's types."""
    with app.app_context():
        assert db["posts"] == db.posts
        assert isinstance(db["posts"], Collection)
        assert isinstance(db["posts"], PlainCollection)
        assert isinstance(db["_posts"], Collection)
        assert isinstance(db.posts.database, Database)
        assert isinstance(db.client, Connection)
        assert db.name == app.config["MONGODB_DATABASE"]
        assert db.command("ping")["ok"] == 1


def test_register_returns_what_it_is_given() -> None:
    """``register()`` returns a single class, or all registered classes for a list."""
    db = MongoKit()
    assert db.register(BlogPost) is BlogPost
    assert db.register([PlainPost, BlogPost]) is db.registered_documents
    assert db.registered_documents == [BlogPost, PlainPost]


def test_registered_documents_have_handles(app: Flask, db: MongoKit) -> None:
    """A registered class has a handle, with finders if it extends this ``Document``."""
    db.register([BlogPost, PlainPost])
    with app.app_context():
        db.BlogPost({"title": "First"}).save()
        assert isinstance(db.BlogPost.find_one(), BlogPost)
        assert isinstance(db.posts.PlainPost.find_one(), PlainPost)
        assert {"get_or_404", "find_one_or_404"} <= set(dir(db.BlogPost))
        assert not {"get_or_404", "find_one_or_404"} & set(dir(db.PlainPost))


def test_handles_by_class(make_app: MakeApp) -> None:
    """``db[BlogPost]`` is the handle in the database of the current application."""
    db = MongoKit()
    first, second = make_app(), make_app()
    db.init_app(first)
    db.init_app(second)
    db.register([BlogPost])
    with pytest.raises(RuntimeError, match="outside of application context"):
        db[BlogPost]
    with first.app_context():
        assert db[BlogPost] is db.BlogPost
        assert db[BlogPost].find_one() is None
        in_first = db[BlogPost]
        with pytest.raises(TypeError, match=r"PlainPost'> is not registered: call"):
            db[PlainPost]
    with second.test_request_context():
        assert db[BlogPost] is db.BlogPost is not in_first


def test_registering_takes_effect_at_once(make_app: MakeApp) -> None:
    """A class is registered with all applications, even connected ones."""
    db = MongoKit()
    first, second = make_app(), make_app()
    db.init_app(first)
    db.init_app(second)
    with first.app_context():
        before = db.BlogPost
        db.register(BlogPost)
        after = db.BlogPost
    assert isinstance(before, Collection)
    assert isinstance(after, BlogPost)
    with second.app_context():
        assert isinstance(db.BlogPost, BlogPost)


@pytest.mark.parametrize("wrong", [int, ["BlogPost"], [BlogPost, dict]])
def test_only_document_classes_can_be_registered(wrong: Any) -> None:
    """``register()`` rejects anything but document classes."""
    with pytest.raises(TypeError, match=r"register\(\) takes a document class"):
        MongoKit().register(wrong)


def test_each_context_has_the_database_of_its_application(
    make_app: MakeApp, database: PlainDatabase[dict[str, Any]]
) -> None:
    """One object serves several applications, even in nested contexts."""
    db = MongoKit()
    first = make_app(MONGODB_DATABASE=f"{database.name}_1")
    second = make_app(MONGODB_DATABASE=f"{database.name}_2")
    db.init_app(first)
    db.init_app(second)
    with first.app_context():
        assert db.name == f"{database.name}_1"
        with second.test_request_context():
            assert not db.connected
            assert db.name == f"{database.name}_2"
        assert db.name == f"{database.name}_1"
        assert db.connected


def test_settings_are_read_on_first_use(app: Flask, db: MongoKit) -> None:
    """Settings are read on the first use after ``init_app()`` or ``close()``."""
    for options in ({"appname": "first"}, {"appname": "second"}):
        app.config["MONGODB_OPTIONS"].clear()
        app.config["MONGODB_OPTIONS"].update(options)
        app.config["MONGODB_DATABASE"] = f"settings_{options['appname']}"
        with app.app_context():
            assert db.name == app.config["MONGODB_DATABASE"]
            assert db.client.options.pool_options.appname == options["appname"]
            db.close()


@pytest.mark.parametrize("path", ["", "/of_uri"])
def test_a_connection_string_may_name_the_database(
    app: Flask, db: MongoKit, path: str
) -> None:
    """The database in ``MONGODB_URI``, if any, overrides ``MONGODB_DATABASE``."""
    app.config["MONGODB_URI"] = (
        f"mongodb://127.0.0.1:{app.config['MONGODB_PORT']}{path}"
    )
    with app.app_context():
        assert db.name == (path[1:] or app.config["MONGODB_DATABASE"])


def test_reading_from_secondaries(app: Flask, db: MongoKit) -> None:
    """``MONGODB_SLAVE_OKAY`` sets the read preference to ``secondaryPreferred``."""
    app.config["MONGODB_SLAVE_OKAY"] = True
    with app.app_context():
        assert db.posts.read_preference == ReadPreference.SECONDARY_PREFERRED
        assert db.posts.find_one() is None


@pytest.mark.parametrize(
    ("is_aware", "zone"), [(True, "UTC"), (False, None)], ids=["aware", "naive"]
)
def test_time_zones(
    app: Flask,
    db: MongoKit,
    is_aware: bool,  # noqa: FBT001  a parametrized argument
    zone: str | None,
) -> None:
    """``MONGODB_TZ_AWARE`` decides whether times are loaded with a time zone."""
    app.config["MONGODB_TZ_AWARE"] = is_aware
    with app.app_context():
        db.posts.insert_one({"time": datetime.datetime.now(datetime.UTC)})
        assert db.posts.find_one()["time"].tzname() == zone


def test_invalid_settings(app: Flask, db: MongoKit) -> None:
    """Invalid settings and options raise an error on first use."""
    app.config["MONGODB_PORT"] = "mongo"
    with (
        app.app_context(),
        pytest.raises(ConfigurationError, match="MONGODB_PORT must be a number"),
    ):
        db.connect()
    app.config["MONGODB_PORT"] = 27017
    app.config["MONGODB_OPTIONS"] = {"maxPoolSise": 5}
    with (
        app.app_context(),
        pytest.raises(ConfigurationError, match=r"pymongo rejects .*maxPoolSise"),
    ):
        db.connect()


def test_no_server_is_reachable(app: Flask, db: MongoKit, dead_port: int) -> None:
    """If no server is reachable, the first command's error contains host and port."""
    app.config["MONGODB_PORT"] = dead_port
    app.config["MONGODB_OPTIONS"] = {"serverSelectionTimeoutMS": 50}
    with app.app_context():
        db.connect()
        assert issubclass(ServerSelectionTimeoutError, UNREACHABLE_ERRORS)
        with pytest.raises(UNREACHABLE_ERRORS, match=f"127.0.0.1:{dead_port}"):
            db.posts.find_one()


def test_the_limit_of_an_operation(app: Flask, db: MongoKit, dead_port: int) -> None:
    """``MONGODB_TIMEOUT_MS`` also limits the wait for a server."""
    app.config["MONGODB_PORT"] = dead_port
    app.config["MONGODB_TIMEOUT_MS"] = 50
    with (
        app.app_context(),
        pytest.raises(PyMongoError, match=f"127.0.0.1:{dead_port}") as caught,
    ):
        db.posts.insert_one({})
    assert caught.value.timeout
    assert isinstance(caught.value, UNREACHABLE_ERRORS)


def test_applications_can_be_garbage_collected() -> None:
    """The object holds no strong reference to an application."""
    db = MongoKit()
    app = Flask("application")
    db.init_app(app)
    reference = weakref.ref(app)
    del app
    gc.collect()
    assert reference() is None
    with pytest.raises(RuntimeError, match="no application"):
        db.connect()
