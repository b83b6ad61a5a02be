"""The document classes of one client, and what binds them to its collections."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from mongokit.schema import SchemaDocument

__all__ = ["Registry", "is_document_class"]

REMEMBERED = 512

T = TypeVar("T")


def is_document_class(candidate: object) -> bool:
    """Tell whether something is a ``Document`` class, which is made above here."""
    return (
        isinstance(candidate, type)
        and issubclass(candidate, SchemaDocument)
        and hasattr(candidate, "generate_index")
    )


class Registry:
    """What ``register`` was told, for all databases and collections of a client.

    Each of its steps is one operation on a dict, so threads need no lock, and a
    fork cannot leave one locked. Its ``generation`` is another object whenever a
    class was registered. Its ``handles`` are those in use, which are told of that.
    """

    def __init__(self) -> None:
        self.classes: dict[str, type[SchemaDocument]] = {}
        self.generation = object()
        self.handles: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._made: dict[Hashable, Any] = {}

    def register(self, document_class: type[SchemaDocument]) -> None:
        """Make a class known under its name, in place of any before it.

        :raises TypeError: it is no document class.
        """
        if not is_document_class(document_class):
            raise TypeError(
                f"only subclasses of mongokit.Document are registered, "
                f"not {document_class!r}"
            )
        document_class.recompile()
        self.classes[document_class.__name__] = document_class
        self.generation = object()
        self._made.clear()
        for handle in list(self.handles.values()):
            handle._follow()

    def named(self, document_class: type[T], name: object) -> type[T]:
        """Return the class of a document that is read as one of some class.

        :param name: what its type field has: a subclass, if one is registered so.
        """
        found = self.classes.get(name) if isinstance(name, str) else None
        if found is None or not issubclass(found, document_class):
            return document_class
        return found

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made for a key before, else what is made now.

        All is forgotten, and made anew, when it has become too much.
        """
        found: T | None = self._made.get(key)
        if found is not None:
            return found
        if len(self._made) >= REMEMBERED:
            self._made.clear()
        made: T = self._made.setdefault(key, make())
        return made
