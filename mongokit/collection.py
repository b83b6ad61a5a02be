"""The old import path of :class:`mongokit.Collection`."""

from mongokit import Collection

__all__ = ["Collection"]
