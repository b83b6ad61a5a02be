"""The signals that ask the site to end."""

import subprocess
import sys

import pytest

PROGRAM = """
import signal, sys
from standalone.signals import StopSignals

signal.signal(signal.SIGHUP, getattr(signal, sys.argv[2]))
signals = StopSignals()
signal.raise_signal(getattr(signal, sys.argv[1]))
print("not yet")
signals.exit_if_received()
print("going on")
"""


@pytest.mark.parametrize(
    ("number", "hangup", "said"),
    [
        ("SIGINT", "SIG_DFL", ["not yet"]),
        ("SIGTERM", "SIG_DFL", ["not yet"]),
        ("SIGHUP", "SIG_DFL", ["not yet"]),
        ("SIGHUP", "SIG_IGN", ["not yet", "going on"]),
        ("SIGCHLD", "SIG_DFL", ["not yet", "going on"]),
    ],
)
def test_a_signal(number: str, hangup: str, said: list[str]) -> None:
    """A signal ends the program where that asks, unless it is ignored as by nohup."""
    command = [sys.executable, "-c", PROGRAM, number, hangup]
    assert subprocess.check_output(command, text=True).splitlines() == said
