"""Tests of the extension's errors."""

import pytest
from pymongo import errors

from flask_mongokit import (
    DATABASE_ERRORS,
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    StorageFailure,
    storage_failure,
)
from flask_mongokit.errors import short_message
from mongokit import MongoKitError


@pytest.mark.parametrize(
    "error_class",
    [
        errors.AutoReconnect,
        errors.NetworkTimeout,
        errors.NotPrimaryError,
        errors.ServerSelectionTimeoutError,
        errors.WaitQueueTimeoutError,
        errors.ExecutionTimeout,
        errors.WTimeoutError,
        errors.ConfigurationError,
    ],
)
def test_unreachable(error_class: type[Exception]) -> None:
    """``UNREACHABLE_ERRORS`` covers the errors of an unreachable or slow server."""
    assert issubclass(error_class, UNREACHABLE_ERRORS)


def test_database_errors() -> None:
    """``DATABASE_ERRORS`` also covers rejected commands, credentials and settings."""
    assert issubclass(errors.OperationFailure, DATABASE_ERRORS)
    assert issubclass(AuthenticationIncorrect, DATABASE_ERRORS)
    assert issubclass(ConfigurationError, DATABASE_ERRORS)
    assert all(issubclass(error, DATABASE_ERRORS) for error in UNREACHABLE_ERRORS)


@pytest.mark.parametrize(
    "error_class",
    [errors.DuplicateKeyError, errors.OperationFailure, errors.InvalidOperation],
)
def test_reachable(error_class: type[Exception]) -> None:
    """``UNREACHABLE_ERRORS`` does not cover rejected operations."""
    assert not issubclass(error_class, UNREACHABLE_ERRORS)


def test_not_sent() -> None:
    """``NOT_SENT_ERRORS`` excludes errors that can occur after a command was sent."""
    assert all(issubclass(error, UNREACHABLE_ERRORS) for error in NOT_SENT_ERRORS)
    assert not issubclass(errors.NetworkTimeout, NOT_SENT_ERRORS)
    assert not issubclass(errors.AutoReconnect, NOT_SENT_ERRORS)


def test_one_base() -> None:
    """The package's exceptions derive from ``MongoKitError``."""
    assert issubclass(AuthenticationIncorrect, MongoKitError)
    assert issubclass(ConfigurationError, MongoKitError)


def test_problems() -> None:
    """``ConfigurationError`` lists its problems in an attribute and in its message."""
    error = ConfigurationError(problem for problem in ("First.", "Second."))
    assert error.problems == ("First.", "Second.")
    assert str(error) == "First.\nSecond."


@pytest.mark.parametrize(
    "message",
    [
        "a: refused, Timeout: 5s, Topology Description: <...>",
        "a: refused, full error: {'ok': 0.0}",
        "a: refused",
    ],
)
def test_short_message(message: str) -> None:
    """``short_message()`` leaves out the driver's internal state."""
    assert short_message(errors.PyMongoError(message)) == "a: refused"


NO_SPACE = "28: No space left on device"
QUOTA = "you are over your space quota, using 513 MB of 512 MB"
NOT_ALLOWED = "user is not allowed to do action [insert] on [todo.tasks]"
QUERYABLE = "Cannot execute a write operation in read-only mode"


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (errors.OperationFailure("", 14031), StorageFailure.FULL),
        (errors.WriteError("", 17419), StorageFailure.TOO_LARGE),
        (errors.OperationFailure(NO_SPACE, 8), StorageFailure.FULL),
        (errors.OperationFailure("122: Disk quota exceeded", 1), StorageFailure.FULL),
        (errors.OperationFailure(QUOTA, 8000), StorageFailure.FULL),
        (errors.OperationFailure(NOT_ALLOWED, 8000), StorageFailure.FORBIDDEN),
        (errors.OperationFailure("", 13), StorageFailure.FORBIDDEN),
        (errors.OperationFailure("", 371), StorageFailure.READ_ONLY),
        (errors.OperationFailure(QUERYABLE, 20), StorageFailure.READ_ONLY),
        (errors.OperationFailure("No transactions here", 20), None),
        (errors.OperationFailure(f"Invalid: {NO_SPACE}", 121), None),
        (errors.WriteError("", 10107), StorageFailure.NO_PRIMARY),
        (errors.NotPrimaryError(), StorageFailure.NO_PRIMARY),
        (errors.WriteConcernError("", 91), StorageFailure.UNCONFIRMED),
        (errors.WTimeoutError("", 64), StorageFailure.UNCONFIRMED),
        (errors.DuplicateKeyError("", 11000), None),
        (errors.NetworkTimeout(), None),
        (errors.ServerSelectionTimeoutError("a:27017: refused"), None),
        (ValueError(), None),
    ],
    ids=repr,
)
def test_storage_failure(error: Exception, failure: StorageFailure | None) -> None:
    """``storage_failure()`` knows codes, error classes, and messages of vague codes."""
    assert storage_failure(error) is failure


@pytest.mark.parametrize("code", [8000, 11000])
@pytest.mark.parametrize("unconfirmed", [[], [{"code": 64, "errmsg": ""}]], ids=len)
def test_storage_failure_of_a_bulk_write(
    code: int, unconfirmed: list[dict[str, object]]
) -> None:
    """A failure of one write counts more than an unconfirmed batch."""
    writes = [{"code": 121, "errmsg": ""}, {"code": code, "errmsg": QUOTA}]
    details = {"writeErrors": writes, "writeConcernErrors": unconfirmed}
    batch = StorageFailure.UNCONFIRMED if unconfirmed else None
    expected = StorageFailure.FULL if code == 8000 else batch
    assert storage_failure(errors.BulkWriteError(details)) is expected
