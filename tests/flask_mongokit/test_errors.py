"""What can go wrong between an application and its database."""

import pytest
from pymongo import errors

from flask_mongokit import (
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
    """Whatever a server's silence raises has one name."""
    assert issubclass(error_class, UNREACHABLE_ERRORS)


@pytest.mark.parametrize(
    "error_class",
    [errors.DuplicateKeyError, errors.OperationFailure, errors.InvalidOperation],
)
def test_reachable(error_class: type[Exception]) -> None:
    """A server that answers, even by refusing, is not unreachable."""
    assert not issubclass(error_class, UNREACHABLE_ERRORS)


def test_not_sent() -> None:
    """Of an unreachable server only some errors say that nothing was sent to it."""
    assert all(issubclass(error, UNREACHABLE_ERRORS) for error in NOT_SENT_ERRORS)
    assert not issubclass(errors.NetworkTimeout, NOT_SENT_ERRORS)
    assert not issubclass(errors.AutoReconnect, NOT_SENT_ERRORS)


def test_one_base() -> None:
    """The package's own exceptions are MongoKit's."""
    assert issubclass(AuthenticationIncorrect, MongoKitError)
    assert issubclass(ConfigurationError, MongoKitError)


def test_problems() -> None:
    """A configuration error has its problems one by one, and in its text."""
    error = ConfigurationError(problem for problem in ("First.", "Second."))
    assert error.problems == ("First.", "Second.")
    assert str(error) == "First.\nSecond."


@pytest.mark.parametrize(
    "words",
    [
        "a: refused, Timeout: 5s, Topology Description: <...>",
        "a: refused, full error: {'ok': 0.0}",
        "a: refused",
    ],
)
def test_short_message(words: str) -> None:
    """What the driver adds to an error for its own use is left out."""
    assert short_message(errors.PyMongoError(words)) == "a: refused"
