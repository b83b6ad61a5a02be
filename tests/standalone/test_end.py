"""Stopping ``bin/serve``, which must not leave processes behind."""

import os
import pty
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pymongo
import pytest

from standalone import free_port

STOP_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
CTRL_C = b"\x03"


class Terminal:
    """A pseudo-terminal."""

    def __init__(self) -> None:
        self._keyboard, self._screen = pty.openpty()
        self.device = os.ttyname(self._screen)

    def press(self, keys: bytes) -> None:
        """Send keystrokes to the programs in the terminal."""
        os.write(self._keyboard, keys)

    def close(self) -> None:
        """Close the terminal."""
        os.close(self._keyboard)
        os.close(self._screen)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Return a pseudo-terminal that is closed after the test."""
    opened = Terminal()
    yield opened
    opened.close()


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Return the address of a server that accepts connections, but never responds."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def slow_python(checkout: Any) -> str:
    """Return a PATH whose Python never finishes creating a virtual environment."""
    checkout.forget_venv()
    return str(checkout.fake("python3", '[ "$2" != venv ] || exec sleep 1000'))


def test_ctrl_c_and_a_signal(checkout: Any, terminal: Terminal) -> None:
    """Ctrl-C and SIGTERM stop the site and its MongoDB; the tasks are kept."""
    run = checkout.serve(terminal.device)
    with pymongo.MongoClient[dict[str, Any]](run.url("MongoDB")) as client:
        client.todo.tasks.insert_one({"title": "Kept"})
    terminal.press(CTRL_C)
    outcome = run.outcome()
    assert (outcome.status, outcome.still_running) == (0, [])
    run = checkout.serve()
    with urllib.request.urlopen(run.url("Site")) as response:
        assert "Kept" in response.read().decode()
    run.process.terminate()
    outcome = run.outcome()
    assert (outcome.status, outcome.still_running) == (0, [])


def test_a_kill(checkout: Any, wait_for: Any) -> None:
    """MongoDB and gunicorn stop when ``bin/serve`` is killed."""
    run = checkout.serve()
    run.url("MongoDB")
    run.process.kill()
    wait_for(lambda: checkout.processes() == {})


def test_mongod_is_killed(checkout: Any) -> None:
    """If MongoDB is killed, the site stops with an error message."""
    run = checkout.serve()
    run.url("MongoDB")
    os.kill(checkout.find("mongod --dbpath"), signal.SIGKILL)
    outcome = run.outcome()
    log = checkout.var / "mongodb" / "mongod.log"
    message = f"MongoDB has stopped unexpectedly; see its log, {log}.\n"
    assert (outcome.status, outcome.still_running) == (1, [])
    assert outcome.stderr.endswith(message)


def test_gunicorn_is_killed(checkout: Any, mongod: Any, wait_for: Any) -> None:
    """If gunicorn is killed, ``bin/serve`` stops with an error message."""
    run = checkout.serve(MONGODB_URI=mongod.uri)
    run.url("Site")
    os.kill(checkout.find("-m gunicorn"), signal.SIGKILL)
    outcome = run.outcome()
    message = "The site has stopped unexpectedly; see its output above.\n"
    assert outcome.status == 1
    assert outcome.stderr.endswith(message)
    wait_for(lambda: checkout.processes() == {})


def test_a_signal_while_mongod_starts(checkout: Any) -> None:
    """SIGTERM to ``bin/serve`` stops a MongoDB server that is still starting."""
    run = checkout.serve()
    checkout.find("mongod --dbpath")
    run.process.terminate()
    assert run.outcome() == (0, "", "", [])


@pytest.mark.parametrize("number", STOP_SIGNALS, ids=str)
def test_a_signal_during_setup(
    checkout: Any, silent_server: str, number: signal.Signals
) -> None:
    """A stop signal to ``bin/serve`` also stops ``flask setup``."""
    run = checkout.serve(MONGODB_HOST=silent_server)
    checkout.find("flask --app wsgi setup")
    run.process.send_signal(number)
    assert run.outcome() == (0, "", "", [])


def test_setup_is_killed(checkout: Any, silent_server: str) -> None:
    """If ``flask setup`` ends without a message, its exit status is reported."""
    run = checkout.serve(MONGODB_HOST=silent_server)
    os.kill(checkout.find("flask --app wsgi setup"), signal.SIGKILL)
    assert run.outcome() == (1, "", "flask setup has failed with status -9.\n", [])


def test_a_signal_while_python_loads(checkout: Any, silent_server: str) -> None:
    """SIGINT shows no traceback, even while Python starts."""
    run = checkout.serve(MONGODB_HOST=silent_server)
    checkout.find("-m standalone")
    run.process.send_signal(signal.SIGINT)
    outcome = run.outcome()
    assert (outcome.stderr, outcome.still_running) == ("", [])


@pytest.mark.parametrize("number", STOP_SIGNALS, ids=str)
def test_a_signal_while_installing(
    checkout: Any, slow_python: str, wait_for: Any, number: signal.Signals
) -> None:
    """A stop signal to ``bin/serve`` also stops an installation."""
    run = checkout.serve(PATH=slow_python)
    checkout.find("sleep")
    run.process.send_signal(number)
    assert run.outcome().status == 130
    wait_for(lambda: checkout.processes() == {})


def test_ctrl_c_while_installing(
    checkout: Any, slow_python: str, wait_for: Any, terminal: Terminal
) -> None:
    """Ctrl-C in the terminal stops an installation."""
    run = checkout.serve(terminal.device, PATH=slow_python)
    checkout.find("sleep")
    terminal.press(CTRL_C)
    assert run.outcome().status == 130
    wait_for(lambda: checkout.processes() == {})


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """Return a pipe that nobody reads, and that is full."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    with suppress(BlockingIOError):
        while True:
            os.write(theirs, b"\n" * 1024)
    os.set_blocking(theirs, True)
    yield theirs
    os.close(theirs)
    os.close(ours)


def test_output_that_nobody_reads(
    checkout: Any, full_pipe: int, wait_for: Any, mongod: Any, database: Any
) -> None:
    """The site starts, answers and stops even if nobody reads what it prints."""
    port = free_port()
    ours = {"MONGODB_URI": mongod.uri, "MONGODB_DATABASE": database.name}
    with subprocess.Popen(
        [checkout.folder / "bin/serve"],
        env={**os.environ, **ours, "TODO_PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=full_pipe,
        stderr=full_pipe,
        cwd=checkout.folder,
    ) as process:

        def answers() -> bool:
            with suppress(OSError), urllib.request.urlopen(url) as response:
                return bool(response.status == 200)
            return False

        url = f"http://127.0.0.1:{port}/"
        wait_for(answers)
        process.terminate()
    assert process.returncode == 0
