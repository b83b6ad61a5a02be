"""Dotted paths, and the options that name fields by their path."""

import re
from typing import Any

import pytest

from mongokit.schema_document import STRUCTURE_KEYWORDS


@pytest.mark.parametrize(
    ("structure", "paths"),
    [
        ({}, []),
        ({"a": int, "b": str}, ["a", "b"]),
        ({"a": {"b": {"c": int}, "d": None}}, ["a", "a.b", "a.b.c", "a.d"]),
        ({str: {int: int}}, ["$str", "$str.$int"]),
        (
            {"1": {"7": int, "8": {str: {int: int}}}},
            ["1", "1.7", "1.8", "1.8.$str", "1.8.$str.$int"],
        ),
        ({"a": [{"b": int}], "c": ({"d": int},)}, ["a", "c"]),
        ({"a": dict, "b": list, "c": {}, "d": []}, ["a", "b", "c", "d"]),
    ],
    ids=str,
)
def test_namespaces(declare: Any, structure: Any, paths: list[str]) -> None:
    """MK-STR-110: ``_namespaces`` lists paths, parents first, but none inside lists."""
    assert declare(structure=structure)._namespaces == paths


def test_namespaces_without_a_structure(declare: Any) -> None:
    """MK-STR-110: A class without a structure has no paths."""
    assert declare()._namespaces == []


def options(path: str) -> dict[str, dict[str, Any]]:
    """Return, for each option, a declaration that contains the path."""
    return {
        "required_fields": {"required_fields": [path]},
        "default_values": {"default_values": {path: None}},
        "validators": {"validators": {path: bool}},
        "indexes": {"indexes": [{"fields": path}]},
    }


STRUCTURE = {
    "profil": {"screen_name": str, "n": {int: {"bla": str}}},
    "list": [{"a": int}],
    "open": dict,
}


@pytest.mark.parametrize("option", options(""))
@pytest.mark.parametrize(
    "path",
    ["profil.screen_nam", "screen_name", "profil.n.$str", "list.a", "open.a", "", "a"],
)
def test_unknown_path(declare: Any, option: str, path: str) -> None:
    """MK-REQ-101: An option with an unknown path is rejected in the class statement."""
    message = f"Error in {option}: can't find {path} in structure"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        declare(structure=STRUCTURE, **options(path)[option])


@pytest.mark.parametrize("option", options(""))
def test_unknown_path_without_a_structure(declare: Any, option: str) -> None:
    """MK-REQ-101: Without a structure every path is unknown."""
    with pytest.raises(ValueError, match=f"^Error in {option}: can't find a in struct"):
        declare(use_schemaless=True, **options("a")[option])


@pytest.mark.parametrize("option", options(""))
@pytest.mark.parametrize(
    "path",
    [
        *("profil", "profil.screen_name", "profil.n.$int", "profil.n.$int.bla"),
        *("list", "open", *STRUCTURE_KEYWORDS),
    ],
)
def test_known_path(declare: Any, option: str, path: str) -> None:
    """An option may name any path of the structure, or an undeclared keyword."""
    given = options(path)[option]
    assert getattr(declare(structure=STRUCTURE, **given), option) == given[option]


def test_undeclared_keywords() -> None:
    """MK-VAL-105: Exactly four keywords need no declaration."""
    assert STRUCTURE_KEYWORDS == ["_id", "_ns", "_revision", "_version"]
