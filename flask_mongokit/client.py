"""The client of an application, one per process."""

import os
import threading
import weakref
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from pymongo.errors import InvalidOperation, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.uri_parser import parse_uri, split_hosts

from flask_mongokit.config import (
    DEFAULT_PORT,
    SETTINGS,
    SRV_SCHEME,
    URI_SCHEME,
    URI_SCHEMES,
    host_list,
    parse_config,
)
from flask_mongokit.elections import AfterElection, ElectionListener
from flask_mongokit.errors import AuthenticationIncorrect, ConfigurationError
from flask_mongokit.slow_queries import SlowQueryListener
from flask_mongokit.write_outcomes import WriteListener
from mongokit import Connection, Database, Document
from mongokit.errors import ErrorCode

__all__ = [
    "ApplicationClient",
    "address",
    "addresses",
    "client_arguments",
    "make_client",
]


PAUSED = "connection pool paused"
"""The error of a thread that waits while the server rejects another's credentials."""


def client_arguments(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ``MongoClient`` arguments for a configuration.

    :param config: an application's configuration; ``None`` and empty text in it count
        as unset.
    :raises ConfigurationError: if settings are invalid; it names each of them.
    """
    return _arguments(parse_config(config))


def _arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    arguments = _host_and_port(values)
    arguments |= {
        s.keyword: values[s.name] for s in SETTINGS if s.keyword and values[s.name]
    }
    if values["MONGODB_USERNAME"]:
        arguments |= _auth_source(values, arguments["host"])
    if values["MONGODB_SLAVE_OKAY"]:
        arguments["readPreference"] = "secondaryPreferred"
    return {**arguments, **values["MONGODB_OPTIONS"]}


def _host_and_port(values: Mapping[str, Any]) -> dict[str, Any]:
    given = values["MONGODB_URI"] or values["MONGODB_HOST"]
    if given.startswith(URI_SCHEMES):
        return {"host": given}
    names = host_list(given)
    host = names[0] if len(names) == 1 else names
    if "/" in given:  # pymongo accepts a socket's path only in a connection string
        host = URI_SCHEME + ",".join(quote(name, safe=":[]") for name in names)
    return {"host": host, "port": values["MONGODB_PORT"]}


def _auth_source(values: Mapping[str, Any], host: str | list[str]) -> dict[str, Any]:
    """Return the ``authSource`` argument, unless the connection string has one."""
    if values["MONGODB_AUTH_SOURCE"]:
        return {"authSource": values["MONGODB_AUTH_SOURCE"]}
    if isinstance(host, str) and host.startswith(URI_SCHEMES):
        parts = urlsplit(host)
        if parts.path.strip("/") or "authsource=" in parts.query.lower():
            return {}
    return {"authSource": values["MONGODB_DATABASE"]}


def addresses(config: Mapping[str, Any]) -> list[str]:
    """Return the configured servers, each as ``host:port``.

    They are safe to show: the credentials in a connection string are left out. A
    ``mongodb+srv://`` connection string is represented by its DNS name, without a port.

    :raises ConfigurationError: if settings are invalid; it names each of them.
    """
    arguments = client_arguments(config)
    host, port = arguments["host"], arguments.get("port", DEFAULT_PORT)
    names = host if isinstance(host, str) else ",".join(host)
    if names.startswith(SRV_SCHEME):
        return [urlsplit(names).netloc.rpartition("@")[2]]
    is_uri = names.startswith(URI_SCHEME)
    nodes: list[Any] = (
        parse_uri(names, port)["nodelist"] if is_uri else split_hosts(names, port)
    )
    return [address(*node) for node in nodes]


def address(host: str, port: int | None) -> str:
    """Return a server's address as it is written in the settings.

    :param host: the name, IP address or socket.
    :param port: the port, if it has one.
    """
    host = f"[{host}]" if ":" in host else host
    return host if port is None else f"{host}:{port}"


def make_client(arguments: Mapping[str, Any]) -> Connection:
    """Return a client that connects on first use.

    :param arguments: the result of :func:`client_arguments`.
    :raises ConfigurationError: if pymongo rejects the arguments.
    """
    try:
        return Connection(**{**arguments, "connect": False})
    except (PyMongoError, TypeError, ValueError, OSError) as error:
        reason = str(error).rstrip(".")
        raise ConfigurationError(
            [f"pymongo rejects the MONGODB_* settings: {reason}."]
        ) from error


class ApplicationClient:
    """Makes the client of an application on first use, and shares it between threads.

    A forked child process makes its own client.

    :param config: the application's configuration, read when the client is made.
    :param documents: the document classes to register with the client.
    """

    def __init__(
        self, config: Mapping[str, Any], documents: Iterable[type[Document]]
    ) -> None:
        self._config = config
        self._documents = documents
        self._of_parent: list[Database | None] = []
        self._reset()
        instances.add(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._made: Database | None = None
        self.database: Database | None = None
        """The database; ``None`` until the client is made and its credentials work."""

    def leave_to_parent(self) -> None:
        """Discard the parent's client in a forked child, without closing it."""
        self._of_parent.append(self._made)
        self._reset()

    def register(self, document_class: type[Document]) -> None:
        """Register a document class with the client, if it has been made already."""
        with self._lock:
            if self._made is not None:
                client: Any = self._made.client
                client.register(document_class)

    def connect(self) -> Database:
        """Return the application's database.

        This opens a connection only to try the credentials of a new client.

        :raises ConfigurationError: if the settings are invalid.
        :raises AuthenticationIncorrect: if the server rejects the credentials.
        :raises pymongo.errors.ConnectionFailure: if there are credentials to try, and
            no server answers.
        """
        made = self.make()
        while made is not self.database:
            self._try_credentials(made)
            made = self.make()
        return made

    def make(self) -> Database:
        """Return the database; make the client if needed, without opening a connection.

        :raises ConfigurationError: if the settings are invalid.
        """
        with self._lock:
            if self._made is None:
                values = parse_config(self._config)
                arguments = _arguments(values)
                listeners = [*arguments.get("event_listeners", []), WriteListener()]
                if values["MONGODB_SLOW_MS"]:
                    listeners.append(SlowQueryListener(values["MONGODB_SLOW_MS"]))
                elections = ElectionListener()
                listeners.append(elections)
                client = make_client({**arguments, "event_listeners": listeners})
                client.register(list(self._documents))
                self._made = client.get_default_database(
                    values["MONGODB_DATABASE"],
                    read_concern=_read_concern(client, elections),
                )
                if not _has_credentials(arguments):
                    self.database = self._made
            return self._made

    def _try_credentials(self, made: Database) -> None:
        client = made.client
        try:
            client.admin.command("ping", read_preference=client.read_preference)
        except (PyMongoError, ValueError) as error:
            if _is_refusal(error):
                self._discard(made)
                raise AuthenticationIncorrect("Server authentication failed") from error
            if isinstance(error, InvalidOperation):  # another thread closed the client
                self._discard(made)
            if made is self._made and PAUSED not in str(error):
                raise
        else:
            with self._lock:
                if made is self._made:
                    self.database = made

    def _discard(self, made: Database) -> None:
        with self._lock:
            if made is self._made:
                self._made = self.database = None
        made.client.close()

    def close(self) -> None:
        """Close the client; the next use makes a new one with the current settings."""
        if self._made is not None:
            self._discard(self._made)


def _read_concern(client: Connection, elections: ElectionListener) -> ReadConcern:
    is_read_from_primary = client.read_preference == ReadPreference.PRIMARY
    if is_read_from_primary and client.read_concern.level == "majority":
        return AfterElection("majority", elections=elections)
    return client.read_concern


def _has_credentials(arguments: Mapping[str, Any]) -> bool:
    names = {"username", "authMechanism"}
    return "@" in str(arguments["host"]) or not names.isdisjoint(arguments)


def _is_refusal(error: Exception) -> bool:
    """Return whether the credentials were rejected, by the server or the driver."""
    if isinstance(error, OperationFailure):
        return error.code == ErrorCode.AUTHENTICATION_FAILED
    return isinstance(error, ValueError)


instances: weakref.WeakSet[ApplicationClient] = weakref.WeakSet()


def _leave_clients_to_parent() -> None:
    for instance in list(instances):
        instance.leave_to_parent()


os.register_at_fork(after_in_child=_leave_clients_to_parent)
