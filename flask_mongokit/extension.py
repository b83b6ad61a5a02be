"""The extension."""

import copy
import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from flask import Flask, current_app, g, has_app_context

from flask_mongokit.cli import commands
from flask_mongokit.clients import Clients
from flask_mongokit.config import SETTINGS
from flask_mongokit.converters import BSONObjectIdConverter
from mongokit import Collection, Connection, Database, Document

__all__ = ["MongoKit"]

USE = "_mongokit"

DocumentClass = TypeVar("DocumentClass", bound=type[Document])


@dataclass(eq=False, frozen=True, slots=True)
class _Use:
    """What a context keeps: the database that it uses, and where that came from."""

    owner: "MongoKit"
    database: Database
    clients: Clients
    generation: object


class MongoKit:
    """MongoKit in a Flask application.

    In an application or request context ``db.name`` and ``db['name']`` are those of
    the current application's database.

    :param app: the application; :meth:`init_app` takes it, or further ones, later.
    """

    def __init__(self, app: Flask | None = None) -> None:
        self.registered_documents: list[type[Document]] = []
        """The document classes that every application of this object knows."""
        self._clients: weakref.WeakKeyDictionary[Flask, Clients]
        self._clients = weakref.WeakKeyDictionary()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Set an application up: defaults, ``ObjectId`` in addresses, commands.

        Settings are read when a context first connects, not here:
        ``MONGODB_HOST``, ``MONGODB_PORT``, ``MONGODB_DATABASE`` and the others of
        :data:`flask_mongokit.config.SETTINGS`.

        :raises RuntimeError: another ``MongoKit`` has this application already.
        """
        if app.extensions.get("mongokit", self) is not self:
            raise RuntimeError(
                f"{app!r} has a MongoKit object already: import that one, or give "
                "this one another application."
            )
        if app in self._clients:
            return
        app.extensions["mongokit"] = self
        for setting in SETTINGS:
            app.config.setdefault(setting.name, copy.copy(setting.default))
        app.url_map.converters["ObjectId"] = BSONObjectIdConverter
        app.teardown_appcontext(lambda _: self.disconnect())
        app.cli.add_command(commands)
        self._clients[app] = Clients(self._register_all)

    @overload
    def register(self, documents: DocumentClass) -> DocumentClass: ...

    @overload
    def register(self, documents: Iterable[type[Document]]) -> list[type[Document]]: ...

    def register(self, documents: Any) -> Any:
        """Make document classes known, at once and to every application.

        :param documents: a list of classes, or one class, so that this is a decorator.
        :returns: :attr:`registered_documents`; the class, for one class.
        :raises TypeError: one is no document class.
        """
        is_one = isinstance(documents, type)
        for document_class in [documents] if is_one else documents:
            self._register_one(document_class)
        return documents if is_one else self.registered_documents

    def _register_one(self, document_class: Any) -> None:
        if not (
            isinstance(document_class, type) and issubclass(document_class, Document)
        ):
            raise TypeError(
                f"register() takes a document class, or a list of them, not "
                f"{document_class!r}"
            )
        if document_class not in self.registered_documents:
            self.registered_documents.append(document_class)
        for clients in list(self._clients.values()):
            for client in clients:
                client.register(document_class)

    def _register_all(self, client: Connection) -> None:
        client.register(list(self.registered_documents))

    @property
    def connected(self) -> bool:
        """Whether the current context has used its database."""
        return self._in_use() is not None

    def connect(self) -> None:
        """Connect the current context.

        No connection is opened for it: the application keeps one client, with a pool,
        in each process. Only credentials that are new are tried at once.

        :raises RuntimeError: there is no context, or :meth:`init_app` was not called.
        :raises ConfigurationError: the ``MONGODB_*`` settings cannot be used.
        :raises AuthenticationIncorrect: the server refuses the credentials.
        """
        self._connect()

    def _connect(self) -> Database:
        clients = self._current_clients()
        generation = clients.generation
        database = clients.database(current_app.config)
        setattr(g, USE, _Use(self, database, clients, generation))
        return database

    def _current_clients(self) -> Clients:
        if not self._clients:
            raise RuntimeError(
                "This MongoKit object has no application: call its init_app() first."
            )
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  a proxy has no public way
        if app not in self._clients:
            raise RuntimeError(
                f"This MongoKit object does not know {app!r}: call its init_app() "
                "with that application first."
            )
        return self._clients[app]

    def _in_use(self) -> Database | None:
        """Return the database that the current context uses.

        None, too, where it is that of another MongoKit object, or came from clients
        that were closed since or belong to the parent of this process.
        """
        use: _Use | None = g.get(USE) if has_app_context() else None
        if use is None or use.owner is not self:
            return None
        return use.database if use.generation is use.clients.generation else None

    def disconnect(self) -> None:
        """Let the current context forget its database; the client stays."""
        if self._in_use() is not None:
            g.pop(USE)

    def close(self) -> None:
        """Close the current application's clients; the next use makes new ones.

        :raises RuntimeError: there is no context, or :meth:`init_app` was not called.
        """
        self._current_clients().close()

    def _database(self) -> Database:
        database = self._in_use()
        return self._connect() if database is None else database

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the current database: a handle, collection, method.

        :raises AttributeError: the name begins with ``_``.
        :raises RuntimeError: there is no context, or :meth:`init_app` was not called.
        """
        if name.startswith("_"):
            raise AttributeError(f"'MongoKit' object has no attribute {name!r}")
        return getattr(self._database(), name)

    def __getitem__(self, name: str) -> Collection:
        """Return the collection of this name.

        :raises RuntimeError: there is no context, or :meth:`init_app` was not called.
        """
        return self._database()[name]
