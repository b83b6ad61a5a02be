"""Sets up the database: replica set, user, indexes and old tasks; safe to repeat."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    ConfigurationError,
    Database,
    ErrorCode,
    OperationFailure,
    addresses,
    create_indexes,
    timeout,
)
from todo.extensions import db
from todo.replica_set import set_up_replica_set
from todo.root_access import FOR_ELECTION, as_root, root_arguments
from todo.tasks.migrations import (
    date_undated_tasks,
    remove_parallel_lists,
    update_search_words,
)

LONGEST_STEP_SECONDS = 3600
PAUSE_SECONDS = 0.1
ROOT_IS_THE_SITE = (
    "MONGODB_USERNAME and MONGODB_ROOT_USERNAME name the same user, which would lose "
    "the right to create users: give the site a user of its own."
)
FORBIDDEN_CHARACTER = (
    "MONGODB_PASSWORD contains a character that MongoDB does not allow in passwords, "
    "such as a control character."
)


def setup(wait_seconds: float = 0) -> Iterator[str]:
    """Set up the database, and yield a line about each result.

    If ``MONGODB_ROOT_PASSWORD`` is set, two steps come first, as the root user: servers
    in ``MONGODB_HOST`` that were started for a replica set, but belong to none, become
    one or join the one of the others; and the site's user is created or updated if
    ``MONGODB_USERNAME`` is set.

    This requires an application context.

    :param wait_seconds: how long to wait for a server that accepts writes.
    :raises ConfigurationError: if the server rejects the root user, or if the site's
        user is the root user or has an invalid password.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return (yield from _set_up())
        except UNREACHABLE_ERRORS:
            if time.monotonic() >= deadline:
                raise
        time.sleep(PAUSE_SECONDS)


def _set_up() -> Iterator[str]:
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
    arguments = root_arguments(config)
    if "://" not in str(arguments["host"]):
        name = config["MONGODB_REPLICA_SET"]
        yield from set_up_replica_set(arguments, addresses(config), name)
    if config["MONGODB_USERNAME"]:
        yield _make_user(arguments, config)


def _make_user(arguments: Mapping[str, Any], config: Mapping[str, Any]) -> str:
    name = config["MONGODB_USERNAME"]
    with as_root({**arguments, **FOR_ELECTION}) as client:
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
