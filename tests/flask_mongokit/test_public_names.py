"""Tests of the public names of the package."""

import datetime
import importlib
import pkgutil

import pytest

import flask_mongokit
from flask_mongokit import ObjectId, json_util

MODULES = [
    f"flask_mongokit.{module.name}"
    for module in pkgutil.iter_modules(flask_mongokit.__path__)
]


def test_the_names_of_flask_mongokit() -> None:
    """The names of the original Flask-MongoKit are exported."""
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
    """Each module defines every name in its ``__all__``."""
    module = importlib.import_module(name)
    assert module.__all__
    assert all(hasattr(module, exported) for exported in module.__all__)


def test_a_star_import_brings_the_names() -> None:
    """A star import imports exactly the names in ``__all__``."""
    names: dict[str, object] = {}
    exec("from flask_mongokit import *", names)
    del names["__builtins__"]
    assert sorted(names) == sorted(flask_mongokit.__all__)


def test_json_util_writes_relaxed_extended_json() -> None:
    """``json_util`` writes relaxed Extended JSON by default."""
    id_ = ObjectId("65f0c0ffee0123456789abcd")
    time = datetime.datetime(2026, 11, 23, 16, 6, 48, tzinfo=datetime.UTC)
    document = {"_id": id_, "n": 1, "at": time, "text": "é\n", "nan": float("nan")}
    assert json_util.dumps(document, ensure_ascii=False) == (
        '{"_id": {"$oid": "65f0c0ffee0123456789abcd"}, "n": 1, '
        '"at": {"$date": "2026-11-23T16:06:48Z"}, "text": "é\\n", '
        '"nan": {"$numberDouble": "NaN"}}'
    )
