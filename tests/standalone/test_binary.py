"""The ``mongod`` that is started is one that runs on this machine."""

from typing import Any

import pytest

PROGRAM = """
from standalone import StandaloneError
from standalone.binary import find_mongod

try:
    print(*find_mongod())
except StandaloneError as error:
    print(error)
"""
RUNS = "#!/bin/sh\n"
LACKS_A_LIBRARY = "#!/bin/sh\necho libcurl.so.4: cannot open >&2\nexit 127\n"
LACKS_ONE_OF_OURS = """#!/bin/sh
[ -e "$LD_LIBRARY_PATH/libcurl.so.4" ] || exit 127
"""
IS_SILENT = "#!/bin/sh\nexit 3\n"
IS_NO_PROGRAM = "nonsense"


def found(checkout: Any, path: str) -> str:
    """Return the command that is found, or what is said."""
    run = checkout.start(".venv/bin/python", "-c", PROGRAM, PATH=path)
    said: str = run.outcome().said
    return said.strip()


def test_the_wheel(checkout: Any) -> None:
    """The wheel's comes first."""
    checkout.embed(RUNS)
    path = found(checkout, checkout.fake("mongod", ""))
    assert path.endswith("site-packages/fiftyone/db/bin/mongod")


@pytest.mark.parametrize("script", [None, LACKS_A_LIBRARY, IS_NO_PROGRAM])
def test_the_path(checkout: Any, script: str | None) -> None:
    """Where the wheel's is missing or does not run, that on ``PATH`` is taken."""
    checkout.embed(script)
    path = found(checkout, checkout.fake("mongod", ""))
    assert path == str(checkout.folder / "fakes" / "mongod")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (None, "is missing"),
        (LACKS_A_LIBRARY, "does not run (libcurl.so.4: cannot open)"),
        (IS_SILENT, "does not run (status 3)"),
        (IS_NO_PROGRAM, "does not run (Exec format error)"),
    ],
)
def test_neither(
    checkout: Any, short_path: str, script: str | None, reason: str
) -> None:
    """Where none runs, the message says why, and names three ways on."""
    checkout.embed(script)
    assert found(checkout, short_path) == (
        "No MongoDB server can be started here: the embedded one, which is for Linux "
        f"x86-64, {reason}, and the mongod on PATH is missing. Install MongoDB 6.0 or "
        "newer, or set MONGODB_HOST to a server that runs, or use docker compose up."
    )


def test_a_bundled_library(checkout: Any, short_path: str) -> None:
    """A library that the machine lacks is taken from the wheel of pycurl."""
    checkout.embed(LACKS_ONE_OF_OURS)
    folder = checkout.packages / "pycurl.libs"
    assert found(checkout, short_path).startswith(f"env LD_LIBRARY_PATH={folder} ")


def test_a_stale_library(checkout: Any, short_path: str) -> None:
    """A link to what the wheel of pycurl had in another version is replaced."""
    checkout.embed(LACKS_ONE_OF_OURS)
    link = checkout.packages / "pycurl.libs" / "libcurl.so.4"
    link.symlink_to("libcurl-older.so.4.0.0")
    assert found(checkout, short_path).startswith("env ")
