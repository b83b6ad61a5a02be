"""Tests do not depend on the developer's environment variables."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ["tests/todo/test_wsgi.py::test_app", "tests/todo/test_templating.py"]
DEVELOPER_SETTINGS = {
    "FLASK_DEBUG": "1",
    "GUNICORN_CMD_ARGS": "--nonsense",
    "LOG_LEVEL": "LOUD",
    "MONGODB_HOST": "nowhere",
    "MONGODB_OPTIONS": "{",
    "SECRET_KEY": "short",
    "SECRET_KEY_FILE": "/missing",
    "TODO_NONSENSE": "1",
    "TODO_PAGE_SIZE": "0",
    "TRUSTED_HOSTS": "elsewhere.example",
}


def test_environment_variables_are_ignored() -> None:
    """Tests and their subprocesses ignore invalid settings in the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS],
        cwd=ROOT,
        env={**os.environ, **DEVELOPER_SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
