"""A client that knows the registered document classes."""

from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from mongokit.binding.registry import Registry
from mongokit.driver.database import Database
from mongokit.legacy.connection import LegacyConnection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mongokit.document import Document

__all__ = ["Connection", "MongoClient", "MongoKitConnection"]

DocumentClass = TypeVar("DocumentClass", bound="type[Document]")


class MongoKitConnection(LegacyConnection):
    """What a client has beyond pymongo's: registered document classes.

    The parameters are those of :class:`pymongo.MongoClient`. Without
    ``uuidRepresentation`` it is ``standard``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._registry = Registry()
        self._ensured_indexes: set[str] = set()
        """Full names of collections whose indexes this client has ensured."""
        if not _names_uuid_representation(args, kwargs):
            kwargs["uuidRepresentation"] = "standard"
        super().__init__(*args, **kwargs)

    def __enter__(self) -> Self:
        """Return the client, which is closed behind the ``with``."""
        super().__enter__()
        return self

    @overload
    def register(self, classes: DocumentClass) -> DocumentClass: ...

    @overload
    def register(self, classes: "Iterable[type[Document]]") -> None: ...

    def register(self, classes: Any) -> Any:
        """Make document classes known by name, in all databases of this client.

        A name that is known already gets the new class, everywhere and at once.

        :param classes: a list, tuple, set or frozenset of classes, or one class, so
            that this is a decorator.
        :returns: the one class; ``None`` for several.
        :raises TypeError: one is no subclass of ``Document``.
        """
        if not isinstance(classes, (list, tuple, set, frozenset)):
            self._registry.register(classes)
            return classes
        for document_class in classes:
            self._registry.register(document_class)
        return None

    def __getattr__(self, name: str) -> Any:
        """Return a registered class's handle, else the database of this name.

        :raises AttributeError: the class lacks ``__database__`` or
            ``__collection__``, or the name begins with ``_``.
        """
        if name.startswith("_") or name not in self._registry.classes:
            return super().__getattr__(name)
        document_class = self._registry.classes[name]
        database_name = getattr(document_class, "__database__", None)
        if database_name is None:
            raise AttributeError(f"{name}: __database__ attribute not found")
        if getattr(document_class, "__collection__", None) is None:
            raise AttributeError(
                f"{name}: __collection__ attribute not found. You cannot specify the "
                "`__database__` attribute without the `__collection__` attribute"
            )
        return getattr(self[database_name], name)

    def __getitem__(self, name: str) -> Database:
        """Return the database of this name."""
        return Database(self, name)

    def get_database(
        self, name: str | None = None, *args: Any, **kwargs: Any
    ) -> Database:
        """Return a database, with options of its own.

        The parameters are those of :meth:`pymongo.MongoClient.get_database`.

        :raises pymongo.errors.ConfigurationError: there is no name, neither here nor
            in the connection string.
        """
        plain = super().get_database(name, *args, **kwargs)
        return _as_database(self, plain)

    def get_default_database(
        self, default: str | None = None, *args: Any, **kwargs: Any
    ) -> Database:
        """Return the database that the connection string names.

        The parameters are those of :meth:`pymongo.MongoClient.get_default_database`.

        :raises pymongo.errors.ConfigurationError: there is no name, neither here nor
            in the connection string.
        """
        plain = super().get_default_database(default, *args, **kwargs)
        return _as_database(self, plain)


def _as_database(client: MongoKitConnection, plain: Any) -> Database:
    return Database(
        client,
        plain.name,
        plain.codec_options,
        plain.read_preference,
        plain.write_concern,
        plain.read_concern,
    )


def _names_uuid_representation(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    hosts = kwargs.get("host", args[0] if args else None) or ()
    uris = [hosts] if isinstance(hosts, str) else hosts
    queries = [str(uri).partition("?")[2].replace(";", "&") for uri in uris]
    options = [*kwargs, *(each for query in queries for each in query.split("&"))]
    return any(
        each.partition("=")[0].lower() == "uuidrepresentation" for each in options
    )


class Connection(MongoKitConnection):
    """A client; ``connection.MyDoc`` is the handle of a registered class."""


MongoClient = Connection
