"""A replica set of three MongoDB servers on this machine, with authentication."""

import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pymongo
import pymongo.errors

from chaos.relay import Network
from standalone.errors import StandaloneError
from standalone.mongod_binary import find_mongod
from standalone.ports import LOOPBACK, port_of, reserve
from standalone.processes import ChildProcess, wait_until

__all__ = ["ReplicaSet", "Server"]

NAME = "rs0"
NAMES = ("mongod-1", "mongod-2", "mongod-3")
ROOT = "root"
DATABASE = "todo"
USER = "todo"
ELECTION_MS = 2000
QUIESCE = "shutdownTimeoutMillisForSignaledShutdown"
QUIESCE_MS = 1000
START_SECONDS = 60
STOP_SECONDS = 60
PRIMARY = 1
SECONDARY = 2

Client = pymongo.MongoClient[dict[str, Any]]


class Server:
    """A member of the set.

    :param name: its name.
    :param directory: an empty directory for its data.
    :param key_file: the file by which the members know each other.
    :param network: the network in which the others reach it.
    """

    def __init__(
        self, name: str, directory: Path, key_file: Path, network: Network
    ) -> None:
        self.name = name
        self.directory = directory
        self._key_file = key_file
        self._reserved = reserve()
        self.port = port_of(self._reserved)
        self.address = f"{LOOPBACK}:{network.add(name, self.port)}"
        self.admin = self.connect()
        self._process: ChildProcess | None = None

    @property
    def pid(self) -> int | None:
        """The process id; ``None`` if it is not running."""
        is_running = self._process is not None and self._process.status is None
        return self._process.pid if self._process and is_running else None

    def start(self) -> None:
        """Start it, and wait until it answers.

        :raises StandaloneError: if it does not answer in time.
        """
        (self.directory / "data").mkdir(parents=True, exist_ok=True)
        self._process = ChildProcess(
            [
                *find_mongod(),
                f"--dbpath={self.directory / 'data'}",
                f"--logpath={self.directory / 'mongod.log'}",
                "--logappend",
                f"--bind_ip={LOOPBACK}",
                f"--port={self.port}",
                f"--replSet={NAME}",
                f"--keyFile={self._key_file}",
                "--nounixsocket",
                "--noscripting",
                "--wiredTigerCacheSizeGB=0.25",
                "--oplogSize=128",
                "--setParameter=enableTestCommands=1",
                "--setParameter=diagnosticDataCollectionEnabled=false",
                f"--setParameter={QUIESCE}={QUIESCE_MS}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if not wait_until(self._answers, START_SECONDS):
            raise StandaloneError(f"{self.name} does not start.")

    def stop(self) -> None:
        """Stop it cleanly."""
        if self._process is not None:
            self._process.signal(signal.SIGCONT)
            self._process.stop(STOP_SECONDS)
        self._process = None

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._process is not None:
            self._process.signal(number)

    def log_in(self, password: str) -> None:
        """Connect to it as root, now and for as long as it exists."""
        self.admin = self.connect(username=ROOT, password=password)

    def close(self) -> None:
        """Stop it, and release its port."""
        self.admin.close()
        self.signal(signal.SIGKILL)
        self.stop()
        self._reserved.close()

    def connect(self, **options: Any) -> Client:
        """Return a client for it alone, past the network of the set."""
        return pymongo.MongoClient(
            LOOPBACK,
            self.port,
            directConnection=True,
            serverSelectionTimeoutMS=1000,
            socketTimeoutMS=options.pop("socketTimeoutMS", 2000),
            **options,
        )

    def _answers(self) -> bool:
        try:
            with self.connect() as client:
                client.admin.command("hello")
        except pymongo.errors.PyMongoError:
            return False
        return True


class ReplicaSet:
    """Three servers, the root user, and the site's user.

    :param directory: an empty directory for their data.
    """

    def __init__(self, directory: Path) -> None:
        self.root_password = secrets.token_hex(16)
        self.password = secrets.token_hex(16)
        key_file = directory / "key_file"
        key_file.touch(0o400)
        key_file.chmod(0o600)
        key_file.write_text(secrets.token_hex(32))
        key_file.chmod(0o400)
        self.network = Network(self._pids)
        self.servers = [
            Server(name, directory / name, key_file, self.network) for name in NAMES
        ]

    def _pids(self) -> dict[str, int]:
        pids = {server.name: server.pid for server in self.servers}
        return {name: pid for name, pid in pids.items() if pid is not None}

    @property
    def settings(self) -> dict[str, str]:
        """The settings by which the site connects to the set."""
        return {
            "MONGODB_HOST": ",".join(server.address for server in self.servers),
            "MONGODB_DATABASE": DATABASE,
            "MONGODB_USERNAME": USER,
            "MONGODB_PASSWORD": self.password,
            "MONGODB_REPLICA_SET": NAME,
        }

    def start(self) -> None:
        """Start the servers, make them a set, and create the root user.

        :raises StandaloneError: if they do not get a primary in time.
        """
        for server in self.servers:
            server.start()
        members = [
            {"_id": number, "host": server.address}
            for number, server in enumerate(self.servers)
        ]
        config = {
            "_id": NAME,
            "members": members,
            "settings": {"electionTimeoutMillis": ELECTION_MS},
        }
        first = self.servers[0]
        with first.connect(socketTimeoutMS=60_000) as client:
            client.admin.command("replSetInitiate", config)
            is_primary = wait_until(
                lambda: bool(client.admin.command("hello")["isWritablePrimary"]),
                START_SECONDS,
            )
            if not is_primary:
                raise StandaloneError(f"{first.name} does not become primary.")
            client.admin.command(
                "createUser", ROOT, pwd=self.root_password, roles=["root"]
            )
        for server in self.servers:
            server.log_in(self.root_password)

    def close(self) -> None:
        """Stop the servers and the network."""
        for server in self.servers:
            server.close()
        self.network.close()

    def primary(self) -> Server:
        """Return the present primary, and wait for one.

        :raises StandaloneError: if there is none in time.
        """
        found: list[Server] = []

        def find() -> bool:
            found[:] = [s for s in self.servers if self._state(s) == PRIMARY]
            return len(found) == 1

        if not wait_until(find, START_SECONDS):
            raise StandaloneError("The replica set has no primary.")
        return found[0]

    def secondaries(self) -> list[Server]:
        """Return the servers that are not primary."""
        primary = self.primary()
        return [server for server in self.servers if server is not primary]

    def is_well(self) -> bool:
        """Return whether there is one primary, and the others follow it."""
        states = sorted(map(self._state, self.servers))
        return states == [PRIMARY, *[SECONDARY] * (len(self.servers) - 1)]

    def _state(self, server: Server) -> int:
        """Return the state that a server says it is in; 0 if it does not answer."""
        if server.pid is None:
            return 0
        try:
            status = server.admin.admin.command("replSetGetStatus")
        except pymongo.errors.PyMongoError:
            return 0
        return int(status["myState"])

    def command(self, server: Server, name: str, value: Any = 1, **fields: Any) -> None:
        """Run a command as root on one server, which may lose the connection to it.

        :param name: the command's name.
        """
        server.admin.admin.command(name, value, **fields)

    def change_password(self) -> None:
        """Give the site's user another password."""
        self.password = secrets.token_hex(16)
        database = self.primary().admin[DATABASE]
        database.command("updateUser", USER, pwd=self.password)

    @contextmanager
    def failing(
        self, server: Server, commands: list[str], error_code: int
    ) -> Iterator[None]:
        """Let a server refuse commands with an error."""
        data = {"failCommands": commands, "errorCode": error_code}
        self.command(
            server, "configureFailPoint", "failCommand", mode="alwaysOn", data=data
        )
        try:
            yield
        finally:
            self.command(server, "configureFailPoint", "failCommand", mode="off")
