"""The exceptions, and the server's error codes."""

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
    """The base of all that this package raises on its own account."""


class SchemaDocumentError(MongoKitError):
    """A declaration or a document does not fit.

    :param args: what is wrong, as with any exception.
    :param path: the dotted path of the field, ``None`` when it is no single field.
    :param document_class: the document class, where it is known.
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
    """A structure is declared wrongly, or fields are missing or unknown."""


class BadKeyError(SchemaDocumentError):
    """A field name that MongoDB's paths cannot address."""


class AuthorizedTypeError(SchemaDocumentError):
    """A type that is not in ``authorized_types``."""


class ValidationError(SchemaDocumentError):
    """A value that a validator refuses, or that cannot be stored."""


class DuplicateRequiredError(SchemaDocumentError):
    """A path stands twice in ``required_fields``."""


class DuplicateDefaultValueError(SchemaDocumentError):
    """Kept for its name; nothing raises it."""


class ModifierOperatorError(SchemaDocumentError):
    """Kept for its name; nothing raises it."""


class SchemaTypeError(SchemaDocumentError):
    """A value of another type than the structure says."""


class DefaultFieldTypeError(SchemaDocumentError):
    """A default of another type than its custom type makes."""


class i18nError(SchemaDocumentError):  # noqa: N801  MongoKit's name
    """Kept for its name; nothing raises it."""


class DeprecationError(MongoKitError):
    """A name of pymongo 2 that is gone; the text says what to use."""


class DuplicateI18nError(MongoKitError):
    """A path stands twice in ``i18n``."""


class AutoReferenceError(MongoKitError):
    """A referenced document does not exist."""


class BadIndexError(MongoKitError):
    """An index is declared wrongly."""


class ConnectionError(MongoKitError):  # noqa: A001  MongoKit's name
    """A document without a collection was asked for what only one with has."""


class MaxDocumentSizeError(MongoKitError):
    """A document larger than MongoDB stores."""


class MongoAuthException(MongoKitError):  # noqa: N818  MongoKit's name
    """Kept for its name; nothing raises it."""


class MultipleResultsFound(MongoKitError):  # noqa: N818  MongoKit's name
    """More than one document, where at most one was expected."""


class OptionConflictError(MongoKitError):
    """Two options of a class that exclude each other."""


class UpdateQueryError(MongoKitError):
    """A migration that updates a field which the structure lacks."""


class EvalException(MongoKitError):  # noqa: N818  MongoKit's name
    """A dotted path with an unknown type name, such as ``$arf``."""


class ErrorCode(IntEnum):
    """The error codes of the server that have a handler."""

    USER_NOT_FOUND = 11
    UNAUTHORIZED = 13
    AUTHENTICATION_FAILED = 18
    ALREADY_INITIALIZED = 23
    NAMESPACE_NOT_FOUND = 26
    DUPLICATE_KEY = 11000
    FORBIDDEN_CHARACTER = 50692
    USER_EXISTS = 51003
