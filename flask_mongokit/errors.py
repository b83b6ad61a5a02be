"""The errors that an application must expect from its database."""

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
"""What a command raises if no server answers in time, or DNS lists none."""

NOT_SENT_ERRORS = (NoServersFound, ServerSelectionTimeoutError, WaitQueueTimeoutError)
"""Those among them that are raised before the command is sent."""

INTERNAL_STATE = re.compile(", (?:Timeout|full error): .*", re.DOTALL)


class AuthenticationIncorrect(MongoKitError):  # noqa: N818  Flask-MongoKit's name
    """The server rejects the username or the password."""


class ConfigurationError(MongoKitError):
    """Settings are invalid.

    :param problems: a sentence for each problem, with the name of the setting.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


DATABASE_ERRORS = (PyMongoError, AuthenticationIncorrect, ConfigurationError)
"""What any use of the database can raise; the first one also reads the settings."""


def short_message(error: Exception) -> str:
    """Return an error's message without the internal state that pymongo appends."""
    return INTERNAL_STATE.sub("", str(error))
