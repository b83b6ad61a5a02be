"""Checks of index declarations in the class statement."""

import re
from typing import Any

import pytest

from mongokit import (
    INDEX_ASCENDING,
    INDEX_DESCENDING,
    INDEX_GEO2D,
    INDEX_GEOSPHERE,
    INDEX_HASHED,
    INDEX_TEXT,
    BadIndexError,
)

STRUCTURE = {
    "standard": str,
    "other": {"deep": str},
    "open": dict,
    "list": [{"a": int}],
    "typed": {str: {"b": int}},
}
DIRECTIONS = [
    *(INDEX_ASCENDING, INDEX_DESCENDING, INDEX_GEO2D),
    *(INDEX_GEOSPHERE, INDEX_HASHED, INDEX_TEXT),
]


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    "fields",
    [
        lambda direction: ("standard", direction),
        lambda direction: [("standard", direction)],
        lambda direction: ["other.deep", ("standard", direction)],
    ],
    ids=["alone", "in a list", "after another"],
)
def test_directions(declare: Any, fields: Any, direction: Any) -> None:
    """MK-IDX-101, MK-IDX-106: Every direction is valid, alone and in a list."""
    indexes = [{"fields": fields(direction)}]
    assert declare(structure=STRUCTURE, indexes=indexes).indexes == indexes


@pytest.mark.parametrize(
    "fields", ["standard", "other.deep", "_id", "open", "list", "typed.$str.b"]
)
def test_fields(declare: Any, fields: str) -> None:
    """MK-IDX-101: An index may cover any path of the structure."""
    declare(structure=STRUCTURE, indexes=[{"fields": fields}, {"fields": [fields]}])


DIRECTION_ERROR = (
    "index direction must be INDEX_DESCENDING, INDEX_ASCENDING, INDEX_TEXT, "
    "INDEX_GEO2D, INDEX_HASHED, or INDEX_GEOSPHERE. Got "
)
PAIR_ERROR = (
    "Error in indexes: a tuple must contain only two value : "
    "the field name and the direction"
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"standard": INDEX_DESCENDING},
            (
                "fields must be a string, a tuple or a list of tuple "
                "(got <class 'dict'> instead)"
            ),
        ),
        (
            3,
            (
                "fields must be a string, a tuple or a list of tuple "
                "(got <class 'int'> instead)"
            ),
        ),
        ([], "fields must have at least one field (got none)"),
        (("standard", 1, "other"), PAIR_ERROR),
        (("standard",), PAIR_ERROR),
        ([("standard", 1, 2)], PAIR_ERROR),
        ([3], PAIR_ERROR),
        (
            (3, INDEX_DESCENDING),
            "Error in 3, the field name must be string (got <class 'int'> instead)",
        ),
        (
            ["standard", (3, INDEX_DESCENDING)],
            "Error in 3, the field name must be string (got <class 'int'> instead)",
        ),
        (
            ("standard", 2.0),
            (
                "Error in standard, the direction must be int or str "
                "(got <class 'float'> instead)"
            ),
        ),
        (
            [("standard", None)],
            (
                "Error in standard, the direction must be int or str "
                "(got <class 'NoneType'> instead)"
            ),
        ),
        (("standard", 3), f"{DIRECTION_ERROR}3"),
        (("standard", "2"), f"{DIRECTION_ERROR}2"),
        (["standard", ("other.deep", "geoHaystack")], f"{DIRECTION_ERROR}geoHaystack"),
    ],
    ids=str,
)
def test_wrong_fields(declare: Any, fields: Any, message: str) -> None:
    """MK-IDX-103: Each kind of invalid field or direction has its own message."""
    with pytest.raises(BadIndexError, match=f"^{re.escape(message)}$"):
        declare(structure=STRUCTURE, indexes=[{"fields": fields}])


@pytest.mark.parametrize(
    "index", [{}, {"unique": True}, {"field": "standard"}, "standard", 3], ids=str
)
def test_no_fields(declare: Any, index: Any) -> None:
    """MK-IDX-103: An index without fields is rejected."""
    with pytest.raises(
        BadIndexError, match=r"^'fields' key must be specify in indexes$"
    ):
        declare(structure=STRUCTURE, indexes=[index])


@pytest.mark.parametrize(
    "fields",
    [
        lambda path: path,
        lambda path: (path, 1),
        lambda path: [path],
        lambda path: ["standard", (path, -1)],
    ],
    ids=["name", "pair", "name in a list", "pair in a list"],
)
@pytest.mark.parametrize("path", ["std", "other.dep", "open.a", "list.a", "standard.x"])
def test_unknown_paths(declare: Any, fields: Any, path: str) -> None:
    """MK-IDX-103: A path that is not in the structure is rejected in every notation."""
    message = f"Error in indexes: can't find {path} in structure"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        declare(structure=STRUCTURE, indexes=[{"fields": fields(path)}])


@pytest.mark.parametrize(
    "fields", ["std", ("open.a", 1), ["list.a", ("x", 3)], ("standard", "new")], ids=str
)
def test_unchecked_index(declare: Any, fields: Any) -> None:
    """MK-IDX-103: With ``"check": False``, the fields of an index are not checked."""
    declare(structure=STRUCTURE, indexes=[{"fields": fields, "check": False}])


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("ttl", ["300", 1.5, None], ids=repr)
def test_ttl_of_another_type(declare: Any, ttl: Any, *, check: bool) -> None:
    """MK-IDX-104: The error for an invalid ``ttl`` suggests ``expireAfterSeconds``."""
    message = (
        f"ttl must be an int, not {ttl!r}; an index that expires documents has "
        "expireAfterSeconds"
    )
    index = {"fields": "standard", "ttl": ttl, "check": check}
    with pytest.raises(BadIndexError, match=f"^{re.escape(message)}$"):
        declare(structure=STRUCTURE, indexes=[index])


@pytest.mark.parametrize(
    "options",
    [{"ttl": 86400}, {"unique": True, "sparse": True}, {"dropDups": True}, {"uniq": 1}],
    ids=str,
)
def test_further_keys(declare: Any, options: dict[str, Any]) -> None:
    """MK-IDX-101, MK-IDX-105: Other keys are not checked in the class statement."""
    declare(structure=STRUCTURE, indexes=[{"fields": "standard", **options}])
