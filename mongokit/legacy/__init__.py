"""The names of pymongo 2 on top of the core, each with a deprecation warning.

The core knows nothing of this package: without the folder, ``mongokit`` has only
the names of pymongo 4.
"""

from mongokit.legacy.collection import Collection
from mongokit.legacy.connection import Connection
from mongokit.legacy.cursor import Cursor
from mongokit.legacy.database import Database
from mongokit.legacy.old_names import raise_missing_name

__all__ = ["Collection", "Connection", "Cursor", "Database", "raise_missing_name"]
