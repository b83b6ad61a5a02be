"""The old import path of database errors."""

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
