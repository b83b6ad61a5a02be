"""What binds a document class to a collection, and the handle that one calls."""

import contextlib
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from pymongo.collection import Collection as PlainCollection

from mongokit.binding.cached_property import cached_property
from mongokit.binding.loader import BatchLoader
from mongokit.binding.registry import Registry
from mongokit.binding.write_preparation import (
    prepare,
    prepare_insert,
    prepare_inserts,
    prepare_requests,
)
from mongokit.legacy.handle import LegacyHandle
from mongokit.schema import SchemaDocument

__all__ = ["Binding", "CallableMixin", "bind"]

T = TypeVar("T", bound=SchemaDocument)

# Assigning to __class__ would meet the property that stands for it.
change_class: Callable[[object, type], None] = vars(object)["__class__"].__set__


class Binding(Generic[T]):
    """A document class and a collection, and the classes that know both.

    Documents are instances of a subclass made for the collection, so that nothing
    has to be set on each of them.

    :param registry: knows which class has the name today.
    :param document_class: the class, as it was declared.
    :param collection: where its documents live.
    """

    def __init__(
        self,
        registry: Registry,
        document_class: type[T],
        collection: PlainCollection[Any],
    ) -> None:
        self.registry = registry
        self.generation = registry.generation
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
    def take_over(self) -> Callable[[dict[str, Any]], T] | None:
        """What makes a new document of fields in the cheapest way, if one is known."""
        is_plain = self.document_class.__init__ is self.document_class._plain_init
        return self.make_own if is_plain and not self.plan.migrates else None

    @cached_property
    def load(self) -> Callable[[dict[str, Any]], T] | BatchLoader:
        """What makes a document of a stored one, with all that it refers to."""
        return BatchLoader(self.make) if self._takes_the_server else self.make

    @property
    def _takes_the_server(self) -> bool:
        loadable = [self.document_class]
        if self.plan.type_field is not None:
            classes = self.registry.classes.values()
            loadable += [c for c in classes if issubclass(c, self.document_class)]
        plans = [each._plan for each in loadable]
        return any(plan.find_slots is not None or plan.migrates for plan in plans)

    @cached_property
    def make(self) -> Callable[[dict[str, Any]], T]:
        """What makes a document of a stored one, in the cheapest way there is."""
        if self.plan.type_field is None:
            return self.make_own
        return self._make_by_type(self.plan.type_field)

    def _make_by_type(self, type_field: str) -> Callable[[dict[str, Any]], T]:
        document_class, make_own = self.document_class, self.make_own
        own_name, find_named = document_class.__name__, self.registry.named

        def make(raw: dict[str, Any]) -> T:
            name = raw.get(type_field)
            if name == own_name or not isinstance(name, str):
                return make_own(raw)
            named = find_named(document_class, name)
            if named is document_class:
                return make_own(raw)
            return bind(self.registry, named, self.collection).make_own(raw)

        return make

    @cached_property
    def make_own(self) -> Callable[[dict[str, Any]], T]:
        """What makes a document of this very class of a stored one."""
        if self.document_class.__init__ is not self.document_class._plain_init:
            new_class: Any = self.document_class.bind(
                {**self.attributes, "_settles_itself": False}
            )
            return lambda raw: new_class(raw, gen_skel=False)
        attributes = {**self.attributes, "__init__": dict.__init__}
        loaded: Any = self.document_class.bind(attributes)
        work = self.plan.decode
        if work is None:
            return loaded  # type: ignore[no-any-return]  # the class itself
        return lambda raw: _worked(loaded(raw), work)

    @cached_property
    def handle(self) -> Any:
        """What ``collection.MyDoc`` is: an empty document that can be called."""
        attributes = {
            "_collection": self.collection,
            "_binding": self,
            "__class__": property(lambda _: self.today().document_class),
        }
        handle_class: Any = self.document_class.bind(attributes, CallableMixin)
        handle = dict.__new__(handle_class)
        self.registry.handles[id(handle)] = handle
        return handle

    def today(self) -> "Binding[Any]":
        """Return the binding of the class that is registered under the name now."""
        is_current = self.generation is self.registry.generation
        if is_current and self.plan is self.document_class._plan:
            return self
        name = self.document_class.__name__
        document_class = self.registry.classes.get(name, self.document_class)
        if document_class is self.document_class and document_class._plan is self.plan:
            return self
        return bind(self.registry, document_class, self.collection)


