"""Makes a MongoDB ready for the site; can be done again at any time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from flask import current_app

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    ConfigurationError,
    Connection,
    Database,
    ErrorCode,
    OperationFailure,
    addresses,
    client_arguments,
    create_indexes,
    make_client,
    timeout,
)
from todo.extensions import db
from todo.tasks.migrations import add_search_words, date_undated_tasks

__all__ = ["setup"]

ELECTION_MS = 30_000
LONGEST_STEP_SECONDS = 3600
ROOT_IS_REFUSED = (
    "MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD: they must be "
    "those of a user who may create users."
)
ROOT_IS_THE_SITE = (
    "MONGODB_USERNAME and MONGODB_ROOT_USERNAME name the same user, who would lose the "
    "right to create users: give the site a user of its own."
)
FORBIDDEN_CHARACTER = (
    "MONGODB_PASSWORD has a character that no password may have, such as a control "
    "character."
)


def setup() -> Iterator[str]:
    """Do what is missing, in an application context, and yield a line for each step.

    With ``MONGODB_ROOT_PASSWORD`` that user makes the replica set, where
    ``MONGODB_HOST`` names servers that were started for one, and the site's own user.

    :raises ConfigurationError: the server refuses that user.
    """
    config = current_app.config
    if config["MONGODB_ROOT_PASSWORD"]:
        yield from _setup_as_root(config)
    created, dated, found = _setup_as_site()
    for collection, name in created:
        yield f"Index {name} of {collection} is there."
    if dated:
        yield f"Tasks that had no time, and have that of their id now: {dated}."
    if found:
        yield f"Tasks that the search did not find, and finds now: {found}."


def _setup_as_site() -> tuple[list[tuple[str, str]], int, int]:
    db.command("ping")  # a server that is away is not waited for as long as an index
    with timeout(LONGEST_STEP_SECONDS):
        return create_indexes(db), date_undated_tasks(), add_search_words()


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
    if "://" not in str(arguments["host"]):
        name = _make_replica_set(arguments, addresses(config))
        if name:
            yield f"Replica set {name} is made."
    if config["MONGODB_USERNAME"]:
        yield _make_user(arguments, config)


@contextmanager
def _as_root(arguments: Mapping[str, Any]) -> Iterator[Connection]:
    client = make_client(arguments)
    try:
        with client:
            yield client
    except ValueError as error:  # a character that no password may have
        raise ConfigurationError([ROOT_IS_REFUSED]) from error
    except OperationFailure as error:
        if error.code not in {ErrorCode.AUTHENTICATION_FAILED, ErrorCode.UNAUTHORIZED}:
            raise
        raise ConfigurationError([ROOT_IS_REFUSED]) from error


def _make_replica_set(arguments: Mapping[str, Any], nodes: Sequence[str]) -> str | None:
    """Make it at the first server that answers; return its name if there was none."""
    for node in nodes[:-1]:
        with suppress(*UNREACHABLE_ERRORS):
            return _make_replica_set_at(node, arguments, nodes)
    return _make_replica_set_at(nodes[-1], arguments, nodes)


def _make_replica_set_at(
    node: str, arguments: Mapping[str, Any], nodes: Sequence[str]
) -> str | None:
    direct = {**arguments, "host": node, "directConnection": True}
    with _as_root(direct) as client:
        if not _lacks_set(client):
            return None
        name = current_app.config["MONGODB_REPLICA_SET"] or _intended_set(client)
        return name if _initiate(client, name, nodes) else None


def _lacks_set(client: Connection) -> bool:
    hello = client.admin.command("hello")
    return bool(hello.get("isreplicaset")) and "setName" not in hello


def _intended_set(client: Connection) -> str:
    options = client.admin.command("getCmdLineOpts")["parsed"]["replication"]
    return str(options.get("replSet") or options["replSetName"])


def _initiate(client: Connection, name: str, nodes: Sequence[str]) -> bool:
    """Tell whether it was this that made the set, not somebody else meanwhile."""
    members = [{"_id": number, "host": node} for number, node in enumerate(nodes)]
    try:
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    except OperationFailure as error:
        if error.code != ErrorCode.ALREADY_INITIALIZED:
            raise
        return False
    return True


def _make_user(arguments: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    name = config["MONGODB_USERNAME"]
    patient = {"serverSelectionTimeoutMS": ELECTION_MS, "timeoutMS": ELECTION_MS}
    with _as_root({**arguments, **patient}) as client:
        database = client.get_default_database(config["MONGODB_DATABASE"]).name
        source = client[config["MONGODB_AUTH_SOURCE"] or database]
        if (name, source.name) == (config["MONGODB_ROOT_USERNAME"], "admin"):
            raise ConfigurationError([ROOT_IS_THE_SITE])
        roles = [{"role": "readWrite", "db": database}]
        _give_user(source, name, pwd=config["MONGODB_PASSWORD"], roles=roles)
    return f"User {name} may read and write {database}, and nothing else."


def _give_user(source: Database, name: str, **properties: Any) -> None:
    try:
        source.command("createUser", name, **properties)
    except OperationFailure as error:
        if error.code == ErrorCode.FORBIDDEN_CHARACTER:
            raise ConfigurationError([FORBIDDEN_CHARACTER]) from error
        if error.code != ErrorCode.USER_EXISTS:
            raise
        source.command("updateUser", name, **properties)
