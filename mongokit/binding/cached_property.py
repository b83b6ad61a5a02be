"""Attributes that are computed on first access."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801  a decorator, as property is
    """``functools.cached_property`` without the lock that it takes in Python 3.11.

    A process forked while another thread holds that lock could never open it. When
    threads compute a value at the same time, each gets the one stored first.

    :param compute: returns the value.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, instance: Any, owner: type) -> T:
        """Return the value, and store it in the instance for the next access."""
        value: T = instance.__dict__.setdefault(self.name, self.compute(instance))
        return value
