"""A real ``mongod`` of one's own: a replica set of one member, on loopback."""

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pymongo
import pymongo.errors

from standalone.binary import find_mongod
from standalone.errors import StandaloneError

__all__ = ["EmbeddedMongod"]

REPLICA_SET = "rs0"
START_SECONDS = 30.0
STOP_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """Return a TCP port on loopback that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def end_with_parent() -> None:
    """Ask the kernel to end this process as soon as its parent has gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class EmbeddedMongod:
    """One ``mongod`` for one data directory, at most one at a time.

    :param directory: holds the data, the log and the lock; made with mode 700.
    :param port: the port on 127.0.0.1; a free one when ``None``.
    :param arguments: further ones of ``mongod``.
    """

    def __init__(
        self, directory: Path, port: int | None = None, *, arguments: Sequence[str] = ()
    ) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.arguments = tuple(arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def uri(self) -> str:
        """The connection string, for a client on this machine."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true"

    @property
    def log_path(self) -> Path:
        """The file that the server writes its log to."""
        return self.directory / "mongod.log"

    def start(self) -> None:
        """Start the server, and return once it accepts writes.

        :raises StandaloneError: it does not start, or one runs here already.
        """
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.directory / "data").mkdir(mode=0o700, exist_ok=True)
        self._take_lock()
        try:
            self._process = self._spawn()
            self._wait_until_primary()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the server cleanly; does nothing when it does not run."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

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

    def _take_lock(self) -> None:
        lock = (self.directory / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise StandaloneError(
                f"A MongoDB server already runs on {self.directory}."
            ) from None
        self._lock = lock

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  our own binary and arguments
            [
                os.fspath(find_mongod()),
                f"--dbpath={self.directory / 'data'}",
                f"--logpath={self.log_path}",
                "--logappend",
                "--bind_ip=127.0.0.1",
                f"--port={self.port}",
                f"--replSet={REPLICA_SET}",
                "--nounixsocket",
                "--noscripting",
                "--wiredTigerCacheSizeGB=0.25",
                "--oplogSize=64",
                "--setParameter=diagnosticDataCollectionEnabled=false",
                *self.arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  no thread holds a lock here
        )

    def _wait_until_primary(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        client: pymongo.MongoClient[dict[str, Any]]
        with pymongo.MongoClient(self.uri, serverSelectionTimeoutMS=100) as client:
            while not self._is_primary(client):
                if self._process is None or self._process.poll() is not None:
                    raise StandaloneError(
                        f"MongoDB did not start; its log is {self.log_path}."
                    )
                if time.monotonic() > deadline:
                    raise StandaloneError(
                        f"MongoDB did not answer within {START_SECONDS:.0f} seconds; "
                        f"its log is {self.log_path}."
                    )
                time.sleep(0.02)

    def _is_primary(self, client: pymongo.MongoClient[dict[str, Any]]) -> bool:
        try:
            hello = client.admin.command("hello")
            if "setName" not in hello:
                self._configure(client)
            return bool(hello.get("isWritablePrimary")) and "setName" in hello
        except pymongo.errors.PyMongoError:
            return False

    def _configure(self, client: pymongo.MongoClient[dict[str, Any]]) -> None:
        """Make the replica set; where there is one, tell it the port of today."""
        members = [{"_id": 0, "host": f"127.0.0.1:{self.port}"}]
        wanted = {"_id": REPLICA_SET, "members": members}
        try:
            present = client.admin.command("replSetGetConfig")["config"]
        except pymongo.errors.OperationFailure:
            client.admin.command("replSetInitiate", wanted)
        else:
            wanted["version"] = present["version"] + 1
            client.admin.command("replSetReconfig", wanted, force=True)
