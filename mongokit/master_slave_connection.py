"""The old import path of a kind of client that is gone."""

from mongokit.legacy.removed import MasterSlaveConnection

__all__ = ["MasterSlaveConnection"]
