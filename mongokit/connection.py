"""The old import path of :class:`mongokit.Connection` and related classes."""

from mongokit import (
    Connection,
    MongoClient,
    MongoReplicaSetClient,
    ReplicaSetConnection,
)
from mongokit.binding import Handle as CallableMixin
from mongokit.driver import Connection as MongoKitConnection

__all__ = [
    "CallableMixin",
    "Connection",
    "MongoClient",
    "MongoKitConnection",
    "MongoReplicaSetClient",
    "ReplicaSetConnection",
]
