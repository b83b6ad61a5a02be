"""The old import path of :class:`mongokit.Database`."""

from mongokit import Database

__all__ = ["Database"]