def _worked(document: T, work: Callable[[dict[Any, Any]], None]) -> T:
    work(document)
    return document


class _Options(tuple[Any, ...]):
    """The options of a collection, compared by value; hardly any two differ."""

    __slots__ = ()
    __hash__ = tuple.__len__  # what it is made of has no hash


def bind(
    registry: Registry, document_class: type[T], collection: PlainCollection[Any]
) -> Binding[T]:
    """Return the binding of a class to a collection with its options.

    :param registry: remembers it.
    """
    options = _Options(
        (
            collection.codec_options,
            collection.read_preference,
            collection.write_concern,
            collection.read_concern,
        )
    )
    key = (document_class, document_class._plan, collection.full_name, options)
    return registry.remember(key, lambda: Binding(registry, document_class, collection))


class CallableMixin(LegacyHandle):
    """What a handle has beyond its document class."""

    _binding: Binding[Any]

    def __call__(
        self,
        doc: dict[str, Any] | None = None,
        gen_skel: bool = True,  # noqa: FBT001, FBT002  MongoKit's signature
        lang: str = "en",
        fallback_lang: str = "en",
    ) -> Any:
        """Return a new document of this collection.

        :param doc: the fields to take over; without any, the document starts as the
            structure says, with the default values.
        :param gen_skel: ``False`` starts a document without ``doc`` empty.
        :param lang: the language of translated fields.
        :param fallback_lang: the language used where that has no value.
        """
        today = self._binding.today()
        if lang != "en" or fallback_lang != "en":
            languages = {"lang": lang, "fallback_lang": fallback_lang}
            return today.new_class(doc, gen_skel, **languages)
        if doc and (take_over := today.take_over) is not None:
            return take_over(doc)
        return today.new_class(doc, gen_skel)

    def _loader(self) -> Any:
        return self._binding.today().load

    def _follow(self) -> None:
        """Become a handle of the class that is registered under the name now.

        One with ``__slots__`` that the other lacks can give it documents alone.
        """
        today = self._binding.today()
        if today is not self._binding:
            with contextlib.suppress(TypeError):
                change_class(self, type(today.handle))

    def __getattr__(self, name: str) -> Any:
        """Return what the collection has under a name that the class has not.

        :raises AttributeError: it has nothing of that name either.
        """
        if name.startswith("_") or not hasattr(type(self._collection), name):
            class_name = self._binding.document_class.__name__
            raise AttributeError(f"{class_name!r} has no attribute {name!r}")
        return getattr(self._collection, name)

    def insert_one(self, document: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert a document; one of a document class is validated before.

        The parameters are those of :meth:`pymongo.collection.Collection.insert_one`.

        :raises SchemaDocumentError: it does not fit its structure.
        """
        stored = prepare_insert(document)
        return self._collection.insert_one(stored, *args, **kwargs)

    def insert_many(self, documents: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Insert documents; those of a document class are validated before any.

        The parameters are those of :meth:`pymongo.collection.Collection.insert_many`.

        :raises SchemaDocumentError: one does not fit its structure.
        """
        stored = prepare_inserts(documents)
        return self._collection.insert_many(stored, *args, **kwargs)

    def bulk_write(self, requests: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Write much at once; documents of a document class are validated before.

        The parameters are those of :meth:`pymongo.collection.Collection.bulk_write`.

        :raises SchemaDocumentError: one does not fit its structure.
        """
        prepared = prepare_requests(requests)
        return self._collection.bulk_write(prepared, *args, **kwargs)

    def replace_one(
        self,
        filter: Any,  # noqa: A002  pymongo's name
        replacement: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Replace a document; one of a document class is validated before.

        The parameters are those of :meth:`pymongo.collection.Collection.replace_one`.

        :raises SchemaDocumentError: it does not fit its structure.
        """
        stored = prepare(replacement)
        return self._collection.replace_one(filter, stored, *args, **kwargs)
