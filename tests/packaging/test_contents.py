"""What the wheel and the sdist contain."""

import re
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import mongokit
from tests.packaging.conftest import PACKAGE, ROOT, Dist

FOLDERS = ("mongokit", "flask_mongokit", "todo")
BUILT = [
    f"todo/static/{name}{suffix}"
    for name in (
        *("bundle/list.js", "bundle/site.js", "bundle/times.js"),
        *("css/site.css", "vendor/htmx.esm.min.js"),
    )
    for suffix in ("", ".br", ".gz")
]
FOR_BIN_ASSETS = re.compile("todo/static/vendor/(package-lock.json|compressed)")
"""Files by which ``bin/assets`` knows what it has done."""


def files(folder: str) -> Iterator[str]:
    """Yield the names of the files in a folder of the checkout."""
    for path in (ROOT / folder).rglob("*"):
        name = path.relative_to(ROOT).as_posix()
        is_made = "__pycache__" in name or FOR_BIN_ASSETS.match(name)
        if path.is_file() and not is_made:
            yield name


@pytest.fixture(scope="module")
def names(dist: Dist) -> set[str]:
    """Return the names of the files in the wheel."""
    return set(zipfile.ZipFile(dist.wheel).namelist())


@pytest.fixture(scope="module")
def metadata(dist: Dist) -> Message:
    """Return the metadata of the wheel."""
    with zipfile.ZipFile(dist.wheel) as wheel:
        (name,) = [n for n in wheel.namelist() if n.endswith(".dist-info/METADATA")]
        return Parser().parsestr(wheel.read(name).decode())


def test_the_wheel_contains_the_packages(names: set[str]) -> None:
    """The wheel has every file of the packages, and nothing of other folders."""
    expected = {name for folder in FOLDERS for name in files(folder)}
    assert {name for name in names if ".dist-info/" not in name} == expected


def test_the_wheel_contains_the_front_end(names: set[str]) -> None:
    """The wheel has what ``bin/assets`` makes, each file with its compressed copies."""
    assert names.issuperset(BUILT)


def test_the_sdist_contains_the_checkout(dist: Dist) -> None:
    """The sdist has the packages, the tests, the documentation and the front end."""
    with tarfile.open(dist.sdist) as archive:
        names = {str(Path(*Path(name).parts[1:])) for name in archive.getnames()}
    folders = (*FOLDERS, "bin", "deploy", "docs", "standalone", "tests")
    assert names.issuperset(name for folder in folders for name in files(folder))
    assert names.issuperset({*BUILT, "CHANGES.md", "LICENSE", "README.md", "wsgi.py"})
    assert not [name for name in names if name.startswith((".venv", "build", "var"))]


def test_metadata(metadata: Message) -> None:
    """The metadata state name, version, licence and types, and no address."""
    assert (metadata["Name"], metadata["Version"]) == (PACKAGE, mongokit.__version__)
    assert metadata["License-Expression"] == "BSD-3-Clause"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata.get_all("Project-URL") is None
    assert metadata["Home-page"] is None


def test_the_licence_is_included(names: set[str]) -> None:
    """The text of the licence is in the wheel."""
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_only_flask_and_pymongo_are_required(metadata: Message) -> None:
    """Without extras, the packages require Flask and pymongo."""
    required = [r for r in metadata.get_all("Requires-Dist", []) if "extra" not in r]
    assert [r.rstrip("0123456789.,<>=") for r in required] == ["flask", "pymongo"]
    assert metadata.get_all("Provides-Extra") == ["otel", "site"]
