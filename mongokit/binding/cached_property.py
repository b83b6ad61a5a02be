"""Attributes that are made when they are first read."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["cached_property"]

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801  a decorator, as property is
    """A method as an attribute, which is made once for an instance.

    It takes no lock, unlike ``functools.cached_property`` of Python 3.11: a process
    that forks while a thread makes one would leave its child with a lock that nobody
    opens. Of several threads that make it at once each gets what the first has stored.

    :param make: makes the value.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make = make
        self.name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, instance: Any, owner: type) -> T:
        """Return the value; later the instance has it itself."""
        made: T = instance.__dict__.setdefault(self.name, self.make(instance))
        return made
