"""A document mapper for MongoDB: dicts with a declared structure."""

from contextlib import suppress
from typing import TYPE_CHECKING

from bson import DBRef, ObjectId
from bson.errors import InvalidDocument
from pymongo.errors import OperationFailure

from mongokit.custom_types import CustomType, DateType, DecimalType, EnumType, Set
from mongokit.document import Document
from mongokit.dotted import DotCollapsedDict, DotedDict, DotExpandedDict
from mongokit.driver import Collection, Connection, Cursor, Database
from mongokit.driver import Connection as MongoClient
from mongokit.errors import (
    AuthorizedTypeError,
    AutoReferenceError,
    BadIndexError,
    BadKeyError,
    ConnectionError,  # noqa: A004  MongoKit's name
    DefaultFieldTypeError,
    DuplicateDefaultValueError,
    DuplicateRequiredError,
    EvalException,
    MaxDocumentSizeError,
    ModifierOperatorError,
    MongoAuthException,
    MongoKitError,
    MultipleResultsFound,
    OptionConflictError,
    RequireFieldError,
    SchemaDocumentError,
    SchemaTypeError,
    StructureError,
    UpdateQueryError,
    ValidationError,
    i18nError,
)
from mongokit.i18n import i18n
from mongokit.master_slave_connection import (
    MasterSlaveConnection,
    MongoReplicaSetClient,
    ReplicaSetConnection,
)
from mongokit.migration import DocumentMigration
from mongokit.operators import IS, NOT, OR, SchemaOperator
from mongokit.paginator import Paginator
from mongokit.schema import SchemaDocument, SchemaProperties
from mongokit.structure.indexes import (
    INDEX_ASCENDING,
    INDEX_DESCENDING,
    INDEX_GEO2D,
    INDEX_GEOSPHERE,
    INDEX_HASHED,
    INDEX_TEXT,
)
from mongokit.versioned_document import VersionedDocument

# Use the subclasses that add the names of pymongo 2, unless mongokit/legacy/ has been
# removed. Type checkers see only the modern names.
if not TYPE_CHECKING:  # noqa: RUF067  # pragma: no branch
    with suppress(ModuleNotFoundError):
        from mongokit.legacy import Collection, Connection, Cursor, Database
        from mongokit.legacy import Connection as MongoClient
        from mongokit.legacy import raise_missing_name as __getattr__  # noqa: F401

__all__ = [
    "INDEX_ASCENDING",
    "INDEX_DESCENDING",
    "INDEX_GEO2D",
    "INDEX_GEOSPHERE",
    "INDEX_HASHED",
    "INDEX_TEXT",
    "IS",
    "NOT",
    "OR",
    "AuthorizedTypeError",
    "AutoReferenceError",
    "BadIndexError",
    "BadKeyError",
    "Collection",
    "Connection",
    "ConnectionError",
    "Cursor",
    "CustomType",
    "DBRef",
    "Database",
    "DateType",
    "DecimalType",
    "DefaultFieldTypeError",
    "Document",
    "DocumentMigration",
    "DotCollapsedDict",
    "DotExpandedDict",
    "DotedDict",
    "DuplicateDefaultValueError",
    "DuplicateRequiredError",
    "EnumType",
    "EvalException",
    "InvalidDocument",
    "MasterSlaveConnection",
    "MaxDocumentSizeError",
    "ModifierOperatorError",
    "MongoAuthException",
    "MongoClient",
    "MongoKitError",
    "MongoReplicaSetClient",
    "MultipleResultsFound",
    "ObjectId",
    "OperationFailure",
    "OptionConflictError",
    "Paginator",
    "ReplicaSetConnection",
    "RequireFieldError",
    "SchemaDocument",
    "SchemaDocumentError",
    "SchemaOperator",
    "SchemaProperties",
    "SchemaTypeError",
    "Set",
    "StructureError",
    "UpdateQueryError",
    "ValidationError",
    "VersionedDocument",
    "__version__",
    "i18n",
    "i18nError",
]

__version__ = "1.0.0.dev0"
