"""Subclasses of the classes in :mod:`mongokit.driver`, with pymongo 2's methods.

Old names with an equivalent cause a deprecation warning; others raise an error. The
rest of ``mongokit`` does not depend on this package: if it is deleted, only the names
of pymongo 4 remain.
"""

from mongokit.legacy.collection import Collection
from mongokit.legacy.connection import Connection
from mongokit.legacy.cursor import Cursor
from mongokit.legacy.database import Database
from mongokit.legacy.old_names import raise_missing_name

__all__ = ["Collection", "Connection", "Cursor", "Database", "raise_missing_name"]
