"""The packages beside PyPI's old ones, whose modules have the same names."""

import importlib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from flask_mongokit import installation
from tests.packaging.conftest import PACKAGE, Dist, Environment, NewEnvironment

MAPPER = {
    "mongokit/__init__.py": "from cursor import Cursor\n",
    "mongokit/cursor.py": "from pymongo.cursor import Cursor as PymongoCursor\n",
    "mongokit/document.py": "print 'a module of Python 2'\n",
}
EXTENSION = {"flask_mongokit.py": "from mongokit import Connection\n"}
OLD = {"mongokit": MAPPER, "Flask-MongoKit": EXTENSION}
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
UNINSTALL = "run pip uninstall mongokit Flask-MongoKit, then install"
AGAIN = f"install {PACKAGE} again, with pip's --force-reinstall."


def wheel_of(name: str, files: dict[str, str], folder: Path) -> str:
    """Write a wheel with the layout of an old package, and return its name."""
    normal = name.replace("-", "_")
    info = f"{normal}-0.1.dist-info"
    path = folder / f"{normal}-0.1-py3-none-any.whl"
    described = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1\n",
        f"{info}/WHEEL": WHEEL,
    }
    record = "".join(f"{each},,\n" for each in (*files, *described))
    with zipfile.ZipFile(path, "w") as wheel:
        for each, content in {**files, **described}.items():
            wheel.writestr(each, content)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return str(path)


@pytest.fixture
def old(tmp_path: Path) -> list[str]:
    """Return wheels with the layout of the old packages."""
    return [wheel_of(name, files, tmp_path) for name, files in OLD.items()]


@pytest.fixture
def environment(new_environment: NewEnvironment) -> Environment:
    """Return an empty environment."""
    return new_environment()


def install(environment: Environment, *wheels: str) -> None:
    """Install wheels without what they need: the check comes before its import."""
    environment.pip("install", "--no-deps", *wheels)


def test_old_packages_installed_later(
    environment: Environment, old: list[str], dist: Dist
) -> None:
    """The import says what to uninstall, and then, what to install again."""
    install(environment, str(dist.wheel))
    install(environment, *old)
    assert UNINSTALL in environment.error_of("import flask_mongokit")
    environment.pip("uninstall", *OLD)
    error = environment.error_of("import flask_mongokit")
    assert error.startswith("ImportError: Files of mongokit are missing")
    assert error.endswith(AGAIN)


def test_old_packages_installed_before(
    environment: Environment, old: list[str], dist: Dist
) -> None:
    """The import says what to uninstall; installing again mends everything."""
    install(environment, *old)
    install(environment, str(dist.wheel))
    assert UNINSTALL in environment.error_of("import flask_mongokit")
    environment.pip("uninstall", *OLD)
    install(environment, "--force-reinstall", str(dist.wheel))
    # The next import is that of Flask's or pymongo's modules, which are not installed.
    assert "No module named 'bson'" in environment.error_of("import flask_mongokit")


@pytest.mark.parametrize("name", installation.OTHERS)
def test_each_of_them_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every package with the same files is found and named."""

    def distribution(asked: str) -> str:
        if asked != name:
            raise metadata.PackageNotFoundError(asked)
        return asked

    monkeypatch.setattr(metadata, "distribution", distribution)
    with pytest.raises(ImportError, match=f"of {name}: run pip uninstall {name}, then"):
        importlib.reload(installation)


def test_a_missing_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """If nothing is left of the mapper, the message says so."""
    monkeypatch.setattr(installation, "find_spec", lambda _: None)
    assert str(installation.problem()).startswith("Files of mongokit are missing")


def test_a_good_installation() -> None:
    """Without other packages, nothing is wrong."""
    assert installation.problem() is None
