"""The error page for each kind of database error."""

from dataclasses import replace

from flask_mongokit import (
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ErrorCode,
    OperationFailure,
    StorageFailure,
    may_have_written,
    storage_failure,
)
from todo.problems import (
    DATABASE_FULL,
    NO_DATABASE,
    NO_PRIMARY,
    NO_RIGHTS,
    NOT_KNOWN,
    READ_ONLY,
    TASK_TOO_LARGE,
    UNCONFIRMED,
    UNKNOWN_OUTCOME,
    Problem,
)

STORAGE_PROBLEMS = {
    StorageFailure.FULL: DATABASE_FULL,
    StorageFailure.NO_PRIMARY: NO_PRIMARY,
    StorageFailure.READ_ONLY: READ_ONLY,
    StorageFailure.FORBIDDEN: NO_RIGHTS,
    StorageFailure.TOO_LARGE: TASK_TOO_LARGE,
    StorageFailure.UNCONFIRMED: UNCONFIRMED,
}


def database_problem(error: Exception, *, is_change: bool) -> Problem | None:
    """Return the problem that a database error means for the user.

    :param error: the error.
    :param is_change: whether the request is for a change.
    :returns: the problem; ``None`` if the error is a fault of the site.
    """
    problem = _problem(error, is_change=is_change)
    if problem is None or not is_change or not may_have_written():
        return problem
    # The error can be that of a retry or of a second query.
    if problem in {NO_DATABASE, UNKNOWN_OUTCOME}:
        return UNKNOWN_OUTCOME
    if problem is UNCONFIRMED:
        return problem
    return replace(problem, advice=NOT_KNOWN, advice_in_place="")


def _problem(error: Exception, *, is_change: bool) -> Problem | None:
    failure = storage_failure(error)
    if failure is StorageFailure.FORBIDDEN and not is_change:
        return NO_DATABASE
    if failure is not None:
        return STORAGE_PROBLEMS[failure]
    if isinstance(error, NOT_SENT_ERRORS) or _is_rejected(error):
        return NO_DATABASE
    if isinstance(error, UNREACHABLE_ERRORS):
        return UNKNOWN_OUTCOME if is_change else NO_DATABASE
    return None


def _is_rejected(error: Exception) -> bool:
    """Return whether the server rejects the credentials, at first or since a change."""
    return isinstance(error, AuthenticationIncorrect) or (
        isinstance(error, OperationFailure)
        and error.code == ErrorCode.AUTHENTICATION_FAILED
    )
