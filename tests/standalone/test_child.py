"""Programs that end with the one that has started them."""

import os
import signal
import subprocess
import sys

from standalone.child import ChildProcess

SECONDS = 50
STUBBORN = 'trap "" TERM; sleep 1000 & echo ready; wait'
PROGRAM = """
import signal
from standalone.child import end_with_parent

signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
end_with_parent()
print("ready", flush=True)
signal.sigwait([signal.SIGTERM])
print("asked to end", flush=True)
"""


def test_stop() -> None:
    """It is asked to end."""
    child = ChildProcess(["sleep", "1000"])
    child.stop(SECONDS)
    assert child.status == -signal.SIGTERM


def test_a_stubborn_one() -> None:
    """One that does not end is killed, with what it has started."""
    reader, writer = os.pipe()
    child = ChildProcess(["sh", "-c", STUBBORN], stdout=writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as output:
        assert output.readline() == b"ready\n"
        child.stop(0)
        assert output.read() == b""
    assert child.status == -signal.SIGKILL


def test_one_that_has_ended() -> None:
    """Stopping one that has ended keeps its status."""
    child = ChildProcess(["sh", "-c", "exit 3"])
    while child.status is None:
        pass
    child.stop(SECONDS)
    assert child.status == 3


def test_the_parent_is_killed() -> None:
    """The kernel asks it to end when its parent is killed."""
    command = ["sh", "-c", '"$0" -c "$1"; :', sys.executable, PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        parent.kill()
        assert parent.stdout.read() == b"asked to end\n"
