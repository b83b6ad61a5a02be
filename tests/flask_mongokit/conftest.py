"""Fixtures: applications on a real MongoDB, with and without authentication."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pymongo
import pytest
from flask import Flask
from pymongo.database import Database as PlainDatabase

from flask_mongokit import MongoKit
from standalone import EmbeddedMongod

ROOT: dict[str, Any] = {"username": "root", "password": "root password"}
USER: dict[str, Any] = {"username": "writer", "password": "writer's p@ss/word: 1234"}
SECURED_DATABASE = "secured"

MakeApp = Callable[..., Flask]
RunMongod = Callable[..., AbstractContextManager[int]]


@pytest.fixture
def make_app(
    mongod: EmbeddedMongod, database: PlainDatabase[dict[str, Any]]
) -> Iterator[MakeApp]:
    """Return a factory for applications; their clients are closed afterwards."""
    made: list[Flask] = []

    def make(**config: object) -> Flask:
        app = Flask("application")
        app.config["MONGODB_HOST"] = "127.0.0.1"
        app.config["MONGODB_PORT"] = mongod.port
        app.config["MONGODB_DATABASE"] = database.name
        app.config |= config
        made.append(app)
        return app

    yield make
    for app in made:
        if "mongokit" in app.extensions:
            with app.app_context():
                app.extensions["mongokit"].close()


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """Return an application without a MongoKit object."""
    return make_app()


@pytest.fixture
def db(app: Flask) -> MongoKit:
    """Return the application's MongoKit object."""
    return MongoKit(app)


@pytest.fixture(scope="session")
def secured_server(
    run_mongod: RunMongod, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Return the port of a server with authentication and two users."""
    with run_mongod(tmp_path_factory.mktemp("secured"), "--auth") as port:
        make_users(port)
        yield port


@pytest.fixture
def secured(secured_server: int) -> dict[str, Any]:
    """Return the settings for the secured server."""
    return {
        "MONGODB_HOST": "127.0.0.1",
        "MONGODB_PORT": secured_server,
        "MONGODB_DATABASE": SECURED_DATABASE,
        "MONGODB_USERNAME": USER["username"],
        "MONGODB_PASSWORD": USER["password"],
    }


def make_users(port: int) -> None:
    """Create two users; the server lets the first be created without a login."""
    client: pymongo.MongoClient[dict[str, Any]]
    with pymongo.MongoClient("127.0.0.1", port) as client:
        client.admin.command(
            "createUser", ROOT["username"], pwd=ROOT["password"], roles=["root"]
        )
    with pymongo.MongoClient("127.0.0.1", port, **ROOT) as client:
        client[SECURED_DATABASE].command(
            "createUser",
            USER["username"],
            pwd=USER["password"],
            roles=["readWrite"],
            mechanisms=["SCRAM-SHA-256"],
        )


@pytest.fixture
def dead_port() -> Iterator[int]:
    """Reserve and return a port on 127.0.0.1 that nothing listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]
