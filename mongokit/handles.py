"""What binds a document class to a collection, and the handle that one calls."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mongokit.registry import Registry

if TYPE_CHECKING:
    from mongokit.collection import Collection
    from mongokit.document import Document

__all__ = ["Binding", "CallableMixin", "bind"]


class Binding:
    """A document class and a collection, and the classes that know both.

    Documents are instances of a subclass made for the collection, so that nothing
    has to be set on each of them.

    :param document_class: the class, as it was declared.
    :param collection: where its documents live.
    """

    def __init__(
        self, document_class: "type[Document]", collection: "Collection"
    ) -> None:
        self.document_class = document_class
        self.collection = collection
        self.plan = document_class._plan
        self.attributes = {
            "_collection": collection,
            "__class__": property(lambda _: document_class),
        }

    @cached_property
    def new_class(self) -> Any:
        """The class of new documents."""
        return self.document_class.bind(self.attributes)

    @cached_property
    def load(self) -> "Callable[[dict[str, Any]], Document]":
        """What makes a document of a stored one, in the cheapest way there is."""
        if self.document_class.overrides_init():
            new_class = self.new_class
            return lambda raw: new_class(raw, gen_skel=False)
        attributes = {**self.attributes, "__init__": dict.__init__}
        loaded: Any = self.document_class.bind(attributes)
        work = self.plan.load
        if work is None:
            return loaded  # type: ignore[no-any-return]  # the class itself
        return lambda raw: _worked(loaded(raw), work)

    @cached_property
    def handle(self) -> "Document":
        """What ``collection.MyDoc`` is: an empty document that can be called."""
        handle_class: Any = self.document_class.bind(
            {**self.attributes, "_binding": self}, CallableMixin
        )
        handle: Document = dict.__new__(handle_class)
        return handle


def _worked(document: "Document", work: Callable[[dict[Any, Any]], None]) -> "Document":
    work(document)
    return document


def bind(
    registry: Registry,
    document_class: "type[Document]",
    collection: "Collection",
) -> Binding:
    """Return the binding of a class to a collection with its options.

    :param registry: remembers it; a binding keeps alive what its key is made of.
    """
    key = (
        document_class,
        collection.full_name,
        id(document_class._plan),
        id(collection.codec_options),
        id(collection.read_preference),
        id(collection.write_concern),
        id(collection.read_concern),
    )
    return registry.remember(key, lambda: Binding(document_class, collection))


class CallableMixin:
    """What a handle has beyond its document class."""

    _binding: Binding
    _collection: "Collection"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return a new document of this collection.

        The parameters are those of the class.
        """
        document = dict.__new__(self._binding.new_class)
        self._binding.document_class.__init__(document, *args, **kwargs)
        return document

    def __getattr__(self, name: str) -> Any:
        """Return what the collection has under a name that the class has not.

        :raises AttributeError: it has nothing of that name either.
        """
        if name.startswith("_") or not hasattr(type(self._collection), name):
            class_name = self._binding.document_class.__name__
            raise AttributeError(f"{class_name!r} has no attribute {name!r}")
        return getattr(self._collection, name)
