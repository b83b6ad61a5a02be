"""The libraries that the wheel's ``mongod`` needs come along."""

import subprocess
import sysconfig
from pathlib import Path

import pytest

from standalone.libraries import library_folder

MONGOD = Path(sysconfig.get_path("purelib"), "fiftyone", "db", "bin", "mongod")
TRACE = "LD_TRACE_LOADED_OBJECTS=1"


@pytest.fixture
def search_path() -> str:
    """Return the variable that makes programs load the libraries."""
    return f"LD_LIBRARY_PATH={library_folder()}"


@pytest.mark.parametrize("name", ["libcurl.so.4", "libssl.so.3", "libcrypto.so.3"])
def test_they_are_loaded(search_path: str, name: str) -> None:
    """The real ``mongod`` finds each of them under the name that it asks for."""
    loaded = subprocess.check_output(["env", search_path, TRACE, MONGOD], text=True)
    assert f"{name} => {library_folder() / name}" in loaded


def test_they_fit(search_path: str) -> None:
    """The real ``mongod`` runs with them."""
    said = subprocess.check_output(["env", search_path, MONGOD, "--version"], text=True)
    assert said.startswith("db version v6.0")
