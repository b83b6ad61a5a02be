"""The packages and the site, installed as on depend-on-the-packages.md."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo.database import Database as PlainDatabase

import mongokit
from standalone import EmbeddedMongod
from tests.packaging.conftest import (
    FROM_CHECKOUT,
    PACKAGE,
    ROOT,
    SERVE,
    SET_UP,
    Dist,
    Environment,
    NewEnvironment,
)
from tests.todo.served import LOOPBACK, Served

IMPORT_ALL = """
import importlib, pkgutil
for name in ("mongokit", "flask_mongokit"):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""
TYPED = """
from flask_mongokit import Document, MongoKit

class Task(Document):
    structure = {"title": str}

def first(db: MongoKit) -> None:
    reveal_type(db[Task].find_one())
"""
FILE = re.compile(r'"(/static/[^"]+)"')


def test_packages(with_packages: Environment) -> None:
    """Without extras, only Flask, pymongo and what they need is installed."""
    listed = json.loads(with_packages.pip("list", "--format=json"))
    names = {each["name"].lower() for each in listed}
    assert names >= {PACKAGE, "flask", "pymongo"}
    assert not names & {"gunicorn", "gevent", "whitenoise", "wtforms", "pydantic"}


def test_every_module_can_be_imported(with_packages: Environment) -> None:
    """Every module of the packages can be imported without extras."""
    done = with_packages.run("python", "-W", "error", "-c", IMPORT_ALL)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_site_without_its_packages(with_packages: Environment) -> None:
    """Without the extra, creating the site says how to install what it needs."""
    error = with_packages.error_of("import todo; todo.create_app()")
    assert error.startswith("ModuleNotFoundError: No module named ")
    assert f"pip install '{PACKAGE}[site]' installs all that the site needs" in error


def test_mypy_sees_the_types(
    new_environment: NewEnvironment, dist: Dist, tmp_path: Path
) -> None:
    """The type checker finds the types of the installed packages."""
    environment = new_environment()
    environment.pip("install", "--no-deps", str(dist.wheel))
    (tmp_path / "typed.py").write_text(TYPED)
    python = f"--python-executable={environment.bin / 'python'}"
    mypy = Path(sys.executable).with_name("mypy")
    done = subprocess.run(
        [str(mypy), python, "typed.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "typed.Task | None"' in done.stdout
    assert "Success" in done.stdout


@contextmanager
def served(environment: Environment, environ: dict[str, str]) -> Iterator[Served]:
    """Run the installed site under gunicorn, in an empty folder."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        site = Served(listener.getsockname()[1])
        site.process = subprocess.Popen(
            [
                str(environment.bin / SERVE[0]),
                *SERVE[1:],
                f"--bind=fd://{listener.fileno()}",
            ],
            cwd=environment.folder,
            env={**os.environ, **environ},
            pass_fds=[listener.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        yield site
    finally:
        site.process.terminate()
        output, errors = site.process.communicate()
    site.parse_logs(output, errors)


def test_the_site_runs_from_the_wheel(
    with_site: Environment,
    mongod: EmbeddedMongod,
    database: PlainDatabase[dict[str, object]],
) -> None:
    """The installed site sets up its database, and serves its pages and scripts."""
    environ = {
        "SECRET_KEY": secrets.token_hex(32),
        "MONGODB_URI": mongod.uri,
        "MONGODB_DATABASE": database.name,
    }
    assert "Index" in with_site.run(*SET_UP, **environ).stdout
    with served(with_site, environ) as site:
        page = site.get("/help")[1].decode()
        assert f"Version {mongokit.__version__}" in page
        files = sorted(set(FILE.findall(page + site.get("/")[1].decode())))
        responses = {
            name: site.get(name, **{"Accept-Encoding": "br"}) for name in files
        }
    assert {response.status for response, _ in responses.values()} == {200}
    scripts = [name for name in files if name.endswith((".js", ".css"))]
    encodings = {responses[name][0].getheader("Content-Encoding") for name in scripts}
    assert (len(scripts) >= 2, encodings) == (True, {"br"})
    assert "missing" not in site.everything
    assert site.requests
    assert {message["level"] for message in site.messages} == {"INFO"}


@pytest.mark.parametrize("command", [SET_UP, SERVE], ids=["flask", "gunicorn"])
def test_invalid_settings(with_site: Environment, command: list[str]) -> None:
    """Without a secret key, the commands end with a sentence."""
    done = with_site.run(*command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("SECRET_KEY is missing: ")
    assert len(done.stderr.splitlines()) == 1


def test_editable_installation(new_environment: NewEnvironment) -> None:
    """An editable installation uses the modules of the checkout."""
    environment = new_environment()
    (site_packages,) = environment.folder.glob("lib/*/site-packages")
    (site_packages / "tools.pth").write_text(sysconfig.get_path("purelib"))
    options = ("--no-deps", "--no-build-isolation")
    environment.pip(*FROM_CHECKOUT[1:-1], str(ROOT), *options)
    shown = environment.run("python", "-c", "import mongokit; print(mongokit.__file__)")
    assert shown.stdout.strip() == str(ROOT / "mongokit" / "__init__.py")
