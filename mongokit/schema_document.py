"""The old import path of :mod:`mongokit.schema` and the schema errors."""

from mongokit.custom_types import CustomType, Set
from mongokit.dotted import (
    DotCollapsedDict,
    DotedDict,
    DotExpandedDict,
    i18nDotedDict,
)
from mongokit.errors import (
    AuthorizedTypeError,
    BadKeyError,
    DefaultFieldTypeError,
    DeprecationError,  # noqa: F401  not in the star import
    DuplicateDefaultValueError,
    DuplicateI18nError,  # noqa: F401  not in the star import
    DuplicateRequiredError,
    ModifierOperatorError,
    RequireFieldError,
    SchemaDocumentError,
    SchemaTypeError,
    StructureError,
    ValidationError,
    i18nError,
)
from mongokit.i18n import i18n
from mongokit.schema import SchemaDocument, SchemaProperties
from mongokit.structure.nodes import STRUCTURE_KEYWORDS

__all__ = [
    "STRUCTURE_KEYWORDS",
    "AuthorizedTypeError",
    "BadKeyError",
    "CustomType",
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
    "Set",
    "StructureError",
    "ValidationError",
    "i18n",
    "i18nDotedDict",
    "i18nError",
]
