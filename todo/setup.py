"""Makes a MongoDB ready for the site; can be done again at any time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import current_app

from flask_mongokit import (
    ConfigurationError,
    Connection,
    OperationFailure,
    client_arguments,
    create_indexes,
)
from todo.extensions import db
from todo.migrations import date_old_tasks, index_old_tasks

__all__ = ["setup"]

AUTHENTICATION_FAILED = 18
ALREADY_INITIALIZED = 23
USER_EXISTS = 51003
ELECTION_MS = 30_000
ROOT_IS_REFUSED = (
    "MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD: they must be "
    "those of a user who may create users."
)


def setup() -> Iterator[str]:
    """Do what is missing, in an application context, and yield a line for each step.

    With ``MONGODB_ROOT_PASSWORD`` that user makes the replica set, where the server
    was started for one, and the site's own user.

    :raises ConfigurationError: the server refuses that user.
    """
    config = current_app.config
    if config["MONGODB_ROOT_PASSWORD"]:
        yield from _setup_as_root(config)
    for collection, name in create_indexes(db):
        yield f"Index {name} of {collection} is there."
    dated = date_old_tasks()
    if dated:
        yield f"Tasks that had no time, and have that of their id now: {dated}."
    found = index_old_tasks()
    if found:
        yield f"Tasks that the search did not find, and finds now: {found}."


def _setup_as_root(config: Mapping[str, Any]) -> Iterator[str]:
    arguments = client_arguments(
        {
            **config,
            "MONGODB_USERNAME": config["MONGODB_ROOT_USERNAME"],
            "MONGODB_PASSWORD": config["MONGODB_ROOT_PASSWORD"],
            "MONGODB_AUTH_SOURCE": "admin",
            "MONGODB_REPLICA_SET": None,
        }
    )
    if not config["MONGODB_URI"]:
        yield from _make_replica_set(arguments, config)
    if config["MONGODB_USERNAME"]:
        yield _make_user(arguments, config)


@contextmanager
def _as_root(arguments: Mapping[str, Any]) -> Iterator[Connection]:
    client = Connection(**arguments)
    try:
        with client:
            yield client
    except OperationFailure as error:
        if error.code != AUTHENTICATION_FAILED:
            raise
        raise ConfigurationError([ROOT_IS_REFUSED]) from error


def _make_replica_set(
    arguments: Mapping[str, Any], config: Mapping[str, Any]
) -> Iterator[str]:
    hosts = [host.strip() for host in config["MONGODB_HOST"].split(",")]
    direct = {**arguments, "host": hosts[0], "directConnection": True}
    with _as_root(direct) as client:
        name = _missing_set(client) and (
            config["MONGODB_REPLICA_SET"] or _intended_set(client)
        )
        if name:
            _initiate(client, name, hosts, config["MONGODB_PORT"])
            yield f"Replica set {name} is made."


def _missing_set(client: Connection) -> bool:
    hello = client.admin.command("hello")
    return bool(hello.get("isreplicaset")) and "setName" not in hello


def _intended_set(client: Connection) -> str:
    options = client.admin.command("getCmdLineOpts")["parsed"]["replication"]
    return str(options.get("replSet") or options["replSetName"])


def _initiate(client: Connection, name: str, hosts: list[str], port: int) -> None:
    members = [
        {"_id": number, "host": host if ":" in host else f"{host}:{port}"}
        for number, host in enumerate(hosts)
    ]
    try:
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise


def _make_user(arguments: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    name = config["MONGODB_USERNAME"]
    patient = {"serverSelectionTimeoutMS": ELECTION_MS, "timeoutMS": ELECTION_MS}
    with _as_root({**arguments, **patient}) as client:
        database = client.get_default_database(config["MONGODB_DATABASE"]).name
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
