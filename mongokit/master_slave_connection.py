"""Removed kinds of client; calling one raises an error that names the replacement."""

from typing import Any, NoReturn

from mongokit.errors import DeprecationError

__all__ = ["MasterSlaveConnection"]


class _RemovedConnection:
    replacement = "Connection(replicaSet=...)"

    def __new__(cls, *_: Any, **__: Any) -> NoReturn:
        """Explain what to use instead.

        :raises DeprecationError: always.
        """
        raise DeprecationError(f"{cls.__name__} is gone: use {cls.replacement}")


class ReplicaSetConnection(_RemovedConnection):
    """Removed: ``Connection`` connects to replica sets too."""


class MongoReplicaSetClient(_RemovedConnection):
    """Removed: ``Connection`` connects to replica sets too."""


class MasterSlaveConnection(_RemovedConnection):
    """Removed: replica sets replace the server's master and slave mode."""

    replacement = "a replica set, and Connection(replicaSet=...)"
