"""The old import path of :class:`mongokit.Cursor`."""

from mongokit import Cursor

__all__ = ["Cursor"]
