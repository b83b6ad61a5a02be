"""The errors that an application can expect from its database."""

import re
from collections.abc import Iterable
from enum import Enum, auto
from typing import Any

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    NotPrimaryError,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WaitQueueTimeoutError,
    WriteConcernError,
    WTimeoutError,
)
from pymongo.errors import ConfigurationError as NoServersFound

from mongokit import MongoKitError
from mongokit.errors import ErrorCode

__all__ = [
    "DATABASE_ERRORS",
    "NOT_SENT_ERRORS",
    "UNREACHABLE_ERRORS",
    "AuthenticationIncorrect",
    "ConfigurationError",
    "StorageFailure",
    "short_message",
    "storage_failure",
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


class StorageFailure(Enum):
    """The reason why a server that answers does not store anything."""

    FULL = auto()
    """Its disk is full, or a quota is used up."""
    NO_PRIMARY = auto()
    """It is no primary, or stops being one, and no other server is primary."""
    READ_ONLY = auto()
    """It is in a mode in which it rejects all changes."""
    FORBIDDEN = auto()
    """The user may not make the change."""
    TOO_LARGE = auto()
    """The document would be larger than MongoDB can store."""
    UNCONFIRMED = auto()
    """It has stored the change, but too few other servers have confirmed it."""


FAILURE_CODES: dict[int | None, StorageFailure] = {
    ErrorCode.OUT_OF_DISK_SPACE: StorageFailure.FULL,
    ErrorCode.USER_WRITES_BLOCKED: StorageFailure.READ_ONLY,
    ErrorCode.UNAUTHORIZED: StorageFailure.FORBIDDEN,
    ErrorCode.ATLAS_ERROR: StorageFailure.FORBIDDEN,  # unless the message says more
    **dict.fromkeys(
        (
            ErrorCode.BSON_OBJECT_TOO_LARGE,
            ErrorCode.UPDATED_DOCUMENT_TOO_LARGE,
            ErrorCode.TOO_LARGE_FOR_CACHE,
        ),
        StorageFailure.TOO_LARGE,
    ),
    **dict.fromkeys(
        (
            ErrorCode.SHUTDOWN_IN_PROGRESS,
            ErrorCode.PRIMARY_STEPPED_DOWN,
            ErrorCode.LEGACY_NOT_PRIMARY,
            ErrorCode.NOT_WRITABLE_PRIMARY,
            ErrorCode.INTERRUPTED_AT_SHUTDOWN,
            ErrorCode.INTERRUPTED_BY_ELECTION,
            ErrorCode.NOT_PRIMARY_NO_SECONDARY_OK,
            ErrorCode.NOT_PRIMARY_OR_SECONDARY,
        ),
        StorageFailure.NO_PRIMARY,
    ),
    **dict.fromkeys(
        (
            ErrorCode.WRITE_CONCERN_TIMEOUT,
            ErrorCode.UNKNOWN_WRITE_CONCERN,
            ErrorCode.UNSATISFIABLE_WRITE_CONCERN,
        ),
        StorageFailure.UNCONFIRMED,
    ),
}
# Codes that say little, so that the message has to say what has happened.
VAGUE_CODES = {
    ErrorCode.INTERNAL_ERROR,
    ErrorCode.UNKNOWN_ERROR,
    ErrorCode.ILLEGAL_OPERATION,
    ErrorCode.ATLAS_ERROR,
}
FAILURE_MESSAGES = {
    re.compile("no space left|quota", re.IGNORECASE): StorageFailure.FULL,
    re.compile("read-only mode", re.IGNORECASE): StorageFailure.READ_ONLY,
}
NO_PRIMARY_MESSAGE = re.compile("available for writes|match selector")


def storage_failure(error: Exception) -> StorageFailure | None:
    """Return the reason why a server that answers has not stored a change safely.

    :param error: an error raised by a database operation.
    :returns: the reason; ``None`` if the error has another one.
    """
    if isinstance(error, BulkWriteError):
        return _bulk_failure(error.details)
    if isinstance(error, WriteConcernError):
        return StorageFailure.UNCONFIRMED
    if isinstance(error, OperationFailure):
        return _failure(error.code, str(error))
    is_found = isinstance(error, ServerSelectionTimeoutError) and (
        NO_PRIMARY_MESSAGE.search(str(error))
    )
    if is_found or isinstance(error, NotPrimaryError):
        return StorageFailure.NO_PRIMARY
    return None


def _failure(code: int | None, message: str) -> StorageFailure | None:
    if code in VAGUE_CODES:
        for pattern, failure in FAILURE_MESSAGES.items():
            if pattern.search(message):
                return failure
    return FAILURE_CODES.get(code)


def _bulk_failure(details: Any) -> StorageFailure | None:
    for each in details["writeErrors"]:
        failure = _failure(each["code"], each["errmsg"])
        if failure is not None:
            return failure
    return StorageFailure.UNCONFIRMED if details["writeConcernErrors"] else None
