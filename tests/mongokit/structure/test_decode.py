"""Decoding of stored values when a document is loaded."""

import uuid
from typing import Any

import pytest
from bson import Binary
from bson.binary import OLD_UUID_SUBTYPE, UUID_SUBTYPE

from mongokit import Document
from mongokit.structure.compilers.decode import compile_decoder
from mongokit.structure.parse import parse_structure

KEY = uuid.UUID("01234567-89ab-cdef-0123-456789abcdef")
OLD = Binary(KEY.bytes, OLD_UUID_SUBTYPE)


def decode(structure: Any, stored: Any) -> Any:
    """Decode a stored document with the decoder compiled from a structure."""
    root = parse_structure(structure, "Item", tuple(Document.authorized_types))
    compiled = compile_decoder(root, "Item")
    assert compiled is not None
    document = dict(stored)
    compiled(document)
    return document


@pytest.mark.parametrize(
    ("structure", "stored", "loaded"),
    [
        ({"a": uuid.UUID}, {"a": OLD}, {"a": KEY}),
        ({"a": uuid.UUID, "b": int}, {"b": 3, "c": OLD}, {"b": 3, "c": OLD}),
        ({"a": uuid.UUID}, {"a": Binary(KEY.bytes, UUID_SUBTYPE)}, {"a": KEY}),
        ({"a": {"b": uuid.UUID}}, {"a": {"b": OLD}}, {"a": {"b": KEY}}),
        ({"a": [uuid.UUID]}, {"a": [OLD, None]}, {"a": [KEY, None]}),
        ({"a": [{"b": uuid.UUID}]}, {"a": [{"b": OLD}]}, {"a": [{"b": KEY}]}),
        ({"a": (int, uuid.UUID)}, {"a": [3, OLD]}, {"a": [3, KEY]}),
        ({"a": {str: uuid.UUID}}, {"a": {"x": OLD}}, {"a": {"x": KEY}}),
        (
            {"a": {str: uuid.UUID, "b": int}},
            {"a": {"x": OLD, "b": 3, 4: OLD}},
            {"a": {"x": KEY, "b": 3, 4: OLD}},
        ),
    ],
    ids=str,
)
def test_uuids(structure: Any, stored: Any, loaded: Any) -> None:
    """MK-CON-116: Old and standard UUIDs are decoded wherever they are declared."""
    assert decode(structure, stored) == loaded


@pytest.mark.parametrize(
    "value",
    [
        None,
        KEY,
        3,
        "text",
        b"0123456789abcdef",
        Binary(b"short", OLD_UUID_SUBTYPE),
        Binary(KEY.bytes),
        Binary(b"too short", UUID_SUBTYPE),
    ],
    ids=str,
)
def test_other_values(value: Any) -> None:
    """Values that are not stored UUIDs are left unchanged."""
    assert decode({"a": uuid.UUID}, {"a": value}) == {"a": value}


@pytest.mark.parametrize(
    ("structure", "value"),
    [
        ({"a": [uuid.UUID]}, OLD),
        ({"a": (int, uuid.UUID)}, [OLD]),
        ({"a": (int, uuid.UUID)}, OLD),
        ({"a": {"b": uuid.UUID}}, [OLD]),
    ],
    ids=str,
)
def test_other_shapes(structure: Any, value: Any) -> None:
    """Data that does not match the structure is left unchanged."""
    assert decode(structure, {"a": value}) == {"a": value}


@pytest.mark.parametrize(
    "structure",
    [
        {},
        {"a": int, "b": [str], "c": {"d": None}, "e": (int, str), "f": {str: int}},
        {"a": [], "b": dict, "c": list, "d": [[int]]},
    ],
    ids=str,
)
def test_nothing_to_decode(structure: Any) -> None:
    """A structure without types that need decoding has no decoder."""
    root = parse_structure(structure, "Item", tuple(Document.authorized_types))
    assert compile_decoder(root, "Item") is None

    class Item(Document):
        pass

    Item.structure = structure
    Item.recompile()
    assert Item._plan.decode is None


def test_dot_notation() -> None:
    """Nested fields are also decoded in a class with dot notation."""

    class Item(Document):
        structure = {"a": {"key": uuid.UUID}}
        use_dot_notation = True

    loaded: Any = Item({"a": {"key": OLD}})
    assert loaded.a.key == KEY
