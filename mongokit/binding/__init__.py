"""Bind document classes to collections, for handles, loading and validated writes."""

from mongokit.binding.binding import Binding, bind, options_of
from mongokit.binding.handle import Handle
from mongokit.binding.loader import BatchLoader, load_all
from mongokit.binding.registry import Registry, is_document_class

__all__ = [
    "BatchLoader",
    "Binding",
    "Handle",
    "Registry",
    "bind",
    "is_document_class",
    "load_all",
    "options_of",
]
