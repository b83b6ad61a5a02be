"""Access to MongoDB as the root user, for ``flask setup`` only."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask_mongokit import (
    ConfigurationError,
    Connection,
    ErrorCode,
    OperationFailure,
    client_arguments,
    make_client,
)

ELECTION_MS = 30_000
FOR_ELECTION = {"serverSelectionTimeoutMS": ELECTION_MS, "timeoutMS": ELECTION_MS}
"""Arguments of a client that waits until a replica set has a primary server."""

ROOT_IS_REFUSED = (
    "MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD: they must belong "
    "to a user that may create users."
)


def root_arguments(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a client that logs in as the root user.

    :param config: the application's configuration.
    :raises ConfigurationError: if settings are invalid.
    """
    root_config = {
        **config,
        "MONGODB_USERNAME": config["MONGODB_ROOT_USERNAME"],
        "MONGODB_PASSWORD": config["MONGODB_ROOT_PASSWORD"],
        "MONGODB_AUTH_SOURCE": "admin",
        "MONGODB_REPLICA_SET": None,
    }
    return client_arguments(root_config)


@contextmanager
def as_root(arguments: Mapping[str, Any]) -> Iterator[Connection]:
    """Yield a client that logs in as the root user.

    :param arguments: the result of :func:`root_arguments`.
    :raises ConfigurationError: if the server rejects the root user.
    """
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
