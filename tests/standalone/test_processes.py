"""Child processes, stop signals, and polling."""

import math
import os
import signal
import subprocess
import sys

import pytest

from standalone.processes import ChildProcess, wait_until

SECONDS = 50
STUBBORN = 'trap "" TERM; sleep 1000 & echo ready; wait'
CHILD_PROGRAM = """
import signal
from standalone.processes import end_with_parent

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
end_with_parent()
print("ready", flush=True)
signal.sigwait([signal.SIGTERM])
print("received SIGTERM", flush=True)
"""
SIGNAL_PROGRAM = """
import signal, sys
from standalone.processes import StopSignals

signal.signal(signal.SIGHUP, getattr(signal, sys.argv[2]))
signals = StopSignals()
signal.raise_signal(getattr(signal, sys.argv[1]))
print("before the check")
signals.exit_if_received()
print("after the check")
"""


def test_stop_sends_sigterm() -> None:
    """``stop()`` ends the process with SIGTERM."""
    child = ChildProcess(["sleep", "1000"])
    child.stop(SECONDS)
    assert child.status == -signal.SIGTERM


def test_stop_kills_after_the_timeout() -> None:
    """A process that ignores SIGTERM is killed, together with its children."""
    reader, writer = os.pipe()
    child = ChildProcess(["sh", "-c", STUBBORN], stdout=writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as output:
        assert output.readline() == b"ready\n"
        child.stop(0)
        assert output.read() == b""
    assert child.status == -signal.SIGKILL


def test_signal() -> None:
    """A signal reaches the process; after its end, nothing happens."""
    child = ChildProcess(["sleep", "1000"])
    assert os.getpgid(child.pid) == child.pid
    child.signal(signal.SIGINT)
    while child.status is None:
        pass
    assert child.status == -signal.SIGINT
    child.signal(signal.SIGINT)
    assert child.status == -signal.SIGINT


def test_stop_after_the_end() -> None:
    """Stopping a process that has exited keeps its exit status."""
    child = ChildProcess(["sh", "-c", "exit 3"])
    while child.status is None:
        pass
    child.stop(SECONDS)
    assert child.status == 3


def test_the_parent_is_killed() -> None:
    """After ``end_with_parent()``, a process gets SIGTERM when its parent is killed."""
    command = ["sh", "-c", '"$0" -c "$1"; :', sys.executable, CHILD_PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()
        assert parent.stdout.read() == b"received SIGTERM\n"


@pytest.mark.parametrize(
    ("number", "hangup", "output"),
    [
        ("SIGINT", "SIG_DFL", ["before the check"]),
        ("SIGTERM", "SIG_DFL", ["before the check"]),
        ("SIGHUP", "SIG_DFL", ["before the check"]),
        ("SIGHUP", "SIG_IGN", ["before the check", "after the check"]),
        ("SIGCHLD", "SIG_DFL", ["before the check", "after the check"]),
    ],
)
def test_signals_exit_when_checked(number: str, hangup: str, output: list[str]) -> None:
    """A stop signal takes effect at the next check; an ignored SIGHUP has no effect."""
    command = [sys.executable, "-c", SIGNAL_PROGRAM, number, hangup]
    assert subprocess.check_output(command, text=True).splitlines() == output


def test_a_condition_that_holds() -> None:
    """``wait_until()`` returns True at once if the condition holds."""
    assert wait_until(lambda: True, 0)


def test_a_condition_that_never_holds() -> None:
    """``wait_until()`` returns False after the timeout."""
    assert not wait_until(lambda: False, 0)


def test_a_condition_that_holds_later() -> None:
    """``wait_until()`` polls until the condition holds."""
    polls: list[None] = []
    assert wait_until(lambda: len(polls) == 3, math.inf, lambda: polls.append(None))
