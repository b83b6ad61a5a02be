"""A real ``mongod`` of one's own: a replica set of one member, on loopback."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pymongo

from standalone.binary import find_mongod
from standalone.child import ChildProcess
from standalone.errors import StandaloneError
from standalone.locks import lock
from standalone.ports import LOOPBACK, port_of, reserve
from standalone.replica_set import REPLICA_SET, accepts_writes
from standalone.waiting import go_on, wait_until

__all__ = ["EmbeddedMongod"]

ANSWER_MS = 5000
STOP_SECONDS = 30


class EmbeddedMongod:
    """One ``mongod`` for one data directory, at most one at a time.

    It ends with the thread that has started it, however that ends.

    :param directory: holds the data, the log and the lock; gets mode 700.
    :param port: the port on 127.0.0.1; when 0, the first start takes a free one.
    :param arguments: further ones of ``mongod``.
    """

    def __init__(
        self, directory: Path, port: int = 0, *, arguments: Sequence[str] = ()
    ) -> None:
        self.directory = directory
        self.port = port
        self.arguments = tuple(arguments)
        self._held = ExitStack()

    @property
    def uri(self) -> str:
        """The connection string, for a client on this machine."""
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    @property
    def log_path(self) -> Path:
        """The file that the server writes its log to."""
        return self.directory / "mongod.log"

    def start(
        self,
        *,
        seconds: float = 60,
        patience: float = 0,
        between: Callable[[], None] = go_on,
    ) -> None:
        """Start the server, and return once it accepts writes.

        :param seconds: how long that may take.
        :param patience: how many seconds to wait for one that is still ending here.
        :param between: called again and again meanwhile; it may raise.
        :raises StandaloneError: it does not start, or one runs here already.
        """
        self._make_directories()
        refusal = f"A MongoDB server already runs on {self.directory}."
        with ExitStack() as held:
            lock_file = held.enter_context(
                lock(self.directory / "lock", refusal, patience, between)
            )
            keeper = held.enter_context(reserve(self.port))
            self.port = port_of(keeper)
            self._process = self._spawn(lock_file)
            held.callback(self._process.stop, STOP_SECONDS)
            self._wait_for_writes(seconds, between)
            self._held = held.pop_all()

    def check(self) -> None:
        """Make sure that the server, once started, still runs.

        :raises StandaloneError: it has ended.
        """
        if self._process.status is not None:
            raise StandaloneError(
                f"MongoDB has ended by itself; its log, {self.log_path}, says why."
            )

    def stop(self) -> None:
        """End the server cleanly; does nothing when it does not run."""
        self._held.close()

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def _make_directories(self) -> None:
        for directory in (self.directory, self.directory / "data"):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            directory.chmod(0o700)

    def _spawn(self, lock_file: IO[bytes]) -> ChildProcess:
        return ChildProcess(
            [
                *find_mongod(),
                f"--dbpath={self.directory / 'data'}",
                f"--logpath={self.log_path}",
                "--logappend",
                f"--bind_ip={LOOPBACK}",
                f"--port={self.port}",
                f"--replSet={REPLICA_SET}",
                "--nounixsocket",
                "--noscripting",
                "--wiredTigerCacheSizeGB=0.25",
                "--oplogSize=64",
                "--setParameter=diagnosticDataCollectionEnabled=false",
                *self.arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            inherited=[lock_file.fileno()],
        )

    def _wait_for_writes(self, seconds: float, between: Callable[[], None]) -> None:
        client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
            self.uri, serverSelectionTimeoutMS=100, socketTimeoutMS=ANSWER_MS
        )
        address = f"{LOOPBACK}:{self.port}"

        def check() -> None:
            self.check()
            between()

        with client:
            if not wait_until(lambda: accepts_writes(client, address), seconds, check):
                raise StandaloneError(
                    f"MongoDB did not start within {seconds} seconds; its log, "
                    f"{self.log_path}, says why."
                )
