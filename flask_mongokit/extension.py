"""The Flask extension."""

import copy
import weakref
from collections.abc import Iterable
from typing import Any, TypeVar, overload

from flask import Flask, current_app, g, has_app_context

from flask_mongokit.cli import commands
from flask_mongokit.client import ApplicationClient
from flask_mongokit.config import SETTINGS
from flask_mongokit.converters import BSONObjectIdConverter
from flask_mongokit.document import Document as FlaskDocument
from flask_mongokit.document import Handle as FlaskHandle
from mongokit import Collection, Database, Document, SchemaDocument
from mongokit.handle import Handle

__all__ = ["MongoKit"]

CLIENT = "mongokit.client"  # in app.extensions
IN_USE = "_mongokit"  # in flask.g

DocumentClass = TypeVar("DocumentClass", bound=type[SchemaDocument])
F = TypeVar("F", bound=FlaskDocument)
D = TypeVar("D", bound=Document)


class MongoKit:
    """The extension that provides MongoKit to Flask applications.

    In an application or request context, ``db.name`` and ``db['name']`` return the
    attribute and the collection of this name, from the current application's database,
    and ``db[MyDoc]`` the handle of a registered class, as ``db.MyDoc`` does.

    :param app: an application to pass to :meth:`init_app`, which can also be called
        later, and with several applications.
    """

    def __init__(self, app: Flask | None = None) -> None:
        self.registered_documents: list[type[Document]] = []
        """The document classes registered with all applications of this object."""
        self._clients: weakref.WeakSet[ApplicationClient] = weakref.WeakSet()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Set up an application: default settings, URL converter, commands.

        The settings, :data:`flask_mongokit.SETTINGS`, are read on the first use of the
        database or in :meth:`check_settings`, and again after :meth:`close`.

        :raises RuntimeError: if the application has another ``MongoKit`` object.
        """
        if app.extensions.get("mongokit", self) is not self:
            raise RuntimeError(
                f"{app!r} has a MongoKit object already: import that one, or give "
                "this one another application."
            )
        if CLIENT in app.extensions:
            return
        app.extensions["mongokit"] = self
        for setting in SETTINGS:
            app.config.setdefault(setting.name, copy.copy(setting.default))
        app.url_map.converters["ObjectId"] = BSONObjectIdConverter
        app.teardown_appcontext(lambda _: self.disconnect())
        app.cli.add_command(commands)
        client = ApplicationClient(app.config, self.registered_documents)
        app.extensions[CLIENT] = client
        self._clients.add(client)

    def check_settings(self, app: Flask) -> None:
        """Read an application's settings now, to report problems at startup.

        This makes the client that the application will use, but opens no connection.

        :raises ConfigurationError: if settings are invalid; it names each of them.
        :raises RuntimeError: if :meth:`init_app` was not called with this application.
        """
        self._client_of(app).make()

    @overload
    def register(self, documents: DocumentClass) -> DocumentClass: ...

    @overload
    def register(
        self, documents: Iterable[type[SchemaDocument]]
    ) -> list[type[Document]]: ...

    def register(self, documents: Any) -> Any:
        """Register document classes with all applications of this object immediately.

        A ``SchemaDocument`` that is no ``Document`` has no collection, and is ignored.

        :param documents: a list of classes, or a single class: ``register`` is also a
            class decorator.
        :returns: :attr:`registered_documents` for a list; a single class unchanged.
        :raises TypeError: if anything else is given.
        """
        is_one = isinstance(documents, type)
        for document_class in [documents] if is_one else documents:
            self._register_one(document_class)
        return documents if is_one else self.registered_documents

    def _register_one(self, document_class: Any) -> None:
        if not (
            isinstance(document_class, type)
            and issubclass(document_class, SchemaDocument)
        ):
            raise TypeError(
                f"register() takes a document class, or a list of them, not "
                f"{document_class!r}"
            )
        if not issubclass(document_class, Document):
            return  # it has no collection
        if document_class not in self.registered_documents:
            self.registered_documents.append(document_class)
        for client in list(self._clients):
            client.register(document_class)

    @property
    def connected(self) -> bool:
        """Whether the current context is connected; using the database connects it."""
        return self._in_use() is not None

    def connect(self) -> None:
        """Connect the current context to the database of its application.

        The application has one client per process, with a connection pool. A connection
        is opened now only to try the credentials of a new client.

        :raises RuntimeError: without a context, or before :meth:`init_app`.
        :raises ConfigurationError: if the ``MONGODB_*`` settings are invalid.
        :raises AuthenticationIncorrect: if the server rejects the credentials.
        :raises pymongo.errors.ConnectionFailure: if there are credentials to try, and
            no server answers.
        """
        self._database()

    def _client_of(self, app: Flask) -> ApplicationClient:
        if not self._clients:
            raise RuntimeError(
                "This MongoKit object has no application: call its init_app() first."
            )
        if app.extensions.get("mongokit") is not self:
            raise RuntimeError(
                f"This MongoKit object does not know {app!r}: call its init_app() "
                "with that application first."
            )
        client: ApplicationClient = app.extensions[CLIENT]
        return client

    def _in_use(self) -> Database | None:
        """Return the database that the current context uses.

        Return ``None`` if there is none, if it was connected by another ``MongoKit``
        object, or if its client has been closed or belongs to the parent process.
        """
        used = g.get(IN_USE) if has_app_context() else None
        if used is None:
            return None
        owner, client, database = used
        return database if owner is self and database is client.database else None

    def disconnect(self) -> None:
        """Disconnect the current context; the client stays open."""
        if self._in_use() is not None:
            g.pop(IN_USE)

    def close(self) -> None:
        """Close the current application's client.

        The next use makes a new one, from the settings at that time.

        :raises RuntimeError: without a context, or before :meth:`init_app`.
        """
        self._client_of(current_app).close()

    def _database(self) -> Database:
        database = self._in_use()
        if database is None:
            client = self._client_of(current_app)
            database = client.connect()
            setattr(g, IN_USE, (self, client, database))
        return database

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the current database: a handle, collection or method.

        The first use in a context connects it; see :meth:`connect`.

        :raises AttributeError: if the name starts with ``_``.
        :raises RuntimeError: without a context, or before :meth:`init_app`.
        """
        if name.startswith("_"):
            raise AttributeError(f"'MongoKit' object has no attribute {name!r}")
        return getattr(self._database(), name)

    @overload
    def __getitem__(self, name: str) -> Collection: ...

    @overload
    def __getitem__(self, name: type[F]) -> FlaskHandle[F]: ...

    @overload
    def __getitem__(self, name: type[D]) -> Handle[D]: ...

    def __getitem__(self, name: Any) -> Any:
        """Return the collection of this name, or the handle of a class.

        The first use in a context connects it to its database; see :meth:`connect`.

        :raises AttributeError: if the class has no ``__collection__``.
        :raises RuntimeError: without a context, or before :meth:`init_app`.
        :raises TypeError: if the class is not registered.
        """
        return self._database()[name]
