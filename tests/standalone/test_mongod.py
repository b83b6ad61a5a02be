"""The embedded MongoDB server that ``bin/serve`` and the tests start."""

import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pymongo
import pytest

from standalone import EmbeddedMongod, StandaloneError, free_port
from standalone.locks import lock

PROGRAM = """
import sys
from pathlib import Path
from standalone import EmbeddedMongod

mongod = EmbeddedMongod(Path(sys.argv[1]))
mongod.start()
print(mongod.port, flush=True)
input()
"""
SECONDS = 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the path of a folder that does not exist, with a space in its name."""
    return tmp_path / "a folder"


def connect(mongod: EmbeddedMongod) -> pymongo.MongoClient[dict[str, Any]]:
    """Return a client connected to a server."""
    return pymongo.MongoClient(mongod.uri)


def process_id(mongod: EmbeddedMongod) -> int:
    """Return the process id of a server."""
    with connect(mongod) as client:
        number: int = client.admin.command("serverStatus")["pid"]
        return number


def runs(folder: Path) -> bool:
    """Return whether a server is running with its data in this folder."""
    try:
        lock(folder / "lock", "Locked.").close()
    except StandaloneError:
        return True
    return False


def test_it_accepts_writes(mongod: EmbeddedMongod) -> None:
    """A started server is the primary of a replica set with one member."""
    with connect(mongod) as client:
        hello = client.admin.command("hello")
    address = f"127.0.0.1:{mongod.port}"
    assert (hello["isWritablePrimary"], hello["hosts"]) == (True, [address])


def test_change_streams(mongod: EmbeddedMongod) -> None:
    """The server supports change streams, as a replica set does."""
    with connect(mongod) as client, client.test.things.watch() as changes:
        client.test.things.insert_one({"_id": 1})
        assert next(changes)["documentKey"] == {"_id": 1}


def test_data_survives_a_restart(folder: Path) -> None:
    """Data survives a restart, even on another port."""
    ports = [free_port(), free_port()]
    for port in ports:
        with EmbeddedMongod(folder, port) as mongod, connect(mongod) as client:
            client.test.starts.insert_one({"port": port})
            stored = client.test.starts.distinct("port")
    assert stored == sorted(ports)


def test_after_a_crash(folder: Path) -> None:
    """After a crash, the server restarts on the same port, with its data."""
    with EmbeddedMongod(folder) as mongod, connect(mongod) as client:
        client.test.things.insert_one({"_id": "kept"})
        os.kill(process_id(mongod), signal.SIGKILL)
        mongod.stop()
        mongod.start()
        assert client.test.things.distinct("_id") == ["kept"]


def test_one_at_a_time(mongod: EmbeddedMongod) -> None:
    """Starting a second server on the same folder raises an error."""
    with pytest.raises(StandaloneError, match=f"already running on {mongod.directory}"):
        EmbeddedMongod(mongod.directory).start()


def test_waiting_for_the_lock(folder: Path) -> None:
    """With ``lock_seconds``, a server waits until the previous one has stopped."""
    first, second = EmbeddedMongod(folder), EmbeddedMongod(folder)
    first.start()
    second.start(lock_seconds=SECONDS, on_poll=first.stop)
    assert runs(folder)
    second.stop()


def test_the_parent_is_killed(folder: Path, wait_for: Any) -> None:
    """A server stops after its parent is killed, and holds the lock until then."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as starter:
        assert starter.stdout is not None
        frozen = process_id(EmbeddedMongod(folder, int(starter.stdout.readline())))
        os.kill(frozen, signal.SIGSTOP)
        starter.kill()
        starter.wait()
        assert runs(folder)
        os.kill(frozen, signal.SIGCONT)
        wait_for(lambda: not runs(folder))


def test_it_does_not_start(folder: Path) -> None:
    """If the server fails to start, the error contains the path of its log."""
    mongod = EmbeddedMongod(folder, arguments=["--nonsense"])
    with pytest.raises(StandaloneError, match=f"see its log, {mongod.log_path}"):
        mongod.start()


def test_it_starts_too_slowly(folder: Path) -> None:
    """A server that does not start in time is stopped."""
    mongod = EmbeddedMongod(folder)
    with pytest.raises(StandaloneError, match="did not start within 0 seconds"):
        mongod.start(seconds=0)
    assert not runs(folder)


def test_an_interrupted_start(folder: Path) -> None:
    """An exception during the start stops the server."""
    with pytest.raises(InterruptedError, match="By Ctrl-C"):
        EmbeddedMongod(folder).start(on_poll=interrupt)
    assert not runs(folder)


def interrupt() -> None:
    """Raise an error, as a signal handler does."""
    raise InterruptedError("By Ctrl-C.")


def test_a_port_in_use(folder: Path, mongod: EmbeddedMongod) -> None:
    """If the port is in use, the error contains its number."""
    message = f"Port {mongod.port} on 127.0.0.1 cannot be used: Address already in use"
    with pytest.raises(StandaloneError, match=message):
        EmbeddedMongod(folder, mongod.port).start()


def test_a_private_folder(folder: Path, mongod: EmbeddedMongod) -> None:
    """The mode of an existing folder is changed to 700."""
    folder.mkdir()
    folder.chmod(0o755)
    with suppress(StandaloneError):
        EmbeddedMongod(folder, mongod.port).start()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_stop_before_start(folder: Path) -> None:
    """Stopping a server that was never started does nothing."""
    EmbeddedMongod(folder).stop()
    assert not folder.exists()


@pytest.mark.parametrize("options", [{}, {"durable": False}])
def test_majority_writes_wait_for_the_journal(folder: Path, options: Any) -> None:
    """Majority writes wait for the journal, unless they need not survive a crash."""
    with EmbeddedMongod(folder, **options) as mongod, connect(mongod) as client:
        config = client.admin.command("replSetGetConfig")["config"]
    assert config["writeConcernMajorityJournalDefault"] is options.get("durable", True)
