"""Removed client classes; calling one raises an error that names the replacement."""

from typing import Any, NoReturn

from mongokit.errors import DeprecationError

__all__ = ["MasterSlaveConnection"]


class _RemovedConnection:
    replacement = "Connection(replicaSet=...)"

    def __new__(cls, *_: Any, **__: Any) -> NoReturn:
        """Reject the call.

        :raises DeprecationError: always; the message names the replacement.
        """
        raise DeprecationError(f"{cls.__name__} is gone: use {cls.replacement}")


class ReplicaSetConnection(_RemovedConnection):
    """Removed: ``Connection`` connects to replica sets too."""


class MongoReplicaSetClient(_RemovedConnection):
    """Removed: ``Connection`` connects to replica sets too."""


class MasterSlaveConnection(_RemovedConnection):
    """Removed: replica sets replace master-slave replication."""

    replacement = "a replica set, and Connection(replicaSet=...)"


CLASSES: list[Any] = [
    MasterSlaveConnection,
    MongoReplicaSetClient,
    ReplicaSetConnection,
]
REMOVED_CLASSES = {removed.__name__: removed.replacement for removed in CLASSES}
"""What to use instead of each class."""
