"""The settings of gunicorn."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def print_settings(**environ: str) -> dict[str, str]:
    """Return the settings that gunicorn prints when run in the site's folder."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "gunicorn", "--print-config"],
        cwd=ROOT,
        env={
            **os.environ,
            "SECRET_KEY": secrets.token_hex(32),
            "TODO_PORT": "8123",
            "LOG_LEVEL": "warning",
            **environ,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    lines = (line.partition("=") for line in result.stdout.splitlines())
    return {name.strip(): value.strip() for name, _, value in lines}


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Return the settings for a site without a proxy."""
    return print_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worker_class", "todo.serving.worker.SiteWorker"),
        ("workers", "2"),
        ("worker_connections", "4000"),
        ("worker_tmp_dir", "/dev/shm"),
        ("control_socket_disable", "True"),
        ("graceful_timeout", "8"),
        ("timeout", "30"),
        ("max_requests", "0"),
        ("preload_app", "False"),
        ("bind", "['127.0.0.1:8123']"),
        ("accesslog", "-"),
        ("loglevel", "warning"),
    ],
)
def test_settings(settings: dict[str, str], name: str, value: str) -> None:
    """With the project's configuration file, the setting has this value."""
    assert settings[name] == value


def test_time_to_stop_behind_a_proxy() -> None:
    """Behind a proxy, workers have more time to stop, because they go on serving."""
    assert print_settings(TODO_PROXY_HOPS="1")["graceful_timeout"] == "10"
