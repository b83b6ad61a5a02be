"""The search for a ``mongod`` that runs on this machine, and for its libraries."""

import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from standalone.mongod_binary import library_folder

PROGRAM = """
from standalone import StandaloneError
from standalone.mongod_binary import find_mongod

try:
    print(*find_mongod())
except StandaloneError as error:
    print(error)
"""
MONGOD = Path(sysconfig.get_path("purelib"), "fiftyone", "db", "bin", "mongod")
TRACE = "LD_TRACE_LOADED_OBJECTS=1"
RUNS = "#!/bin/sh\n"
LACKS_A_LIBRARY = "#!/bin/sh\necho libcurl.so.4: cannot open >&2\nexit 127\n"
LACKS_A_BUNDLED_LIBRARY = """#!/bin/sh
[ -e "$LD_LIBRARY_PATH/libcurl.so.4" ] || exit 127
"""
IS_SILENT = "#!/bin/sh\nexit 3\n"
NOT_A_PROGRAM = "nonsense"
LACKS_AVX = "#!/bin/sh\nkill -ILL $$\n"


def found(checkout: Any, path: str) -> str:
    """Return the command that ``find_mongod()`` finds, or its error message."""
    run = checkout.start(".venv/bin/python", "-c", PROGRAM, PATH=path)
    stdout: str = run.outcome().stdout
    return stdout.strip()


def test_the_wheel_comes_first(checkout: Any) -> None:
    """The ``mongod`` of the wheel takes precedence over the one on ``PATH``."""
    checkout.embed(RUNS)
    path = found(checkout, checkout.fake("mongod", ""))
    assert path.endswith("site-packages/fiftyone/db/bin/mongod")


@pytest.mark.parametrize("script", [None, LACKS_A_LIBRARY, NOT_A_PROGRAM])
def test_fallback_to_path(checkout: Any, script: str | None) -> None:
    """If the wheel's ``mongod`` is missing or fails, the one on ``PATH`` is used."""
    checkout.embed(script)
    path = found(checkout, checkout.fake("mongod", ""))
    assert path == str(checkout.folder / "fakes" / "mongod")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (None, "is missing"),
        (LACKS_A_LIBRARY, "does not run (libcurl.so.4: cannot open)"),
        (IS_SILENT, "does not run (status 3)"),
        (NOT_A_PROGRAM, "does not run (Exec format error)"),
        (LACKS_AVX, "does not run on this processor, which may lack AVX"),
    ],
)
def test_no_mongod_runs(
    checkout: Any, short_path: str, script: str | None, reason: str
) -> None:
    """If no ``mongod`` runs, the error contains the reason and three alternatives."""
    checkout.embed(script)
    assert found(checkout, short_path) == (
        "No MongoDB server can be started here: the embedded one, which is for Linux "
        f"and macOS on x86-64 and arm64, {reason}, and the mongod on PATH is missing. "
        "Install MongoDB 6.0 or newer, or set MONGODB_HOST to a running server, or "
        "use docker compose up."
    )


def test_a_bundled_library(checkout: Any, short_path: str) -> None:
    """A library missing on the machine is loaded from the pycurl wheel."""
    checkout.embed(LACKS_A_BUNDLED_LIBRARY)
    folder = checkout.packages / "pycurl.libs"
    assert found(checkout, short_path).startswith(f"env LD_LIBRARY_PATH={folder} ")


def test_a_stale_library(checkout: Any, short_path: str) -> None:
    """A link to a library from an older pycurl wheel is replaced."""
    checkout.embed(LACKS_A_BUNDLED_LIBRARY)
    link = checkout.packages / "pycurl.libs" / "libcurl.so.4"
    link.symlink_to("libcurl-older.so.4.0.0")
    assert found(checkout, short_path).startswith("env ")


@pytest.fixture
def search_path() -> str:
    """Return the ``env`` argument that makes the bundled libraries available."""
    return f"LD_LIBRARY_PATH={library_folder()}"


@pytest.mark.parametrize("name", ["libcurl.so.4", "libssl.so.3", "libcrypto.so.3"])
def test_libraries_are_loaded(search_path: str, name: str) -> None:
    """The wheel's ``mongod`` loads each library by its usual name."""
    loaded = subprocess.check_output(["env", search_path, TRACE, MONGOD], text=True)
    assert f"{name} => {library_folder() / name}" in loaded


def test_libraries_are_compatible(search_path: str) -> None:
    """The wheel's ``mongod`` runs with the bundled libraries."""
    stdout = subprocess.check_output(
        ["env", search_path, MONGOD, "--version"], text=True
    )
    assert stdout.startswith("db version v6.0")
