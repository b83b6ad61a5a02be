"""The old import path of :mod:`mongokit.schema` and the schema errors."""

from mongokit.dotted import DotCollapsedDict, DotedDict, DotExpandedDict
from mongokit.errors import (
    AuthorizedTypeError,
    BadKeyError,
    DefaultFieldTypeError,
    DuplicateDefaultValueError,
    DuplicateRequiredError,
    ModifierOperatorError,
    RequireFieldError,
    SchemaDocumentError,
    SchemaTypeError,
    StructureError,
    ValidationError,
    i18nError,
)
from mongokit.errors import (
    DeprecationError as DeprecationError,  # not in the star import
)
from mongokit.errors import (
    DuplicateI18nError as DuplicateI18nError,  # not in the star import
)
from mongokit.schema import SchemaDocument, SchemaProperties
from mongokit.structure.validation import STRUCTURE_KEYWORDS

__all__ = [
    "STRUCTURE_KEYWORDS",
    "AuthorizedTypeError",
    "BadKeyError",
    "DefaultFieldTypeError",
    "DotCollapsedDict",
    "DotExpandedDict",
    "DotedDict",
    "DuplicateDefaultValueError",
    "DuplicateRequiredError",
    "ModifierOperatorError",
    "RequireFieldError",
    "SchemaDocument",
    "SchemaDocumentError",
    "SchemaProperties",
    "SchemaTypeError",
    "StructureError",
    "ValidationError",
    "i18nError",
]
