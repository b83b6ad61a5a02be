"""An embedded MongoDB server, which is a replica set with one member on loopback."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pymongo
import pymongo.errors

from standalone.errors import StandaloneError
from standalone.locks import lock
from standalone.mongod_binary import find_mongod
from standalone.ports import LOOPBACK, accepts_connections, port_of, reserve
from standalone.processes import ChildProcess, do_nothing, wait_until

__all__ = ["EmbeddedMongod"]

REPLICA_SET = "rs0"
ANSWER_MS = 5000
STOP_SECONDS = 30

Client = pymongo.MongoClient[dict[str, Any]]


class EmbeddedMongod:
    """A MongoDB server that locks its directory.

    On Linux, it stops when the thread that started it ends, even if the process is
    killed.

    :param directory: the directory for data, log and lock; created if missing, and set
        to mode 700.
    :param port: the port on 127.0.0.1, or 0 for a free one, chosen at the first start.
    :param arguments: additional arguments for ``mongod``.
    :param scripting: whether queries can run JavaScript.
    :param durable: whether acknowledged writes survive a crash of the server; if they
        need not, they do not wait for the journal.
    """

    def __init__(
        self,
        directory: Path,
        port: int = 0,
        *,
        arguments: Sequence[str] = (),
        scripting: bool = False,
        durable: bool = True,
    ) -> None:
        self.directory = directory
        self.port = port
        self.arguments = (*arguments, *(() if scripting else ("--noscripting",)))
        self.durable = durable
        self._held = ExitStack()

    @property
    def uri(self) -> str:
        """The connection string for clients on this machine."""
        return f"mongodb://{LOOPBACK}:{self.port}/?directConnection=true"

    @property
    def log_path(self) -> Path:
        """The server's log file."""
        return self.directory / "mongod.log"

    def start(
        self,
        *,
        seconds: float = 60,
        lock_seconds: float = 0,
        on_poll: Callable[[], None] = do_nothing,
    ) -> None:
        """Start the server, and wait until it accepts writes.

        :param seconds: the time that the start may take.
        :param lock_seconds: the time to wait for another server on this directory to
            stop.
        :param on_poll: called repeatedly while waiting; it may raise to stop.
        :raises StandaloneError: if the server does not start in time, or if its
            directory or port is in use.
        """
        self.launch(lock_seconds=lock_seconds, on_poll=on_poll)
        with ExitStack() as launched:
            launched.callback(self.stop)
            self.wait_for_writes(seconds=seconds, on_poll=on_poll)
            launched.pop_all()

    def launch(
        self, *, lock_seconds: float = 0, on_poll: Callable[[], None] = do_nothing
    ) -> None:
        """Start the server, but do not wait until it accepts writes.

        :param lock_seconds: the time to wait for another server on this directory to
            stop.
        :param on_poll: called repeatedly while waiting; it may raise to stop.
        :raises StandaloneError: if the directory or port is in use.
        """
        self._make_directories()
        message = f"A MongoDB server is already running on {self.directory}."
        with ExitStack() as held:
            lock_file = held.enter_context(
                lock(self.directory / "lock", message, lock_seconds, on_poll)
            )
            self.port = port_of(held.enter_context(reserve(self.port)))
            self._process = self._spawn(lock_file)
            held.callback(self._process.stop, STOP_SECONDS)
            self._held = held.pop_all()

    def wait_for_writes(
        self, *, seconds: float = 60, on_poll: Callable[[], None] = do_nothing
    ) -> None:
        """Wait until the server, which has been launched, accepts writes.

        :param seconds: the time that the start may take.
        :param on_poll: called repeatedly while waiting; it may raise to stop.
        :raises StandaloneError: if the server does not start in time, or stops.
        """
        client: Client = pymongo.MongoClient(
            self.uri,
            connect=False,
            serverSelectionTimeoutMS=100,
            socketTimeoutMS=ANSWER_MS,
        )
        address = f"{LOOPBACK}:{self.port}"

        def check() -> None:
            self.check()
            on_poll()

        def is_ready() -> bool:
            # pymongo waits for half a second after a failed connection.
            return accepts_connections(self.port) and accepts_writes(
                client, address, durable=self.durable
            )

        with client:
            if not wait_until(is_ready, seconds, check):
                raise StandaloneError(
                    f"MongoDB did not start within {seconds} seconds; see its log, "
                    f"{self.log_path}."
                )

    def check(self) -> None:
        """Check that the server is still running.

        :raises StandaloneError: if it has stopped.
        """
        if self._process.status is not None:
            raise StandaloneError(
                f"MongoDB has stopped unexpectedly; see its log, {self.log_path}."
            )

    def stop(self) -> None:
        """Stop the server cleanly if it is running."""
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
                "--networkMessageCompressors=disabled",  # CVE-2025-14847 in 6.0.5
                "--wiredTigerCacheSizeGB=0.25",
                "--oplogSize=64",
                "--setParameter=diagnosticDataCollectionEnabled=false",
                *self.arguments,
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            inherited=[lock_file.fileno()],
        )


def accepts_writes(client: Client, address: str, *, durable: bool) -> bool:
    """Set up the replica set if necessary, and return whether the server is primary.

    :param client: a client that is connected to the server directly.
    :param address: the server's current ``host:port``.
    :param durable: whether majority writes wait for the journal.
    """
    try:
        hello = client.admin.command("hello")
        if "setName" not in hello:
            _configure(client, address, durable=durable)
        return bool(hello["isWritablePrimary"]) and "setName" in hello
    except pymongo.errors.PyMongoError:
        return False


def _configure(client: Client, address: str, *, durable: bool) -> None:
    """Create the replica set, or change the address in an existing one."""
    wanted = {
        "_id": REPLICA_SET,
        "members": [{"_id": 0, "host": address}],
        "writeConcernMajorityJournalDefault": durable,
    }
    try:
        current = client.admin.command("replSetGetConfig")["config"]
    except pymongo.errors.OperationFailure:
        client.admin.command("replSetInitiate", wanted)
    else:
        wanted["version"] = current["version"] + 1
        client.admin.command("replSetReconfig", wanted, force=True)
