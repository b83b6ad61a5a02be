"""A learner's program, as the checks see it."""

import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from pymongo import monitoring
from pymongo.database import Database as PlainDatabase

from flask_mongokit import MongoKit, create_indexes

__all__ = ["Document", "Program", "load", "some"]

Document = dict[str, Any]
SHOWN = 5
READS = {"find", "aggregate", "count", "distinct", "getMore"}


class Listener(monitoring.CommandListener):
    """Records the reads of a program, and can act between a read and what follows."""

    def __init__(self) -> None:
        self.reads: list[tuple[str, Document]] = []
        """The name of each command that reads, and the server's reply."""
        self.after_read: Callable[[], object] | None = None
        """Called once, after the next read."""

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Do nothing."""

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Record a read, and call :attr:`after_read`."""
        if event.command_name in READS:
            self.reads.append((event.command_name, dict(event.reply)))
            act, self.after_read = self.after_read, None
            if act is not None:
                act()

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Do nothing."""

    @property
    def documents_read(self) -> int:
        """The number of documents that the server has returned."""
        cursors = [reply.get("cursor", {}) for _, reply in self.reads]
        batches = [c.get("firstBatch", c.get("nextBatch", [])) for c in cursors]
        return sum(map(len, batches))


class Program:
    """A learner's program, loaded anew, with an empty database.

    :param path: its file.
    :param uri: the connection string of the MongoDB server.
    :param database: the empty database.
    """

    def __init__(self, path: Path, uri: str, database: PlainDatabase[Document]) -> None:
        self.uri = uri
        self.database = database
        self.listener = Listener()
        self.module = load(path, "exercise")

    @cached_property
    def app(self) -> Flask:
        """The program's application, configured to use the database."""
        app: Flask = self.get("app")
        app.config.update(
            SECRET_KEY=secrets.token_hex(),
            PROPAGATE_EXCEPTIONS=True,  # the checks report them
            MONGODB_URI=self.uri,
            MONGODB_DATABASE=self.database.name,
            MONGODB_OPTIONS={"event_listeners": [self.listener]},
        )
        return app

    def get(self, name: str) -> Any:
        """Return something that the program defines.

        :raises AssertionError: if it does not define it any more.
        """
        assert hasattr(self.module, name), f"The program does not define {name!r}."
        return getattr(self.module, name)

    def browse(self) -> FlaskClient:
        """Return a test client with its own cookies."""
        return self.app.test_client()

    @contextmanager
    def meanwhile(self, act: Callable[[], object]) -> Iterator[None]:
        """Act just after the first read in the block, or else at the end of the block.

        So what the program has read is outdated when it writes.
        """
        self.listener.after_read = act
        yield
        if self.listener.after_read is not None:
            self.listener.after_read = None
            act()

    def create_indexes(self) -> None:
        """Create the indexes that the program's document classes declare."""
        with self.app.app_context():
            create_indexes(self.get("db"))

    def close(self) -> None:
        """Close the program's MongoDB client, if it has one."""
        app = vars(self).get("app")
        if app is not None and isinstance(app.extensions.get("mongokit"), MongoKit):
            with app.app_context():
                app.extensions["mongokit"].close()


def some(things: Sequence[object]) -> str:
    """Return the first of some things as text, and the number of the others."""
    text = ", ".join(map(str, things[:SHOWN])) or "none"
    return f"{text} and {len(things) - SHOWN} more" if len(things) > SHOWN else text


def load(path: Path, name: str) -> ModuleType:
    """Execute a file as a new module, without reading or writing compiled files.

    :param path: the file.
    :param name: the name of the module.
    """
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # Flask and dataclasses look it up there
    code = compile(path.read_bytes(), path, "exec")
    exec(code, module.__dict__)  # noqa: S102  the learner's own program
    return module
