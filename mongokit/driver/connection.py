"""A client that document classes can be registered with."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self, TypeVar, overload

from bson.codec_options import CodecOptions, TypeRegistry
from pymongo import MongoClient as PlainMongoClient
from pymongo.database import Database as PlainDatabase
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from mongokit.binding import Registry, options_of
from mongokit.driver.database import Database
from mongokit.driver.handle import D, Handle
from mongokit.schema import SchemaDocument

DocumentClass = TypeVar("DocumentClass", bound=type[SchemaDocument])


class Connection(PlainMongoClient[Any]):
    """pymongo's client; ``connection.MyDoc`` is a handle of a registered class.

    Takes the parameters of :class:`pymongo.MongoClient`, but ``uuidRepresentation``
    defaults to ``standard``.
    """

    _database_class: ClassVar[type[Database]] = Database

    def __init__(  # noqa: PLR0913, PLR0917  pymongo's signature
        self,
        host: str | Sequence[str] | None = None,
        port: int | None = None,
        document_class: type[Any] | None = None,
        tz_aware: bool | None = None,  # noqa: FBT001  pymongo's signature
        connect: bool | None = None,  # noqa: FBT001  pymongo's signature
        type_registry: TypeRegistry | None = None,
        **kwargs: Any,
    ) -> None:
        self._registry = Registry()
        self._ensured_indexes: set[str] = set()
        """Full names of collections whose indexes this client has ensured."""
        if not _names_uuid_representation(host, kwargs):
            kwargs["uuidRepresentation"] = "standard"
        super().__init__(
            host, port, document_class, tz_aware, connect, type_registry, **kwargs
        )

    def __enter__(self) -> Self:
        """Return the client; leaving the ``with`` block closes it."""
        super().__enter__()
        return self

    @overload
    def register(self, classes: DocumentClass) -> DocumentClass: ...

    @overload
    def register(self, classes: Iterable[type[SchemaDocument]]) -> None: ...

    def register(self, classes: Any) -> Any:
        """Register document classes by name, for all databases of this client.

        A class replaces any other of the same name, in existing handles too.

        :param classes: a list, tuple, set or frozenset of classes, or a single class,
            so that this works as a decorator.
        :returns: the single class; ``None`` for several.
        :raises TypeError: if one is not a subclass of ``Document``.
        """
        if not isinstance(classes, (list, tuple, set, frozenset)):
            self._registry.register(classes)
            return classes
        for document_class in classes:
            self._registry.register(document_class)
        return None

    def __getattr__(self, name: str) -> Any:
        """Return the handle of a registered class, or a database.

        :raises AttributeError: if the class lacks ``__database__`` or
            ``__collection__``, or the name begins with ``_``.
        """
        if name.startswith("_") or name not in self._registry.classes:
            return super().__getattr__(name)
        return self._handle(self._registry.classes[name])

    def _handle(self, document_class: type[SchemaDocument]) -> Any:
        name = document_class.__name__
        database_name = getattr(document_class, "__database__", None)
        if database_name is None:
            raise AttributeError(f"{name}: __database__ attribute not found")
        if getattr(document_class, "__collection__", None) is None:
            raise AttributeError(
                f"{name}: __collection__ attribute not found. You cannot specify the "
                "`__database__` attribute without the `__collection__` attribute"
            )
        return self[database_name]._handle(document_class)

    @overload
    def __getitem__(self, name: str) -> Database: ...

    @overload
    def __getitem__(self, name: type[D]) -> Handle[D]: ...

    def __getitem__(self, name: Any) -> Any:
        """Return the database with this name, or the handle of a class.

        :raises AttributeError: if the class lacks ``__database__`` or
            ``__collection__``.
        :raises TypeError: if the class is not registered.
        """
        if isinstance(name, type):
            return self._handle(self._registry.declared(name))
        return self._database_class(self, name)

    def get_database(
        self,
        name: str | None = None,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> Database:
        """Return a database, optionally with other options.

        Takes the parameters of :meth:`pymongo.MongoClient.get_database`.

        :raises pymongo.errors.ConfigurationError: if neither the call nor the
            connection string names a database.
        """
        options = codec_options, read_preference, write_concern, read_concern
        return self._adopt(super().get_database(name, *options))

    def get_default_database(
        self,
        default: str | None = None,
        codec_options: CodecOptions[Any] | None = None,
        read_preference: Any = None,
        write_concern: WriteConcern | None = None,
        read_concern: ReadConcern | None = None,
    ) -> Database:
        """Return the database that the connection string names, or the given default.

        Takes the parameters of :meth:`pymongo.MongoClient.get_default_database`.

        :raises pymongo.errors.ConfigurationError: if neither the call nor the
            connection string names a database.
        """
        options = codec_options, read_preference, write_concern, read_concern
        return self._adopt(super().get_default_database(default, *options))

    def _adopt(self, plain: PlainDatabase[Any]) -> Database:
        """Convert a pymongo database, keeping its options."""
        return self._database_class(self, plain.name, *options_of(plain))


def _names_uuid_representation(
    host: str | Sequence[str] | None, kwargs: dict[str, Any]
) -> bool:
    uris = [host] if isinstance(host, str) else host or ()
    queries = [str(uri).partition("?")[2].replace(";", "&") for uri in uris]
    options = [*kwargs, *(each for query in queries for each in query.split("&"))]
    return any(
        each.partition("=")[0].lower() == "uuidrepresentation" for each in options
    )
