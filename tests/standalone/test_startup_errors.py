"""Error messages that ``bin/serve`` prints if the site cannot start."""

from typing import Any

import pytest

from standalone import free_port

NOT_PORTS = ["0", "70000", "abc", "-1", "8000.0", "000001234567", "٨٠٠٠", " "]
ALTERNATIVES = (
    "Install MongoDB 6.0 or newer, or set MONGODB_HOST to a running server, or use "
    "docker compose up.\n"
)


@pytest.mark.parametrize("port", NOT_PORTS)
def test_an_invalid_port(checkout: Any, port: str) -> None:
    """An invalid port is rejected with a message that contains it."""
    message = f"TODO_PORT must be a number from 1 to 65535, not {port!r}.\n"
    assert checkout.serve(TODO_PORT=port).outcome() == (1, "", message, [])


def test_a_full_disk(checkout: Any) -> None:
    """Without enough disk space, the error contains the free and the required space."""
    checkout.var.symlink_to("/proc")
    message = f"The disk of {checkout.var} has 0 MiB free; MongoDB needs 500 MiB.\n"
    assert checkout.serve().outcome() == (1, "", message, [])


def test_a_file_instead_of_the_folder(checkout: Any) -> None:
    """If the data folder is a file, the error contains its path."""
    checkout.write("var", "")
    message = f"{checkout.var} cannot be used: File exists.\n"
    assert checkout.serve().outcome() == (1, "", message, [])


def test_no_mongod(checkout: Any, short_path: str) -> None:
    """If no MongoDB can be started, the error lists three alternatives."""
    checkout.embed(None)
    message = (
        "No MongoDB server can be started here: the embedded one, which is for Linux "
        "and macOS on x86-64 and arm64, is missing, and the mongod on PATH is missing. "
        f"{ALTERNATIVES}"
    )
    assert checkout.serve(PATH=short_path).outcome() == (1, "", message, [])


def test_mongod_ends(checkout: Any) -> None:
    """If MongoDB stops while it starts, the error contains the path of its log."""
    checkout.embed('#!/bin/sh\n[ "$1" = --version ]\n')
    log = checkout.var / "mongodb" / "mongod.log"
    message = f"MongoDB has stopped unexpectedly; see its log, {log}.\n"
    assert checkout.serve().outcome() == (1, "", message, [])


def test_an_unreachable_server(checkout: Any) -> None:
    """If the configured server does not respond, the error contains its address."""
    host = f"127.0.0.1:{free_port()}"
    outcome = checkout.serve(MONGODB_HOST=host, MONGODB_TIMEOUT_MS="300").outcome()
    message = (
        f"No MongoDB answers at {host}: start it, or set MONGODB_HOST and "
        "MONGODB_PORT, or MONGODB_URI.\n"
    )
    assert outcome == (1, "", message, [])


def test_broken_settings(checkout: Any) -> None:
    """The error lists every invalid setting."""
    outcome = checkout.serve(
        MONGODB_HOST="localhost", MONGODB_PORT="mongo", TODO_PAGE_SIZE="0"
    ).outcome()
    message = (
        "MONGODB_PORT must be a number from 1 to 65535, not 'mongo'.\n"
        "TODO_PAGE_SIZE must be a number from 1 to 100, not '0'.\n"
    )
    assert outcome == (1, "", message, [])


def test_a_broken_site(checkout: Any) -> None:
    """If the site cannot be imported, only the last line of the traceback is shown."""
    checkout.write("wsgi.py", "import wanting")
    outcome = checkout.serve(MONGODB_HOST="localhost").outcome()
    message = (
        "The site cannot be set up: ModuleNotFoundError: No module named 'wanting'\n"
    )
    assert outcome == (1, "", message, [])
