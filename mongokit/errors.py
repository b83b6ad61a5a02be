"""Exceptions, and error codes of the server."""

from enum import IntEnum

__all__ = [
    "AuthorizedTypeError",
    "AutoReferenceError",
    "BadIndexError",
    "BadKeyError",
    "ConnectionError",
    "DefaultFieldTypeError",
    "DeprecationError",
    "DuplicateDefaultValueError",
    "DuplicateI18nError",
    "DuplicateRequiredError",
    "ErrorCode",
    "EvalException",
    "MaxDocumentSizeError",
    "ModifierOperatorError",
    "MongoAuthException",
    "MongoKitError",
    "MultipleResultsFound",
    "OptionConflictError",
    "RequireFieldError",
    "SchemaDocumentError",
    "SchemaTypeError",
    "StructureError",
    "UpdateQueryError",
    "ValidationError",
    "i18nError",
]


class MongoKitError(Exception):
    """Base class of this package's exceptions."""


class SchemaDocumentError(MongoKitError):
    """A declaration or a document is invalid.

    :param args: the message, as with any exception.
    :param path: the dotted path of the field, ``None`` if the error is not about a
        single field.
    :param document_class: the document class, if it is known.
    """

    def __init__(
        self,
        *args: object,
        path: str | None = None,
        document_class: type | None = None,
    ) -> None:
        super().__init__(*args)
        self.path = path
        self.document_class = document_class


class RequireFieldError(SchemaDocumentError):
    """A required field is missing or empty."""


class StructureError(SchemaDocumentError):
    """A declaration is invalid, or a document has missing or unknown fields."""


class BadKeyError(SchemaDocumentError):
    """A field name contains a dot, or starts with a dollar sign."""


class AuthorizedTypeError(SchemaDocumentError):
    """A declared type, or the type of a value, is not in ``authorized_types``."""


class ValidationError(SchemaDocumentError):
    """A validator rejects a value, or the value cannot be stored."""


class DuplicateRequiredError(SchemaDocumentError):
    """A path is in ``required_fields`` twice."""


class DuplicateDefaultValueError(SchemaDocumentError):
    """Kept for old imports; never raised."""


class ModifierOperatorError(SchemaDocumentError):
    """Kept for old imports; never raised."""


class SchemaTypeError(SchemaDocumentError):
    """A value does not have the declared type."""


class DefaultFieldTypeError(SchemaDocumentError):
    """A custom type does not accept the default value of its field."""


class i18nError(SchemaDocumentError):  # noqa: N801  MongoKit's name
    """Kept for old imports; never raised."""


class DeprecationError(MongoKitError):
    """A removed name is used; the message names its replacement."""


class DuplicateI18nError(MongoKitError):
    """A path is in ``i18n`` twice."""


class AutoReferenceError(MongoKitError):
    """A referenced document does not exist, or its class is not registered."""


class BadIndexError(MongoKitError):
    """An index declaration is invalid."""


class ConnectionError(MongoKitError):  # noqa: A001  MongoKit's name
    """An operation needs a collection, but the document has none."""


class MaxDocumentSizeError(MongoKitError):
    """A document exceeds MongoDB's size limit."""


class MongoAuthException(MongoKitError):  # noqa: N818  MongoKit's name
    """Kept for old imports; never raised."""


class MultipleResultsFound(MongoKitError):  # noqa: N818  MongoKit's name
    """A query for at most one document found several."""


class OptionConflictError(MongoKitError):
    """Two options of a class exclude each other."""


class UpdateQueryError(MongoKitError):
    """A migration updates a field that is not in the structure."""


class EvalException(MongoKitError):  # noqa: N818  MongoKit's name
    """A dotted path has an unknown type name, such as ``$arf``."""


class ErrorCode(IntEnum):
    """Server error codes that are handled individually."""

    INTERNAL_ERROR = 1
    UNKNOWN_ERROR = 8
    USER_NOT_FOUND = 11
    UNAUTHORIZED = 13
    AUTHENTICATION_FAILED = 18
    ILLEGAL_OPERATION = 20
    ALREADY_INITIALIZED = 23
    NAMESPACE_NOT_FOUND = 26
    WRITE_CONCERN_TIMEOUT = 64
    UNKNOWN_WRITE_CONCERN = 79
    SHUTDOWN_IN_PROGRESS = 91
    UNSATISFIABLE_WRITE_CONCERN = 100
    COMMAND_NOT_SUPPORTED = 115
    CANNOT_INDEX_PARALLEL_ARRAYS = 171
    PRIMARY_STEPPED_DOWN = 189
    CHANGE_STREAM_HISTORY_LOST = 286
    USER_WRITES_BLOCKED = 371
    TOO_LARGE_FOR_CACHE = 388
    ATLAS_ERROR = 8000
    LEGACY_NOT_PRIMARY = 10058
    NOT_WRITABLE_PRIMARY = 10107
    BSON_OBJECT_TOO_LARGE = 10334
    DUPLICATE_KEY = 11000
    INTERRUPTED_AT_SHUTDOWN = 11600
    INTERRUPTED_BY_ELECTION = 11602
    NOT_PRIMARY_NO_SECONDARY_OK = 13435
    NOT_PRIMARY_OR_SECONDARY = 13436
    OUT_OF_DISK_SPACE = 14031
    UPDATED_DOCUMENT_TOO_LARGE = 17419
    CHANGE_STREAMS_UNSUPPORTED = 40573
    FORBIDDEN_CHARACTER = 50692
    USER_EXISTS = 51003
