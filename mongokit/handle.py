"""The class of handles, for annotations: ``tasks: Handle[Task] = db[Task]``."""

from mongokit.driver import Handle

__all__ = ["Handle"]
