"""The errors that an application can expect from its database."""

import re
from collections.abc import Iterable

from pymongo.errors import ConfigurationError as NoServersFound
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WTimeoutError,
)

from mongokit import MongoKitError

__all__ = [
    "DATABASE_ERRORS",
    "NOT_SENT_ERRORS",
    "UNREACHABLE_ERRORS",
    "AuthenticationIncorrect",
    "ConfigurationError",
    "short_message",
]

UNREACHABLE_ERRORS = (
    ConnectionFailure,
    ExecutionTimeout,
    NoServersFound,
    WTimeoutError,
)
"""Raised by a database operation if no server answers in time, or DNS lists none."""

NOT_SENT_ERRORS = (NoServersFound, ServerSelectionTimeoutError, WaitQueueTimeoutError)
"""Those of :data:`UNREACHABLE_ERRORS` that are raised before anything is sent."""

INTERNAL_STATE = re.compile(", (?:Timeout|full error): .*", re.DOTALL)


class AuthenticationIncorrect(MongoKitError):  # noqa: N818  Flask-MongoKit's name
    """The server rejects the credentials."""


class ConfigurationError(MongoKitError):
    """Settings are invalid.

    :param problems: a sentence for each problem, with the name of the setting.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


DATABASE_ERRORS = (PyMongoError, AuthenticationIncorrect, ConfigurationError)
"""Every error that a database access can raise, including invalid settings."""


def short_message(error: Exception) -> str:
    """Return an error's message without the internal state that pymongo appends."""
    return INTERNAL_STATE.sub("", str(error))
