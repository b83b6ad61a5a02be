"""The tests do not depend on the developer's environment variables."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ["tests/todo/test_wsgi.py::test_it_has_the_site", "tests/todo/test_filters.py"]
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
    """Invalid settings in the environment affect neither tests nor their processes."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS],
        cwd=ROOT,
        env={**os.environ, **DEVELOPER_SETTINGS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
