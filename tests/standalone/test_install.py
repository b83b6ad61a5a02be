"""Installation of missing packages, and errors during it."""

import os
from pathlib import Path
from typing import Any

import pytest

PYTHON = """
echo "$*" >>"$CALLS"
if [ "$2" = venv ]; then mkdir -p .venv/bin; cp "$0" .venv/bin/python; fi
"""
OLD_PYTHON = """
case "$*" in --version) echo Python 3.9.2 ;; *) exit 1 ;; esac
"""
PYTHON_WITHOUT_VENV = """
case "$*" in *venv*) echo "No module named venv" >&2; exit 1 ;; esac
"""
PYTHON_WITHOUT_NETWORK = """
[ "$2" != pip ] || { echo "ERROR: no network" >&2; exit 1; }
"""
FULL_DISK = """
echo "Filesystem 1024-blocks Used Available Capacity Mounted on"
echo "/dev/disk 999999 897599 102400 90% /"
"""
NO_VENV = (
    "python3 cannot create a virtual environment: install its venv module (on Debian, "
    "the package python3-venv).\n"
)
PACKAGES = "chromium chromium-driver firefox-esr"
INSTALLING = f"Installing {PACKAGES} ...\n"
NO_BROWSER = (
    f"Not on PATH: {PACKAGES}. Selenium downloads its own Chromium and chromedriver.\n"
)


@pytest.fixture
def bare(checkout: Any) -> Any:
    """Return a checkout without a virtual environment."""
    checkout.forget_venv()
    return checkout


@pytest.fixture
def calls(bare: Any) -> Path:
    """Return the file in which fake programs record their arguments."""
    path: Path = bare.new_file("calls")
    return path


@pytest.fixture
def python(bare: Any, calls: Path) -> dict[str, str]:
    """Return environment variables for a fake Python that records its arguments."""
    return {"PATH": bare.fake("python3", PYTHON), "CALLS": os.fspath(calls)}


def test_no_python(bare: Any, short_path: str) -> None:
    """Without Python, nothing is installed, and an error message is shown."""
    message = "Python 3.11 or newer is required; there is none on PATH.\n"
    outcome = bare.serve(PATH=short_path).outcome()
    assert outcome == (1, "", message, [])


def test_an_old_python(bare: Any, short_path: str) -> None:
    """If Python is too old, the error contains its version."""
    path = bare.fake("python3", OLD_PYTHON, short_path)
    message = "Python 3.11 or newer is required; there is Python 3.9.2 on PATH.\n"
    assert bare.serve(PATH=path).outcome() == (1, "", message, [])


def test_a_python_next_to_an_old_one(
    bare: Any, short_path: str, python: dict[str, str], calls: Path
) -> None:
    """If ``python3`` is too old, a newer ``python3.X`` is used."""
    bare.fake("python3.12", PYTHON)
    path = bare.fake("python3", OLD_PYTHON, short_path)
    bare.start("bin/install", "standalone", **{**python, "PATH": path}).outcome()
    assert "-m venv .venv" in calls.read_text()


def test_a_python_without_venv(bare: Any, short_path: str) -> None:
    """If Python has no venv module, the error names the package to install."""
    path = bare.fake("python3", PYTHON_WITHOUT_VENV, short_path)
    assert bare.serve(PATH=path).outcome() == (1, "", NO_VENV, [])


def test_a_full_disk(bare: Any) -> None:
    """Without enough disk space, nothing is installed."""
    message = f"The disk of {bare.folder} has 100 MiB free; 1200 MiB are required.\n"
    outcome = bare.serve(PATH=bare.fake("df", FULL_DISK)).outcome()
    assert outcome == (1, "", message, [])


def test_pip_fails(bare: Any) -> None:
    """If pip fails, its output is shown, followed by an explanation."""
    bare.write(".venv/bin/python", f"#!/bin/sh{PYTHON_WITHOUT_NETWORK}", 0o700)
    message = (
        "Installing requirements/standalone.txt ...\nERROR: no network\n"
        "requirements/standalone.txt cannot be installed; see pip's output above.\n"
    )
    assert bare.serve().outcome() == (1, "", message, [])


def test_npm_fails(checkout: Any) -> None:
    """If npm fails, its output is shown, followed by an explanation."""
    (checkout.folder / "todo").unlink()
    (checkout.venv / "bin").unlink()
    checkout.write(".venv/bin/npm", "#!/bin/sh\necho E404 >&2; exit 1", 0o700)
    message = "E404\npackage-lock.json cannot be installed; see npm's output above.\n"
    assert checkout.start("bin/assets").outcome() == (1, "", message, [])


def test_hashes_are_checked(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Pinned packages are installed into a new environment, and pip checks hashes."""
    bare.start("bin/install", "standalone", **python).outcome()
    venv, *_, pip = [
        line for line in calls.read_text().splitlines() if line.startswith("-m ")
    ]
    assert venv == "-m venv .venv"
    assert "--require-hashes --requirement requirements/standalone.txt" in pip


def test_a_second_run(bare: Any, python: dict[str, str], calls: Path) -> None:
    """A second run installs nothing."""
    for _ in range(2):
        bare.start("bin/install", "standalone", **python).outcome()
    assert calls.read_text().count("-m pip") == 1


def test_two_at_once(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Of two concurrent runs, one installs and the other waits."""
    runs = [bare.start("bin/install", "standalone", **python) for _ in range(2)]
    assert [run.outcome().status for run in runs] == [0, 0]
    assert calls.read_text().count("-m pip") == 1


def test_changed_pins(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Changed pins are installed into the existing environment."""
    bare.start("bin/install", "standalone", **python).outcome()
    stamp = bare.venv / "installed-standalone"
    stamp.write_text("older pins")
    bare.start("bin/install", "standalone", **python).outcome()
    written = calls.read_text()
    assert (written.count("-m venv"), written.count("-m pip")) == (1, 2)


def test_a_broken_environment(bare: Any, python: dict[str, str], calls: Path) -> None:
    """An environment whose Python has been removed is created again."""
    bare.start("bin/install", "standalone", **python).outcome()
    interpreter = bare.venv / "bin" / "python"
    interpreter.unlink()
    interpreter.symlink_to("/removed/python")
    bare.start("bin/install", "standalone", **python).outcome()
    assert calls.read_text().count("-m venv") == 2


@pytest.mark.parametrize(
    ("user", "status", "stderr"),
    [
        (0, 0, INSTALLING),
        (0, 1, INSTALLING + NO_BROWSER),
        (1000, 0, NO_BROWSER),
    ],
    ids=["root", "root without network", "another user"],
)
def test_the_browser(
    checkout: Any, short_path: str, user: int, status: int, stderr: str
) -> None:
    """Browsers are installed if the user is root; tests run even if that fails."""
    checkout.fake("id", f"echo {user}")
    path = checkout.fake("apt-get", f"exit {status}", short_path)
    outcome = checkout.start("bin/test", "--version", PATH=path).outcome()
    assert (outcome.status, outcome.stderr) == (0, stderr)
