"""The old import path of errors, including two of bson and pymongo."""

from bson.errors import InvalidDocument
from pymongo.errors import OperationFailure

from mongokit.errors import (
    AutoReferenceError,
    BadIndexError,
    ConnectionError,  # noqa: A004  MongoKit's name
    EvalException,
    MaxDocumentSizeError,
    MongoAuthException,
    MultipleResultsFound,
    OptionConflictError,
    UpdateQueryError,
)

__all__ = [
    "AutoReferenceError",
    "BadIndexError",
    "ConnectionError",
    "EvalException",
    "InvalidDocument",
    "MaxDocumentSizeError",
    "MongoAuthException",
    "MultipleResultsFound",
    "OperationFailure",
    "OptionConflictError",
    "UpdateQueryError",
]
