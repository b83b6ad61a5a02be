"""The driver's client, database, collection and cursor, aware of document classes.

A class attribute of each contains the class of the objects that it creates; the
subclasses in :mod:`mongokit.legacy` override these attributes::

    Connection ─ _database_class ─► Database ─ _collection_class ─► Collection
    Collection ─ _cursor_class ─► Cursor,  Collection ─ _handle_class ─► Handle
"""

from mongokit.driver.collection import Collection
from mongokit.driver.connection import Connection
from mongokit.driver.cursor import Cursor
from mongokit.driver.database import Database
from mongokit.driver.handle import Handle

__all__ = ["Collection", "Connection", "Cursor", "Database", "Handle"]
