"""MongoKit in Flask applications."""

from bson import ObjectId
from pymongo import UpdateOne, timeout

from flask_mongokit.config import SETTINGS, Setting, addresses, client_arguments
from flask_mongokit.converters import BSONObjectIdConverter
from flask_mongokit.document import Document
from flask_mongokit.environment import read_environment
from flask_mongokit.errors import (
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
)
from flask_mongokit.extension import MongoKit
from flask_mongokit.indexes import create_indexes, missing_indexes
from mongokit import Collection, Connection, Database

__all__ = [
    "NOT_SENT_ERRORS",
    "SETTINGS",
    "UNREACHABLE_ERRORS",
    "AuthenticationIncorrect",
    "BSONObjectIdConverter",
    "Collection",
    "ConfigurationError",
    "Connection",
    "Database",
    "Document",
    "DuplicateKeyError",
    "ExecutionTimeout",
    "MongoKit",
    "ObjectId",
    "OperationFailure",
    "Setting",
    "UpdateOne",
    "addresses",
    "client_arguments",
    "create_indexes",
    "missing_indexes",
    "read_environment",
    "timeout",
]
