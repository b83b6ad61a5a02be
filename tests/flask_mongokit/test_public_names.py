"""What the package offers."""

import importlib
import pkgutil

import pytest

import flask_mongokit

MODULES = [
    f"flask_mongokit.{module.name}"
    for module in pkgutil.iter_modules(flask_mongokit.__path__)
]


def test_the_names_of_flask_mongokit() -> None:
    """All that Flask-MongoKit offered is there."""
    assert {
        "AuthenticationIncorrect",
        "BSONObjectIdConverter",
        "Collection",
        "Connection",
        "Database",
        "Document",
        "MongoKit",
    } <= set(flask_mongokit.__all__)


@pytest.mark.parametrize("name", ["flask_mongokit", *MODULES])
def test_every_exported_name_exists(name: str) -> None:
    """Each module says what it exports, and has it."""
    module = importlib.import_module(name)
    assert module.__all__
    assert all(hasattr(module, exported) for exported in module.__all__)


def test_a_star_import_brings_the_names() -> None:
    """A star import really works, and leaks nothing private."""
    names: dict[str, object] = {}
    exec("from flask_mongokit import *", names)
    del names["__builtins__"]
    assert sorted(names) == sorted(flask_mongokit.__all__)
