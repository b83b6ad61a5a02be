"""The public names of the package and of its old import paths."""

import importlib
import pkgutil
import types
from typing import Any

import bson.errors
import pymongo.errors
import pytest

import mongokit

ROOT = """
    Collection Connection Cursor CustomType DBRef Database DateType DecimalType Document
    DotCollapsedDict DotExpandedDict DotedDict EnumType INDEX_ASCENDING INDEX_DESCENDING
    INDEX_GEO2D INDEX_GEOSPHERE INDEX_HASHED INDEX_TEXT IS InvalidDocument MongoClient
    NOT OR ObjectId OperationFailure SchemaDocument SchemaOperator SchemaProperties Set
    DocumentMigration Paginator VersionedDocument __version__ i18n

    MasterSlaveConnection MongoReplicaSetClient ReplicaSetConnection

    AuthorizedTypeError AutoReferenceError BadIndexError BadKeyError ConnectionError
    DefaultFieldTypeError DuplicateDefaultValueError DuplicateRequiredError
    EvalException MaxDocumentSizeError ModifierOperatorError MongoAuthException
    MongoKitError MultipleResultsFound OptionConflictError RequireFieldError
    SchemaDocumentError SchemaTypeError StructureError UpdateQueryError
    ValidationError i18nError
""".split()  # noqa: SIM905  easier to compare with than a list

OLD_PATHS = {
    "mongokit.auth": ["User"],
    "mongokit.collection": ["Collection"],
    "mongokit.connection": [
        *("CallableMixin", "Connection", "MongoClient", "MongoKitConnection"),
        *("MongoReplicaSetClient", "ReplicaSetConnection"),
    ],
    "mongokit.cursor": ["Cursor"],
    "mongokit.database": ["Database"],
    "mongokit.document": ["Document", "DocumentProperties", "ObjectId", "R"],
    "mongokit.grid": ["FS", "FSContainer"],
    "mongokit.helpers": """
        DotCollapsedDict DotExpandedDict DotedDict fromtimestamp i18nDotedDict
        totimestamp
    """.split(),  # noqa: SIM905  easier to compare with than a list
    "mongokit.master_slave_connection": ["MasterSlaveConnection"],
    "mongokit.migration": ["DocumentMigration"],
    "mongokit.mongo_exceptions": """
        AutoReferenceError BadIndexError ConnectionError EvalException
        InvalidDocument MaxDocumentSizeError MongoAuthException MultipleResultsFound
        OperationFailure OptionConflictError UpdateQueryError
    """.split(),  # noqa: SIM905  likewise
    "mongokit.operators": ["IS", "NOT", "OR", "SchemaOperator"],
    "mongokit.paginator": ["DEFAULT_LIMIT", "Paginator"],
    "mongokit.schema_document": """
        AuthorizedTypeError BadKeyError CustomType DefaultFieldTypeError
        DotCollapsedDict DotExpandedDict DotedDict DuplicateDefaultValueError
        DuplicateRequiredError ModifierOperatorError RequireFieldError
        STRUCTURE_KEYWORDS SchemaDocument SchemaDocumentError SchemaProperties
        SchemaTypeError Set StructureError ValidationError i18n i18nDotedDict i18nError
    """.split(),  # noqa: SIM905  likewise
    "mongokit.versioned_document": ["RevisionDocument", "VersionedDocument"],
}

PUBLIC_MODULES = ["mongokit"] + [
    module.name
    for module in pkgutil.iter_modules(mongokit.__path__, prefix="mongokit.")
]


def star_import(module: str) -> dict[str, Any]:
    """Return the names that a star import of a module provides."""
    names: dict[str, Any] = {}
    exec(f"from {module} import *", names)
    del names["__builtins__"]
    return names


def test_names_of_the_package() -> None:
    """A star import of the package provides exactly the public names."""
    assert sorted(star_import("mongokit")) == sorted(ROOT)
    assert sorted(mongokit.__all__) == sorted(ROOT)


@pytest.mark.parametrize("module", OLD_PATHS)
def test_old_paths(module: str) -> None:
    """A star import of an old path provides the names that applications import."""
    assert sorted(star_import(module)) == sorted(OLD_PATHS[module])


def test_names_only_at_old_paths() -> None:
    """Two exceptions can be imported only from their old path."""
    old = importlib.import_module("mongokit.schema_document")
    for name in ("DeprecationError", "DuplicateI18nError"):
        assert issubclass(getattr(old, name), mongokit.MongoKitError)
        assert not hasattr(mongokit, name)


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_every_public_module_has_all(module: str) -> None:
    """Every public module has an ``__all__`` of existing names, without duplicates."""
    loaded = importlib.import_module(module)
    names = loaded.__all__ if hasattr(loaded, "__all__") else []
    assert len(set(names)) == len(names)
    assert all(hasattr(loaded, name) for name in names)
    assert names


@pytest.mark.parametrize("module", OLD_PATHS)
def test_old_names_are_the_same_objects(module: str) -> None:
    """A name is the same object in the package and at every old path."""
    for name, thing in star_import(module).items():
        assert getattr(mongokit, name, thing) is thing


def test_names_of_pymongo() -> None:
    """Names that come from pymongo are pymongo's objects."""
    assert mongokit.OperationFailure is pymongo.errors.OperationFailure
    assert mongokit.InvalidDocument is bson.errors.InvalidDocument
    assert mongokit.ObjectId is bson.ObjectId
    assert mongokit.DBRef is bson.DBRef


def test_no_module_is_public() -> None:
    """A star import of the package provides no modules."""
    modules = [
        t for t in star_import("mongokit").values() if isinstance(t, types.ModuleType)
    ]
    assert modules == []


def test_values_of_the_index_constants() -> None:
    """The index constants have the server's values."""
    constants = {
        name: getattr(mongokit, name) for name in ROOT if name.startswith("INDEX_")
    }
    assert constants == {
        "INDEX_ASCENDING": 1,
        "INDEX_DESCENDING": -1,
        "INDEX_GEO2D": "2d",
        "INDEX_GEOSPHERE": "2dsphere",
        "INDEX_HASHED": "hashed",
        "INDEX_TEXT": "text",
    }


@pytest.mark.parametrize(
    "name", [n for n in ROOT if n.endswith(("Error", "Exception", "Found"))]
)
def test_one_base_for_all_errors(name: str) -> None:
    """Every error of the package is a ``MongoKitError``."""
    assert issubclass(getattr(mongokit, name), mongokit.MongoKitError)
