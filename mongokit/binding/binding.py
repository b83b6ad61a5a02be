"""Bind a document class to a collection."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pymongo.collection import Collection as PlainCollection
from pymongo.database import Database as PlainDatabase

from mongokit.binding.loader import BatchLoader
from mongokit.binding.registry import Registry
from mongokit.schema import SchemaDocument

CACHE_SIZE = 512

T = TypeVar("T", bound=SchemaDocument)
V = TypeVar("V")


class cached_property(Generic[V]):  # noqa: N801  a decorator, as property is
    """``functools.cached_property`` without the lock that it takes in Python 3.11.

    A process forked while another thread holds that lock would wait for it forever.
    When threads compute a value at the same time, all get the one stored first.

    :param compute: computes the value from the instance.
    """

    def __init__(self, compute: Callable[[Any], V]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, instance: Any, owner: type) -> V:
        """Return the value, and store it in the instance for the next access."""
        value: V = instance.__dict__.setdefault(self.name, self.compute(instance))
        return value


class Binding(Generic[T]):
    """A document class bound to a collection, with the classes generated for it.

    Documents are instances of a generated subclass that has the collection as a class
    attribute, so that it need not be set on each document.

    :param registry: registry of the client.
    :param document_class: the class, as declared.
    :param collection: collection of the documents.
    """

    def __init__(
        self,
        registry: Registry,
        document_class: type[T],
        collection: PlainCollection[Any],
    ) -> None:
        self.registry = registry
        self.generation = registry.generation_of(document_class)
        self.document_class = document_class
        self.collection = collection
        self.plan = document_class._plan
        self._loader: tuple[object, Any] = None, None
        self.attributes = {
            "_collection": collection,
            "__class__": property(lambda _: document_class),
            **_hidden_attributes(document_class),
        }

    @cached_property
    def new_class(self) -> Any:
        """The class of new documents."""
        return self.document_class.bind(self.attributes)

    @cached_property
    def make_new(self) -> Callable[[dict[str, Any]], T] | None:
        """A fast factory of new documents; ``None`` if ``__init__`` must be called."""
        is_plain = self.document_class.__init__ is self.document_class._plain_init
        return self.make_own if is_plain and not self.plan.migrates else None

    @cached_property
    def make_empty(self) -> Callable[[], T] | None:
        """A fast factory of documents with their initial fields, as ``make_new``."""
        initial_fields, loaded_class = self.plan.initial_fields, self.loaded_class
        if self.make_new is None or initial_fields is None:
            return None
        return lambda: loaded_class(initial_fields())

    @property
    def load(self) -> Callable[[dict[str, Any]], T] | BatchLoader:
        """The loader; it loads batches if references or migrations need queries.

        It is cached until the next registration, which may add a subclass with them.
        """
        load: Callable[[dict[str, Any]], T] | BatchLoader
        generation, load = self._loader
        if generation is not self.registry.generation:
            generation = self.registry.generation
            load = BatchLoader(self.make) if self._needs_queries else self.make
            self._loader = generation, load
        return load

    @property
    def _needs_queries(self) -> bool:
        loadable = [self.document_class]
        if self.plan.type_field is not None:
            classes = list(self.registry.classes.values())
            loadable += [c for c in classes if issubclass(c, self.document_class)]
        plans = [each._plan for each in loadable]
        return any(plan.find_slots is not None or plan.migrates for plan in plans)

    @cached_property
    def make(self) -> Callable[[dict[str, Any]], T]:
        """A factory of documents from raw dicts; the type field selects the class."""
        type_field, make_own = self.plan.type_field, self.make_own
        if type_field is None:
            return make_own
        document_class = self.document_class
        own_name, resolve = document_class.__name__, self.registry.resolve

        def make(raw: dict[str, Any]) -> T:
            name = raw.get(type_field)
            if name == own_name or not isinstance(name, str):
                return make_own(raw)
            named = resolve(document_class, name)
            if named is document_class:
                return make_own(raw)
            return bind(self.registry, named, self.collection).make_own(raw)

        return make

    @cached_property
    def make_own(self) -> Callable[[dict[str, Any]], T]:
        """A factory that makes documents of exactly this class from raw dicts."""
        if self.document_class.__init__ is not self.document_class._plain_init:
            new_class: Any = self.document_class.bind(
                {**self.attributes, "_migrates_on_init": False}
            )
            return lambda raw: new_class(raw, gen_skel=False)
        loaded_class, decode = self.loaded_class, self.plan.decode
        if decode is None:
            return loaded_class  # type: ignore[no-any-return]  # the class itself

        def make(raw: dict[str, Any]) -> T:
            document: T = loaded_class(raw)
            decode(document)
            return document

        return make

    @cached_property
    def loaded_class(self) -> Any:
        """The class whose ``__init__`` takes fields, and leaves them as they are."""
        return self.document_class.bind({**self.attributes, "__init__": dict.__init__})

    @cached_property
    def accepts_as_stored(self) -> Callable[[Any], bool]:
        """A fast check whether a value is a valid document that is stored as it is.

        It accepts only documents that a handle made or loaded, and not all of them.
        """
        own: Any = self.document_class
        plan, loaded_class = self.plan, self.loaded_class
        fast_check = plan.fast_check
        if (
            fast_check is None
            or own.validate is not own._plain_validate
            or own.skip_validation
            or plan.remaining_checks
            or plan.encode is not None
        ):
            return lambda _document: False

        def accepts(document: Any) -> bool:
            return (
                type(document) is loaded_class
                and document.raise_validation_errors
                and document.get("_id", document) is not None
                and fast_check(document)
            )

        return accepts

    @cached_property
    def handle(self) -> Any:
        """The handle: an empty document that is callable."""
        attributes = {
            "_collection": self.collection,
            "_binding": self,
            "__class__": property(lambda _: self.current().document_class),
            **_hidden_attributes(self.document_class),
        }
        handle_base: Any = self.collection._handle_class
        handle_class: Any = self.document_class.bind(attributes, handle_base)
        handle = dict.__new__(handle_class)
        self.registry.handles[id(handle)] = handle
        handle._update_class()  # another thread may have registered a class
        return handle

    def current(self) -> "Binding[Any]":
        """Return the binding of the class now registered under the same name."""
        registry, document_class = self.registry, self.document_class
        if self.plan is document_class._plan:
            if self.generation is registry.generation:
                return self
            self.generation = registry.generation_of(document_class)
            if self.generation is not None:
                return self
        name = document_class.__name__
        registered = registry.classes.get(name, document_class)
        return bind(registry, registered, self.collection)


def _hidden_attributes(document_class: type) -> dict[str, Any]:
    """Return the package's attributes that plain values of an application hide.

    An old base class may set ``collection = None``, for example.
    """
    hidden: dict[str, Any] = {}
    for name in ("collection", "db", "connection"):
        found = [
            vars(base)[name] for base in document_class.__mro__ if name in vars(base)
        ]
        if found and not hasattr(found[0], "__get__"):
            hidden[name] = found[-1]
    return hidden


class _Options(tuple[Any, ...]):
    """The options of a collection, as part of a cache key."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Return a constant: the options define equality, but no hash."""
        return 0


def options_of(source: PlainCollection[Any] | PlainDatabase[Any]) -> tuple[Any, ...]:
    """Return the options of a collection or database, in pymongo's order.

    These are codec options, read preference, write concern and read concern.
    """
    return (
        source.codec_options,
        source.read_preference,
        source.write_concern,
        source.read_concern,
    )


def bind(
    registry: Registry, document_class: type[T], collection: PlainCollection[Any]
) -> Binding[T]:
    """Return the binding of a class to a collection, from the cache if it is there.

    Collections with the same name and options share it. A full cache is cleared.
    """
    options = _Options(options_of(collection))
    key = (document_class, document_class._plan, collection.full_name, options)
    found: Any = registry.bindings.get(key)
    if found is None:
        if len(registry.bindings) >= CACHE_SIZE:
            registry.bindings.clear()
        made = Binding(registry, document_class, collection)
        found = registry.bindings.setdefault(key, made)
    return found  # type: ignore[no-any-return]  # the key has the class
