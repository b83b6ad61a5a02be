"""The old import path of names in ``mongokit.dotted`` and ``mongokit.custom_types``."""

from mongokit.custom_types import fromtimestamp, totimestamp
from mongokit.dotted import (
    DotCollapsedDict,
    DotedDict,
    DotExpandedDict,
    i18nDotedDict,
)

__all__ = [
    "DotCollapsedDict",
    "DotExpandedDict",
    "DotedDict",
    "fromtimestamp",
    "i18nDotedDict",
    "totimestamp",
]
