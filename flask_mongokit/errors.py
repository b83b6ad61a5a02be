"""What can go wrong between an application and its database."""

from collections.abc import Iterable

from pymongo.errors import ConfigurationError as NoServersKnownError
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from mongokit import MongoKitError

__all__ = [
    "NOT_SENT_ERRORS",
    "UNREACHABLE_ERRORS",
    "AuthenticationIncorrect",
    "ConfigurationError",
    "DuplicateKeyError",
    "ExecutionTimeout",
    "OperationFailure",
    "sentence",
]

UNREACHABLE_ERRORS: tuple[type[Exception], ...] = (
    ConnectionFailure,
    ExecutionTimeout,
    NoServersKnownError,
    WTimeoutError,
)
"""What a command raises when the server does not answer it in time, or DNS knows none.
"""

NOT_SENT_ERRORS: tuple[type[Exception], ...] = (
    NoServersKnownError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
)
"""Those of them that say that the command has not even left."""

DRIVER_DETAILS = (", Timeout: ", ", full error: ")


class AuthenticationIncorrect(MongoKitError):  # noqa: N818  Flask-MongoKit's name
    """The server refuses the username or the password."""


class ConfigurationError(MongoKitError):
    """Settings that cannot be used.

    :param problems: one sentence for each, naming the setting.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def sentence(error: Exception) -> str:
    """Return what an error says, without the driver's inner state."""
    words = str(error)
    for details in DRIVER_DETAILS:
        words = words.partition(details)[0]
    return words
