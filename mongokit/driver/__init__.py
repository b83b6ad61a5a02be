"""The driver's client, database, collection and cursor, aware of document classes."""

from mongokit.driver.collection import Collection
from mongokit.driver.connection import Connection, MongoClient
from mongokit.driver.cursor import Cursor
from mongokit.driver.database import Database

__all__ = ["Collection", "Connection", "Cursor", "Database", "MongoClient"]
