"""The module that gunicorn and the ``flask`` command load."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOAD = """
import sys, threading, wsgi
print(wsgi.app.name, threading.active_count(), "gevent.monkey" in sys.modules)
"""
COMMANDS = {
    "wsgi": ["-c", "import wsgi"],
    "flask": ["-m", "flask", "--app", "wsgi", "check"],
    "gunicorn": ["-m", "gunicorn"],
}
BROKEN = {"SECRET_KEY": "hush", "TODO_PRT": "1", "MONGODB_PORT": "mongo"}


def run(arguments: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments and environment variables."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_app() -> None:
    """Loading the module needs only a secret key; it neither connects nor patches."""
    done = run(["-c", LOAD], SECRET_KEY=secrets.token_hex(32))
    assert (done.stdout, done.stderr) == ("todo 1 False\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_invalid_settings(command: str) -> None:
    """Each invalid setting is reported on its own line; secrets are not shown."""
    done = run(COMMANDS[command], **BROKEN)
    assert (done.returncode, done.stdout) == (1, "")
    named = [line.split()[0] for line in done.stderr.splitlines()]
    assert named == ["MONGODB_PORT", "SECRET_KEY", "TODO_PRT"]
    assert "hush" not in done.stderr


def test_options_that_pymongo_rejects() -> None:
    """Gunicorn does not start with settings that only pymongo can check."""
    options = '{"maxPoolSise": 5}'
    key = secrets.token_hex(32)
    done = run(COMMANDS["gunicorn"], SECRET_KEY=key, MONGODB_OPTIONS=options)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Unknown option: maxPoolSise" in done.stderr
