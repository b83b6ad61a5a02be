"""Rejected and changed MongoDB credentials."""

from collections.abc import Iterator
from typing import Any

import pytest

USER_IS_REJECTED = "Error: MongoDB refuses MONGODB_USERNAME and MONGODB_PASSWORD"
ROOT_IS_REJECTED = (
    "Error: MongoDB refuses MONGODB_ROOT_USERNAME and MONGODB_ROOT_PASSWORD"
)
WRONG = "wrong password"
WRONG_ONE = {"MONGODB_PASSWORD": WRONG, "MONGODB_PASSWORD_FILE": ""}


@pytest.fixture(scope="module")
def restored(compose: Any) -> Iterator[None]:
    """After the tests, restart the site without their variables."""
    yield
    compose.up()


def test_the_site_with_a_wrong_password(compose: Any) -> None:
    """``flask check`` fails with a one-line error that names the variables."""
    result = compose.once("web", "flask", "check", **WRONG_ONE)
    assert result.returncode == 1
    assert result.stderr.startswith(USER_IS_REJECTED)
    assert result.stderr.count("\n") == 1


def test_setup_with_a_wrong_password(compose: Any) -> None:
    """Without the root password, setup rejects a wrong password in one line."""
    result = compose.once("setup", **WRONG_ONE, MONGODB_ROOT_PASSWORD_FILE="")
    assert result.returncode == 1
    assert result.stderr.startswith(USER_IS_REJECTED)
    assert result.stderr.count("\n") == 1


@pytest.mark.usefixtures("restored")
def test_up_with_a_wrong_root_password(compose: Any) -> None:
    """``up`` with a wrong root password fails, and setup logs the reason."""
    result = compose.attempt("up", "--detach", "--wait", MONGODB_ROOT_PASSWORD=WRONG)
    assert result.returncode != 0
    assert "setup" in result.stderr
    last = compose("logs", "--no-log-prefix", "setup").splitlines()[-1]
    assert ROOT_IS_REJECTED in last
    assert WRONG not in last


@pytest.mark.usefixtures("restored")
def test_another_password(compose: Any) -> None:
    """Setup gives the site's user a new password, with which the site can log in."""
    made = compose.once("secrets", MONGODB_PASSWORD="p@ss/word: 1234 $HOME")
    assert (made.returncode, made.stderr) == (0, "")
    assert compose.once("setup").returncode == 0
    checked = compose.once("web", "flask", "check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_another_server_without_a_user(compose: Any) -> None:
    """If another server is set without a user name, the error names the variables."""
    result = compose.once("secrets", MONGODB_HOST="db.example")
    assert result.returncode == 1
    assert "set MONGODB_USERNAME and MONGODB_PASSWORD as well" in result.stderr
