"""Throw-away sites, as ``docs/how-to/run-the-site.md`` describes them."""

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from standalone import StandaloneError, traps
from tests.standalone.conftest import ROOT

pytestmark = pytest.mark.xdist_group("bin/serve")

SAMPLES = json.dumps({"number": 3, "seed": 7}).encode()
JSON = {"Content-Type": "application/json"}
UNKNOWN = [("--port",), ("--demo", "--port"), ("--trap", "--demo"), ("here",)]


def send(address: str, path: str, method: str, body: bytes = b"") -> int:
    """Send a request, and return the status of the response."""
    request = urllib.request.Request(address + path, body, JSON, method=method)
    with urllib.request.urlopen(request) as response:
        return int(response.status)


def page(address: str) -> str:
    """Return the HTML of the list."""
    with urllib.request.urlopen(address) as response:
        return str(response.read().decode())


@pytest.fixture(scope="module")
def demos(make_checkout: Any) -> list[Any]:
    """Run two throw-away sites from one checkout at the same time."""
    checkout = make_checkout()
    temporary = checkout.folder / "temporary"
    temporary.mkdir()
    environ = {"TMPDIR": str(temporary), "TODO_PORT": ""}
    runs = [checkout.start("bin/serve", "--demo", **environ) for _ in range(2)]
    for run in runs:
        run.url("MongoDB")
    return runs


def test_two_demos(demos: list[Any]) -> None:
    """Throw-away sites listen on ports of their own, and share no tasks."""
    first, second = (run.url("Site") for run in demos)
    assert send(first, "api/samples", "POST", SAMPLES) == 201
    assert page(first).count('class="title"') == 3
    assert "No tasks yet." in page(second)


def test_a_demo_can_be_reset(demos: list[Any]) -> None:
    """The API removes all tasks of a throw-away site for good."""
    address = demos[0].url("Site")
    send(address, "api/samples", "POST", SAMPLES)
    assert send(address, "api/tasks?purge=true", "DELETE") == 204
    assert "No tasks yet." in page(address)
    assert "No deleted tasks." in page(f"{address}?show=deleted")


def test_a_demo_leaves_nothing_behind(checkout: Any) -> None:
    """When a throw-away site is stopped, its directory is removed."""
    temporary = checkout.folder / "temporary"
    temporary.mkdir()
    run = checkout.start("bin/serve", "--demo", TMPDIR=str(temporary))
    assert run.url("Site") == f"http://127.0.0.1:{run.environ['TODO_PORT']}/"
    assert len(list(temporary.glob("todo-demo-*"))) == 1
    run.process.terminate()
    outcome = run.outcome()
    assert (outcome.status, outcome.still_running) == (0, [])
    assert list(temporary.glob("todo-demo-*")) == []
    assert not checkout.var.exists()


def test_a_demo_uses_no_other_database(checkout: Any) -> None:
    """A throw-away site refuses a configured server, whose tasks it could remove."""
    run = checkout.start("bin/serve", "--demo", MONGODB_HOST="db.example")
    message = "bin/serve --demo runs a MongoDB of its own: unset MONGODB_HOST.\n"
    assert run.outcome() == (1, "", message, [])


@pytest.mark.parametrize("arguments", UNKNOWN, ids=" ".join)
def test_unknown_arguments(checkout: Any, arguments: tuple[str, ...]) -> None:
    """Other arguments are refused before anything is installed, with the usage."""
    checkout.forget_venv()
    outcome = checkout.start("bin/serve", *arguments).outcome()
    first, second = outcome.stderr.splitlines()[:2]
    assert first == f"bin/serve: these arguments are not known: {' '.join(arguments)}"
    assert second == "Usage: bin/serve [--demo] [--trap NAME]"
    assert (outcome.status, checkout.venv.exists()) == (2, False)


def test_help(checkout: Any) -> None:
    """The help names every option, and needs nothing that has to be installed."""
    checkout.forget_venv()
    outcome = checkout.start("bin/serve", "--help").outcome()
    assert (outcome.status, outcome.stderr) == (0, "")
    for option in ("--demo", "--trap", "--spoil", "--help"):
        assert option in outcome.stdout


def test_an_unknown_trap(checkout: Any) -> None:
    """The message about an unknown trap names those that there are."""
    run = checkout.start("bin/serve", "--trap", "mouse")
    names = ", ".join(traps.find_traps())
    message = f"There is no trap 'mouse', but {names}.\n"
    assert run.outcome() == (1, "", message, [])


@pytest.mark.parametrize("spoil", [(), ("--spoil",)], ids=["names", "bugs"])
def test_the_list_of_traps(checkout: Any, spoil: tuple[str, ...]) -> None:
    """``--trap`` lists the traps, without saying what is wrong unless asked to."""
    outcome = checkout.start("bin/serve", "--trap", *spoil).outcome()
    found = traps.find_traps()
    assert len(outcome.stdout.splitlines()) == len(found)
    for name, trap in found.items():
        assert f"{name:<9}{trap.bug if spoil else trap.area}\n" in outcome.stdout


@pytest.mark.parametrize("name", ["slow", "flaky"])
def test_a_wrapper(name: str, tmp_path: Path) -> None:
    """A slow or flaky site is the site's own code behind a wrapper."""
    program = traps.set_trap(name, tmp_path / "site")
    assert program == traps.Program(None, f"kits.traps.{name}:app")
    assert not (tmp_path / "site").exists()


def test_an_outdated_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A patch that does not apply to the code is reported."""
    patch = tmp_path / "old.patch"
    patch.write_text(
        "Area: Nothing.\nBug: Nothing.\n\n"
        "diff --git a/wsgi.py b/wsgi.py\n--- a/wsgi.py\n+++ b/wsgi.py\n"
        "@@ -1 +1 @@\n-what was once here\n+something else\n"
    )
    monkeypatch.setattr(traps, "TRAPS", tmp_path)
    with pytest.raises(
        StandaloneError, match=r"The trap old cannot be set: .*wsgi\.py"
    ):
        traps.set_trap("old", tmp_path / "site")


@pytest.mark.parametrize(
    "name",
    [name for name, trap in traps.find_traps().items() if trap.path.suffix == ".patch"],
)
def test_a_patch(name: str, tmp_path: Path) -> None:
    """A trap with a bug applies to a copy of the present code, and changes it."""
    program = traps.set_trap(name, tmp_path / "site")
    assert program == traps.Program(tmp_path / "site")
    folders = (str(ROOT / "todo"), str(tmp_path / "site" / "todo"))
    command = ["diff", "--brief", "--recursive", *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "differ" in done.stdout
