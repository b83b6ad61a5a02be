"""Tests of the extension's errors."""

import pytest
from pymongo import errors

from flask_mongokit import (
    DATABASE_ERRORS,
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
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
