"""Logs that nobody reads."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from tests.todo.served import LOOPBACK, SECONDS, Serve
from todo.serving.output import MOST_PENDING, write_pending

ROOT = Path(__file__).parents[2]
PRINT_MUCH = """
import sys
from todo.serving.output import STDOUT, unblocked

sys.stdout = unblocked(STDOUT)
for _ in range({many}):
    print("x" * 99)
print("done", file=sys.stderr, flush=True)
sys.stdin.read()
"""
PRINT_IN_A_FORK = """
import os, sys
from todo.serving.output import STDOUT, unblocked

sys.stdout = unblocked(STDOUT)
print("parent", sys.stdout.fileno())
if os.fork():
    print(*os.wait()[1:])
else:
    print("child")
"""
SENTENCE = "Lines that were dropped because nobody read the log"
MANY = 5 * MOST_PENDING


@pytest.fixture
def terminal() -> Iterator[int]:
    """Return a descriptor of a terminal that nobody reads."""
    ours, theirs = os.openpty()
    yield theirs
    os.close(theirs)
    os.close(ours)


def start(program: str, stdout: int) -> subprocess.Popen[str]:
    """Start a Python program."""
    return subprocess.Popen(
        [sys.executable, "-c", program.format(many=MANY)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_pipe() -> None:
    """What finds the pipe and the queue full is dropped and counted."""
    with start(PRINT_MUCH, subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stderr.readline() == "done\n"  # before anything is read
        lines = [program.stdout.readline() for _ in range(MOST_PENDING)]
        program.stdin.close()
        lines += program.stdout.readlines()
    assert program.returncode == 0
    kept = [line for line in lines if not line.startswith("{")]
    assert set(kept) == {"x" * 99 + "\n"}
    notes = [json.loads(line)["message"] for line in lines if line.startswith("{")]
    dropped = [note.rpartition(": ") for note in notes]
    assert {sentence for sentence, _, _ in dropped} == {SENTENCE}
    assert len(kept) + sum(int(number) for _, _, number in dropped) == MANY


def test_a_fork() -> None:
    """What a forked process prints is written, too, and nothing twice."""
    with start(PRINT_IN_A_FORK, subprocess.PIPE) as program:
        output, errors = program.communicate(timeout=SECONDS)
    assert (program.returncode, errors) == (0, "")
    assert sorted(output.splitlines()) == ["0", "child", "parent 1"]


def test_a_terminal(terminal: int) -> None:
    """A program ends even if nobody reads the terminal that it prints to."""
    with start(PRINT_MUCH, terminal) as program:
        _, errors = program.communicate(timeout=SECONDS)
    assert (program.returncode, errors) == (0, "done\n")


def test_a_pipe_that_is_closed() -> None:
    """A program can print to a pipe that nobody can read any more."""
    ours, theirs = os.pipe()
    with start(PRINT_MUCH, theirs) as program:
        os.close(theirs)
        os.close(ours)
        _, errors = program.communicate(timeout=SECONDS)
    assert (program.returncode, errors) == (0, "done\n")


def test_the_writing_thread() -> None:
    """The thread writes the lines in their order, and ends after them."""
    ours, theirs = os.pipe()
    pending: SimpleQueue[bytes] = SimpleQueue()
    for line in (b"one\n", b"two\n", b"", b"never\n"):
        pending.put(line)
    is_written = threading.Lock()
    is_written.acquire()
    write_pending(theirs, pending, is_written)
    assert not is_written.locked()
    assert os.read(ours, 100) == b"one\ntwo\n"
    assert pending.get_nowait() == b"never\n"
    os.close(ours)
    os.close(theirs)


def test_the_site(serve: Serve) -> None:
    """The site answers, and stops, while nobody reads its log."""
    with serve() as site:
        site.get("/healthz")  # wait for gunicorn, which sets options of its sockets
        connection = http.client.HTTPConnection(LOOPBACK, site.port, timeout=SECONDS)
        for _ in range(1000):
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        connection.close()
        site.process.terminate()
        assert site.process.wait(SECONDS) == 0
    assert 0 < len(site.requests) < 1000
