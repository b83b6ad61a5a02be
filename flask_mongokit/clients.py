"""One client for each configuration of an application, in each process."""

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.errors import (
    InvalidOperation,
    OperationFailure,
    PyMongoError,
)

from flask_mongokit.config import SETTINGS, client_arguments, default_database
from flask_mongokit.errors import AuthenticationIncorrect
from mongokit import Connection, Database

__all__ = ["Clients"]

AUTHENTICATION_FAILED = 18
CREDENTIALS = ("username", "authMechanism")


@dataclass(eq=False, slots=True)
class _Pooled:
    """A client, and whether its credentials still have to be tried."""

    client: Connection
    is_untried: bool


class Clients:
    """The clients of one application, made at first use and shared by its threads.

    :param prepare: is given each new client.
    """

    def __init__(self, prepare: Callable[[Connection], None]) -> None:
        self._prepare = prepare
        self._of_parent: list[Any] = []
        self._start()
        everyone.add(self)

    def _start(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[str, _Pooled] = {}
        self._latest: tuple[list[Any], Database] | None = None
        self.generation = object()
        """Another one as soon as the clients made so far are not to be used."""

    def leave_to_parent(self) -> None:
        """Start anew in a forked child; the parent's clients stay open, for it."""
        self._of_parent.append(self._clients)
        self._start()

    def __iter__(self) -> Iterator[Connection]:
        """Yield the clients there are."""
        return iter([pooled.client for pooled in self._pools()])

    def _pools(self) -> list[_Pooled]:
        with self._lock:
            return list(self._clients.values())

    def database(self, config: Mapping[str, Any]) -> Database:
        """Return the database that a configuration describes, connecting nothing yet.

        Where there are credentials, a new client asks the server about them first.

        :param config: an application's configuration.
        :raises ConfigurationError: the settings cannot be used.
        :raises AuthenticationIncorrect: the server refuses the credentials.
        :raises pymongo.errors.ConnectionFailure: credentials cannot be tried, since
            no server answers.
        """
        settings = _settings(config)
        latest = self._latest
        if latest is not None and latest[0] == settings:
            return latest[1]
        return self._find_database(config, settings)

    def _find_database(
        self, config: Mapping[str, Any], settings: list[Any]
    ) -> Database:
        generation = self.generation
        arguments = client_arguments(config)
        pooled = self._pooled(arguments)
        while pooled.is_untried and not self._try_credentials(pooled):
            pooled = self._pooled(arguments)
        database = pooled.client.get_default_database(default_database(config))
        with self._lock:
            is_current = generation is self.generation
            if is_current:
                self._latest = (settings, database)
        return database if is_current else self.database(config)

    def _pooled(self, arguments: Mapping[str, Any]) -> _Pooled:
        key = repr(sorted(arguments.items(), key=lambda item: item[0]))
        with self._lock:
            pooled = self._clients.get(key)
            if pooled is None:
                pooled = self._clients[key] = _make(arguments)
                self._prepare(pooled.client)
        return pooled

    def _try_credentials(self, pooled: _Pooled) -> bool:
        """Tell whether they could be tried: not where somebody closed the client."""
        client = pooled.client
        try:
            client.admin.command("ping", read_preference=client.read_preference)
        except (PyMongoError, ValueError) as error:
            if _is_refusal(error):
                self._forget(pooled)
                raise AuthenticationIncorrect("Server authentication failed") from error
            if isinstance(error, InvalidOperation):
                self._forget(pooled)
            if pooled in self._pools():
                raise
            return False
        pooled.is_untried = False
        return True

    def _forget(self, pooled: _Pooled) -> None:
        with self._lock:
            self._latest = None
            clients = self._clients.items()
            self._clients = {k: other for k, other in clients if other is not pooled}
        pooled.client.close()

    def close(self) -> None:
        """Close every client; the next use makes new ones."""
        with self._lock:
            clients, self._clients = self._clients, {}
            self._latest = None
            self.generation = object()
        for pooled in clients.values():
            pooled.client.close()


def _settings(config: Mapping[str, Any]) -> list[Any]:
    """Return what tells configurations apart; a later change to them is seen."""
    values = (config.get(setting.name) for setting in SETTINGS)
    return [v.copy() if isinstance(v, (dict, list)) else v for v in values]


def _is_refusal(error: Exception) -> bool:
    """Tell whether credentials are wrong, or of characters that none may have."""
    if isinstance(error, OperationFailure):
        return error.code == AUTHENTICATION_FAILED
    return isinstance(error, ValueError)


def _make(arguments: Mapping[str, Any]) -> _Pooled:
    client = Connection(**arguments)
    in_uri = "@" in str(arguments["host"])
    return _Pooled(client, in_uri or any(name in arguments for name in CREDENTIALS))


everyone: weakref.WeakSet[Clients] = weakref.WeakSet()


def _leave_clients_to_parent() -> None:
    for clients in list(everyone):
        clients.leave_to_parent()


os.register_at_fork(after_in_child=_leave_clients_to_parent)
