"""The old import path of :class:`mongokit.Connection`, and of kinds that are gone."""

from mongokit import (
    Connection,
    MongoClient,
    MongoReplicaSetClient,
    ReplicaSetConnection,
)
from mongokit.binding import CallableMixin
from mongokit.driver.connection import MongoKitConnection

__all__ = [
    "CallableMixin",
    "Connection",
    "MongoClient",
    "MongoKitConnection",
    "MongoReplicaSetClient",
    "ReplicaSetConnection",
]
