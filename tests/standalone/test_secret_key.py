"""The secret key that is created on the first start."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from standalone.serve import ensure_secret_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file that does not exist."""
    return tmp_path / "secret_key"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Set the umask to 0, which does not restrict permissions."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_key(path: Path) -> None:
    """A new key has 256 bits, written in hexadecimal digits."""
    ensure_secret_key(path)
    assert len(bytes.fromhex(path.read_text())) == 32


def test_a_private_key(path: Path, open_umask: None) -> None:
    """Only the owner can read and write the key."""
    del open_umask
    ensure_secret_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_key(path: Path) -> None:
    """An existing key is kept."""
    path.write_text("the key")
    ensure_secret_key(path)
    assert path.read_text() == "the key"


def test_an_interrupted_write(path: Path) -> None:
    """A half-written temporary file of an interrupted start is replaced."""
    path.with_suffix(".new").write_text("half a k")
    ensure_secret_key(path)
    assert len(path.read_text()) == 64


def test_keys_are_random(tmp_path: Path) -> None:
    """Two new keys are different."""
    keys = set()
    for name in ("one", "two"):
        ensure_secret_key(tmp_path / name)
        keys.add((tmp_path / name).read_text())
    assert len(keys) == 2
