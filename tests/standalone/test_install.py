"""What is missing is installed, once, or it is said why not."""

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
    "python3 cannot make a virtual environment: install its venv module (on Debian, "
    "the package python3-venv).\n"
)
INSTALLING = "Installing chromium and chromium-driver ...\n"
NO_BROWSER = "Chromium and its driver are not on PATH: Selenium gets its own.\n"


@pytest.fixture
def bare(checkout: Any) -> Any:
    """Make a checkout in which nothing is installed."""
    checkout.forget_venv()
    return checkout


@pytest.fixture
def calls(bare: Any) -> Path:
    """Return where fake programs write what they are called with."""
    path: Path = bare.new_file("calls")
    return path


@pytest.fixture
def python(bare: Any, calls: Path) -> dict[str, str]:
    """Return an environment whose Python notes what it is called with."""
    return {"PATH": bare.fake("python3", PYTHON), "CALLS": os.fspath(calls)}


def test_no_python(bare: Any, short_path: str) -> None:
    """Without Python nothing is begun."""
    message = "Python 3.11 or newer is needed; on PATH there is none.\n"
    outcome = bare.serve(PATH=short_path).outcome()
    assert outcome == (1, "", message, [])


def test_an_old_python(bare: Any, short_path: str) -> None:
    """A Python that is too old is named."""
    path = bare.fake("python3", OLD_PYTHON, short_path)
    message = "Python 3.11 or newer is needed; on PATH there is Python 3.9.2.\n"
    assert bare.serve(PATH=path).outcome() == (1, "", message, [])


def test_a_python_beside_an_old_one(
    bare: Any, short_path: str, python: dict[str, str], calls: Path
) -> None:
    """A Python that is new enough is found by its name."""
    bare.fake("python3.12", PYTHON)
    path = bare.fake("python3", OLD_PYTHON, short_path)
    bare.start("bin/install", "standalone", **{**python, "PATH": path}).outcome()
    assert "-m venv .venv" in calls.read_text()


def test_a_python_without_venv(bare: Any, short_path: str) -> None:
    """A Python that cannot make virtual environments is named, with what to install."""
    path = bare.fake("python3", PYTHON_WITHOUT_VENV, short_path)
    assert bare.serve(PATH=path).outcome() == (1, "", NO_VENV, [])


def test_a_full_disk(bare: Any) -> None:
    """Without room nothing is begun."""
    message = f"The disk of {bare.folder} has 100 MiB free; 1200 MiB are needed.\n"
    outcome = bare.serve(PATH=bare.fake("df", FULL_DISK)).outcome()
    assert outcome == (1, "", message, [])


def test_pip_fails(bare: Any) -> None:
    """What pip says is shown, and then what it means."""
    bare.write(".venv/bin/python", f"#!/bin/sh{PYTHON_WITHOUT_NETWORK}", 0o700)
    message = (
        "Installing requirements/standalone.txt ...\nERROR: no network\n"
        "requirements/standalone.txt cannot be installed; pip has said why.\n"
    )
    assert bare.serve().outcome() == (1, "", message, [])


def test_npm_fails(checkout: Any) -> None:
    """What npm says is shown, and then what it means."""
    (checkout.folder / "todo").unlink()
    (checkout.venv / "bin").unlink()
    checkout.write(".venv/bin/npm", "#!/bin/sh\necho E404 >&2; exit 1", 0o700)
    message = "E404\npackage-lock.json cannot be installed; npm has said why.\n"
    assert checkout.start("bin/assets").outcome() == (1, "", message, [])


def test_what_is_installed(bare: Any, python: dict[str, str], calls: Path) -> None:
    """The pins are installed into a new environment, by their hashes."""
    bare.start("bin/install", "standalone", **python).outcome()
    venv, *_, pip = [
        line for line in calls.read_text().splitlines() if line.startswith("-m ")
    ]
    assert venv == "-m venv .venv"
    assert "--require-hashes --requirement requirements/standalone.txt" in pip


def test_once(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Nothing is installed a second time."""
    for _ in range(2):
        bare.start("bin/install", "standalone", **python).outcome()
    assert calls.read_text().count("-m pip") == 1


def test_two_at_once(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Of two that start together one installs, and the other waits for it."""
    runs = [bare.start("bin/install", "standalone", **python) for _ in range(2)]
    assert [run.outcome().status for run in runs] == [0, 0]
    assert calls.read_text().count("-m pip") == 1


def test_changed_pins(bare: Any, python: dict[str, str], calls: Path) -> None:
    """Pins that have changed are installed, into the environment that is there."""
    bare.start("bin/install", "standalone", **python).outcome()
    stamp = bare.venv / "installed-standalone"
    stamp.write_text("older pins")
    bare.start("bin/install", "standalone", **python).outcome()
    written = calls.read_text()
    assert (written.count("-m venv"), written.count("-m pip")) == (1, 2)


def test_a_broken_environment(bare: Any, python: dict[str, str], calls: Path) -> None:
    """An environment whose Python has gone is made anew."""
    bare.start("bin/install", "standalone", **python).outcome()
    interpreter = bare.venv / "bin" / "python"
    interpreter.unlink()
    interpreter.symlink_to("/removed/python")
    bare.start("bin/install", "standalone", **python).outcome()
    assert calls.read_text().count("-m venv") == 2


@pytest.mark.parametrize(
    ("user", "status", "complained"),
    [
        (0, 0, INSTALLING),
        (0, 1, INSTALLING + NO_BROWSER),
        (1000, 0, NO_BROWSER),
    ],
    ids=["root", "root without network", "another user"],
)
def test_the_browser(
    checkout: Any, short_path: str, user: int, status: int, complained: str
) -> None:
    """Whoever may, installs Chromium; the tests run in any case."""
    checkout.fake("id", f"echo {user}")
    path = checkout.fake("apt-get", f"exit {status}", short_path)
    outcome = checkout.start("bin/test", "--version", PATH=path).outcome()
    assert (outcome.status, outcome.complained) == (0, complained)
