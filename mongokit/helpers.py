"""The old import path of :mod:`mongokit.dotted` and :mod:`mongokit.timestamps`."""

from mongokit.dotted import (
    DotCollapsedDict,
    DotedDict,
    DotExpandedDict,
    i18nDotedDict,
)
from mongokit.timestamps import fromtimestamp, totimestamp

__all__ = [
    "DotCollapsedDict",
    "DotExpandedDict",
    "DotedDict",
    "fromtimestamp",
    "i18nDotedDict",
    "totimestamp",
]
