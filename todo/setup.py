"""Makes a MongoDB ready for the site; can be done again at any time."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    Connection,
    OperationFailure,
    client_arguments,
    create_indexes,
)
from todo.extensions import db

__all__ = ["setup"]

ALREADY_INITIALIZED = 23
USER_EXISTS = 51003
PRIMARY_SECONDS = 30


def setup() -> Iterator[str]:
    """Do what is missing, in an application context, and yield a line for each step.

    With ``MONGODB_ROOT_USERNAME`` that user makes the replica set, where
    ``MONGODB_REPLICA_SET`` asks for one, and the site's own user.
    """
    config = current_app.config
    if config["MONGODB_ROOT_USERNAME"]:
        yield from _setup_as_root(config)
    for collection, name in create_indexes(db):
        yield f"Index {name} of {collection} is there."


def _setup_as_root(config: Mapping[str, Any]) -> Iterator[str]:
    root = {
        **config,
        "MONGODB_USERNAME": config["MONGODB_ROOT_USERNAME"],
        "MONGODB_PASSWORD": config["MONGODB_ROOT_PASSWORD"],
        "MONGODB_AUTH_SOURCE": "admin",
        "MONGODB_REPLICA_SET": None,
    }
    arguments = {**client_arguments(root), "directConnection": True}
    client = Connection(**arguments)
    with client:
        if config["MONGODB_REPLICA_SET"]:
            yield _make_replica_set(client, config)
        if config["MONGODB_USERNAME"]:
            yield _make_user(client, config)


def _make_replica_set(client: Connection, config: Mapping[str, Any]) -> str:
    name = config["MONGODB_REPLICA_SET"]
    host = f"{config['MONGODB_HOST']}:{config['MONGODB_PORT']}"
    members = [{"_id": 0, "host": host}]
    try:
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
    _wait_until_primary(client)
    return f"Replica set {name} is there."


def _wait_until_primary(client: Connection) -> None:
    deadline = time.monotonic() + PRIMARY_SECONDS
    while not client.admin.command("hello").get("isWritablePrimary"):
        if time.monotonic() > deadline:
            raise UNREACHABLE_ERRORS[0](
                f"the replica set has no primary after {PRIMARY_SECONDS} seconds"
            )
        time.sleep(0.1)


def _make_user(client: Connection, config: Mapping[str, Any]) -> str:
    name, database = config["MONGODB_USERNAME"], config["MONGODB_DATABASE"]
    source = client[config["MONGODB_AUTH_SOURCE"] or database]
    rights = {
        "pwd": config["MONGODB_PASSWORD"],
        "roles": [{"role": "readWrite", "db": database}],
    }
    try:
        source.command("createUser", name, **rights)
    except OperationFailure as error:
        if error.code != USER_EXISTS:
            raise
        source.command("updateUser", name, **rights)
    return f"User {name} may read and write {database}, and nothing else."
