"""One client for each configuration of an application, in each process."""

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pymongo.errors import InvalidOperation, OperationFailure

from flask_mongokit.errors import AuthenticationIncorrect
from mongokit import Connection

__all__ = ["Clients"]

AUTHENTICATION_FAILED = 18


class Clients:
    """The clients of one application, made at first use and shared by its threads.

    :param prepare: is given each new client.
    """

    def __init__(self, prepare: Callable[[Connection], None]) -> None:
        self._prepare = prepare
        self._forget()
        self._of_parent: list[Any] = []
        everyone.add(self)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[str, Connection] = {}
        self._verified: weakref.WeakSet[Connection] = weakref.WeakSet()

    def leave_to_parent(self) -> None:
        """Start anew in a forked child; the parent's clients stay open, for it."""
        self._of_parent.append(self._clients)
        self._forget()

    def __iter__(self) -> Iterator[Connection]:
        """Yield the clients there are."""
        with self._lock:
            return iter(list(self._clients.values()))

    def get(self, arguments: Mapping[str, Any]) -> Connection:
        """Return the client with these arguments, connecting nothing yet.

        Where they have credentials, a new client asks the server about them first.

        :raises AuthenticationIncorrect: the server refuses the credentials.
        :raises pymongo.errors.ConnectionFailure: credentials cannot be tried, since
            no server answers.
        """
        key = repr(sorted(arguments.items(), key=lambda item: item[0]))
        with self._lock:
            client = self._clients.get(key)
            if client is None:
                client = self._clients[key] = Connection(**arguments)
                self._prepare(client)
        if client not in self._verified and _has_credentials(arguments):
            self._verify(key, client)
        return client

    def _verify(self, key: str, client: Connection) -> None:
        try:
            client.admin.command("ping")
        except (OperationFailure, InvalidOperation) as error:
            if getattr(error, "code", AUTHENTICATION_FAILED) != AUTHENTICATION_FAILED:
                raise
            with self._lock:
                self._clients.pop(key, None)
            client.close()
            raise AuthenticationIncorrect("Server authentication failed") from error
        self._verified.add(client)

    def close(self) -> None:
        """Close every client; the next use makes new ones."""
        with self._lock:
            clients, self._clients = self._clients, {}
        for client in clients.values():
            client.close()


def _has_credentials(arguments: Mapping[str, Any]) -> bool:
    return "username" in arguments or "@" in str(arguments["host"])


everyone: weakref.WeakSet[Clients] = weakref.WeakSet()


def _leave_clients_to_parent() -> None:
    for clients in list(everyone):
        clients.leave_to_parent()


os.register_at_fork(after_in_child=_leave_clients_to_parent)
