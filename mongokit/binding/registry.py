"""The document classes registered with a client, and the cache of their bindings."""

from difflib import get_close_matches
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from mongokit.schema import SchemaDocument

T = TypeVar("T")


def is_document_class(candidate: object) -> bool:
    """Return whether an object is a subclass of ``Document``.

    ``Document`` is built on this package and cannot be imported here, so its subclasses
    are recognized by a method.
    """
    return (
        isinstance(candidate, type)
        and issubclass(candidate, SchemaDocument)
        and hasattr(candidate, "generate_index")
    )


def _is_schema_only(candidate: object) -> bool:
    is_schema = isinstance(candidate, type) and issubclass(candidate, SchemaDocument)
    return is_schema and not is_document_class(candidate)


def _alive(values: WeakValueDictionary[int, Any]) -> list[Any]:
    """Return the values that still exist, while other threads may add some.

    Python raises an error if that happens while it iterates over ``values()``.
    """
    return [value for each in values.valuerefs() if (value := each()) is not None]


class Registry:
    """The registered classes of a client, for all its databases and collections.

    Each step is a single operation on a dict, also without a GIL: threads need no lock,
    so a fork cannot inherit one that is held.

    Each registration replaces ``generation`` with a new object, and updates the classes
    of ``handles``, which contains the handles in use. ``bindings`` is the cache of
    :func:`mongokit.binding.bind`. ``keepers`` contains the collections that keep
    handles as attributes.
    """

    def __init__(self) -> None:
        self.classes: dict[str, type[SchemaDocument]] = {}
        self.generation = object()
        self.handles: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self.bindings: dict[tuple[Any, ...], Any] = {}
        self.keepers: WeakValueDictionary[int, Any] = WeakValueDictionary()

    def register(self, document_class: type[SchemaDocument]) -> None:
        """Recompile and register a class, replacing any other of the same name.

        A ``SchemaDocument`` that is no ``Document`` has no collection, and is ignored.

        :raises TypeError: if it is not a document class.
        """
        if _is_schema_only(document_class):
            return
        if not is_document_class(document_class):
            raise TypeError(
                f"only subclasses of mongokit.Document are registered, "
                f"not {document_class!r}"
            )
        document_class.recompile()
        self.classes[document_class.__name__] = document_class
        self.generation = object()
        self.bindings.clear()
        if not document_class.__name__.startswith("_"):  # pymongo's own attributes do
            for collection in _alive(self.keepers):
                vars(collection).pop(document_class.__name__, None)
        for handle in _alive(self.handles):
            handle._update_class()

    def declared(self, given: Any) -> type[SchemaDocument]:
        """Return a registered class, given it or a generated subclass of it.

        :raises TypeError: if this very class is not registered.
        """
        found: Any = getattr(given, "_declared_class", None) or given
        known = self.classes.get(found.__name__)
        if known is not None and known is found:
            return known
        if not is_document_class(found):
            raise TypeError(f"{given!r} is neither a name nor a document class")
        name = found.__name__
        other = "" if known is None else f" {name!r} is the name of {known!r} now."
        raise TypeError(
            f"{found!r} is not registered: call connection.register([{name}]) first."
            f"{other}"
        )

    def keep_handle(
        self, collection: Any, document_class: type[SchemaDocument], handle: Any
    ) -> None:
        """Keep a handle as an attribute of a collection, until the next registration.

        Python then finds it without calling ``__getattr__``.
        """
        name = document_class.__name__
        self.keepers[id(collection)] = collection
        vars(collection)[name] = handle
        if self.generation_of(document_class) is None:  # another thread replaced it
            vars(collection).pop(name, None)

    def generation_of(self, document_class: type[SchemaDocument]) -> object | None:
        """Return the generation in which a class is the one registered by its name.

        Return ``None`` if another class has that name now.
        """
        generation = self.generation  # first: a later registration replaces it
        name = document_class.__name__
        if self.classes.get(name, document_class) is document_class:
            return generation
        return None

    def suggestion(self, name: str) -> str:
        """Return a sentence for somebody who called an unregistered name."""
        similar = get_close_matches(name, list(self.classes), 1)
        if similar:
            known = f"did you mean {similar[0]!r}?"
            return f"{name!r} is no registered document class: {known}"
        return (
            f"If {name!r} is a document class, it has to be registered first: "
            f"connection.register([{name}])."
        )

    def resolve(self, document_class: type[T], name: object) -> type[T]:
        """Return the class to load a document as.

        :param document_class: the requested class.
        :param name: value of the type field; ignored unless it is the name of a
            registered subclass.
        """
        found = self.classes.get(name) if isinstance(name, str) else None
        if found is None or not issubclass(found, document_class):
            return document_class
        return found
