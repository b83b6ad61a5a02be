"""The tests do not depend on the settings of whoever runs them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ["tests/todo/test_wsgi.py::test_it_has_the_site", "tests/todo/test_filters.py"]
OUTSIDE = {
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


def test_settings_of_the_outside() -> None:
    """Settings that would stop the site stop neither a test nor its processes."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *TESTS],
        cwd=ROOT,
        env={**os.environ, **OUTSIDE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
