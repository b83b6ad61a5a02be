"""MongoKit for Flask applications."""

from flask_mongokit import installation as _installation  # noqa: F401  checks it first

# isort: split
from bson import Decimal128, ObjectId, json_util
from bson.datetime_ms import DatetimeMS
from pymongo import UpdateOne, timeout
from pymongo.errors import DuplicateKeyError, ExecutionTimeout, OperationFailure

from flask_mongokit.client import addresses, client_arguments, make_client
from flask_mongokit.config import SETTINGS, Setting, read_environment
from flask_mongokit.converters import BSONObjectIdConverter
from flask_mongokit.document import Document
from flask_mongokit.errors import (
    DATABASE_ERRORS,
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    StorageFailure,
    storage_failure,
)
from flask_mongokit.extension import MongoKit
from flask_mongokit.indexes import create_indexes, missing_indexes
from flask_mongokit.write_outcomes import may_have_written
from mongokit import Collection, Connection, Database
from mongokit.errors import ErrorCode

__all__ = [
    "DATABASE_ERRORS",
    "NOT_SENT_ERRORS",
    "SETTINGS",
    "UNREACHABLE_ERRORS",
    "AuthenticationIncorrect",
    "BSONObjectIdConverter",
    "Collection",
    "ConfigurationError",
    "Connection",
    "Database",
    "DatetimeMS",
    "Decimal128",
    "Document",
    "DuplicateKeyError",
    "ErrorCode",
    "ExecutionTimeout",
    "MongoKit",
    "ObjectId",
    "OperationFailure",
    "Setting",
    "StorageFailure",
    "UpdateOne",
    "addresses",
    "client_arguments",
    "create_indexes",
    "json_util",
    "make_client",
    "may_have_written",
    "missing_indexes",
    "read_environment",
    "storage_failure",
    "timeout",
]
