"""The key of the sessions is made once."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from standalone.secret_key import ensure_secret_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file that is missing."""
    return tmp_path / "secret_key"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let new files be readable for everybody, if they want to be."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_key(path: Path) -> None:
    """A key has 256 bits, as hexadecimal digits."""
    ensure_secret_key(path)
    assert len(bytes.fromhex(path.read_text())) == 32


def test_a_private_key(path: Path, open_umask: None) -> None:
    """Its owner alone may read and write it."""
    del open_umask
    ensure_secret_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_key_that_is_there(path: Path) -> None:
    """A key that is there stays."""
    path.write_text("the key")
    ensure_secret_key(path)
    assert path.read_text() == "the key"


def test_a_key_that_was_interrupted(path: Path) -> None:
    """What is left of a key that was not written to its end does no harm."""
    path.with_suffix(".new").write_text("half a k")
    ensure_secret_key(path)
    assert len(path.read_text()) == 64


def test_two_keys(tmp_path: Path) -> None:
    """No two are the same."""
    keys = set()
    for name in ("one", "two"):
        ensure_secret_key(tmp_path / name)
        keys.add((tmp_path / name).read_text())
    assert len(keys) == 2
