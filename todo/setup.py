"""Sets up the database: replica set, user, indexes and old tasks; safe to repeat."""

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
from todo.tasks.migrations import (
    date_undated_tasks,
    remove_parallel_lists,
    update_search_words,
)

ELECTION_MS = 30_000
LONGEST_STEP_SECONDS = 3600
ROOT_IS_REFUSED = (
    "MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD: they must belong "
    "to a user that may create users."
)
ROOT_IS_THE_SITE = (
    "MONGODB_USERNAME and MONGODB_ROOT_USERNAME name the same user, which would lose "
    "the right to create users: give the site a user of its own."
)
FORBIDDEN_CHARACTER = (
    "MONGODB_PASSWORD contains a character that MongoDB does not allow in passwords, "
    "such as a control character."
)


def setup() -> Iterator[str]:
    """Set up the database, and yield a line about each result.

    If ``MONGODB_ROOT_PASSWORD`` is set, two steps come first, as the root user: the
    replica set is initiated if ``MONGODB_HOST`` names servers that were started for
    one, and the site's user is created or updated if ``MONGODB_USERNAME`` is set.

    This requires an application context.

    :raises ConfigurationError: if the server rejects the root user, or if the site's
        user is the root user or has an invalid password.
    """
    config = current_app.config
    if config["MONGODB_ROOT_PASSWORD"]:
        yield from _setup_as_root(config)
    db.command("ping")  # fails fast, unlike the steps below
    with timeout(LONGEST_STEP_SECONDS):
        indexes = _create_indexes()
        dated, searchable = date_undated_tasks(), update_search_words()
    for collection, name in indexes:
        yield f"Index {name} of {collection} exists."
    if dated:
        yield f"Tasks dated by their id: {dated}."
    if searchable:
        yield f"Tasks made searchable: {searchable}."


def _create_indexes() -> list[tuple[str, str]]:
    try:
        return create_indexes(db)
    except OperationFailure as error:
        if error.code != ErrorCode.CANNOT_INDEX_PARALLEL_ARRAYS:
            raise
        remove_parallel_lists()
        return create_indexes(db)


def _setup_as_root(config: Mapping[str, Any]) -> Iterator[str]:
    root_config = {
        **config,
        "MONGODB_USERNAME": config["MONGODB_ROOT_USERNAME"],
        "MONGODB_PASSWORD": config["MONGODB_ROOT_PASSWORD"],
        "MONGODB_AUTH_SOURCE": "admin",
        "MONGODB_REPLICA_SET": None,
    }
    arguments = client_arguments(root_config)
    if "://" not in str(arguments["host"]):
        name = _make_replica_set(arguments, addresses(config))
        if name:
            yield f"Created replica set {name}."
    if config["MONGODB_USERNAME"]:
        yield _make_user(arguments, config)


@contextmanager
def _as_root(arguments: Mapping[str, Any]) -> Iterator[Connection]:
    client = make_client(arguments)
    try:
        with client:
            yield client
    except ValueError as error:  # a character that is not allowed in passwords
        raise ConfigurationError([ROOT_IS_REFUSED]) from error
    except OperationFailure as error:
        if error.code not in {ErrorCode.AUTHENTICATION_FAILED, ErrorCode.UNAUTHORIZED}:
            raise
        raise ConfigurationError([ROOT_IS_REFUSED]) from error


def _make_replica_set(arguments: Mapping[str, Any], nodes: Sequence[str]) -> str | None:
    """Initiate the replica set on the first server that answers.

    Return its name, or ``None`` if no replica set is needed or it exists already.
    """
    for node in nodes[:-1]:
        with suppress(*UNREACHABLE_ERRORS):
            return _initiate(node, arguments, nodes)
    return _initiate(nodes[-1], arguments, nodes)


def _initiate(
    node: str, arguments: Mapping[str, Any], nodes: Sequence[str]
) -> str | None:
    with _as_root({**arguments, "host": node, "directConnection": True}) as client:
        hello = client.admin.command("hello")
        if not hello.get("isreplicaset") or "setName" in hello:
            return None
        name = current_app.config["MONGODB_REPLICA_SET"] or _intended_name(client)
        members = [{"_id": number, "host": host} for number, host in enumerate(nodes)]
        try:
            client.admin.command("replSetInitiate", {"_id": name, "members": members})
        except OperationFailure as error:
            if error.code != ErrorCode.ALREADY_INITIALIZED:
                raise
            return None
        return name


def _intended_name(client: Connection) -> str:
    """Return the replica set name that the server was started with."""
    options = client.admin.command("getCmdLineOpts")["parsed"]["replication"]
    return str(options.get("replSet") or options["replSetName"])


def _make_user(arguments: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    name = config["MONGODB_USERNAME"]
    for_election = {"serverSelectionTimeoutMS": ELECTION_MS, "timeoutMS": ELECTION_MS}
    with _as_root({**arguments, **for_election}) as client:
        database = client.get_default_database(config["MONGODB_DATABASE"]).name
        source = client[config["MONGODB_AUTH_SOURCE"] or database]
        if (name, source.name) == (config["MONGODB_ROOT_USERNAME"], "admin"):
            raise ConfigurationError([ROOT_IS_THE_SITE])
        roles = [{"role": "readWrite", "db": database}]
        _save_user(source, name, pwd=config["MONGODB_PASSWORD"], roles=roles)
    return f"User {name} may read and write {database}, and nothing else."


def _save_user(source: Database, name: str, **properties: Any) -> None:
    try:
        source.command("createUser", name, **properties)
    except OperationFailure as error:
        if error.code == ErrorCode.FORBIDDEN_CHARACTER:
            raise ConfigurationError([FORBIDDEN_CHARACTER]) from error
        if error.code != ErrorCode.USER_EXISTS:
            raise
        source.command("updateUser", name, **properties)
