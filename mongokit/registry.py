"""The document classes of one client, and what binds them to its collections."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

__all__ = ["Registry"]

REMEMBERED = 512

T = TypeVar("T")


class Registry:
    """What ``register`` was told, for all databases and collections of a client."""

    def __init__(self) -> None:
        self.classes: dict[str, Any] = {}
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def register(self, document_class: Any) -> None:
        """Make a class known under its name, in place of any before it."""
        document_class.recompile()
        with self._lock:
            self.classes[document_class.__name__] = document_class
            self._made.clear()

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key before, else what is made now.

        :param key: the least recently used ones are forgotten.
        """
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                found: T = self._made[key]
                return found
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)
        return made
