"""Checks for documents that the driver cannot encode."""

import datetime
from typing import Any

import bson
import pytest
from bson import SON, Int64, ObjectId
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from bson.errors import InvalidDocument
from hypothesis import given
from hypothesis import strategies as st

from mongokit import NOT, Document, SchemaDocument, Set, ValidationError, i18n
from mongokit.structure.encodability import has_unlimited_depth, is_too_deep
from mongokit.structure.parse import parse_structure


class Small(Document):
    """A document with two fields of any type."""

    structure = {"a": None, "b": None}


class Embedded(SchemaDocument):
    """A document class used as a field type."""


AUTHORIZED = tuple(Document.authorized_types)
OPTIONS: CodecOptions[Any] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD
)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=5)
SCALARS = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers(-(2**63) - 2, -(2**63) + 2)
    | st.integers(2**63 - 2, 2**63 + 2)
    | st.integers(-5, 5)
    | TEXTS
    | st.binary(max_size=3)
    | st.datetimes(timezones=st.none() | st.just(datetime.UTC) | st.timezones())
    | st.uuids()
    | st.builds(ObjectId)
    | st.just(Int64(3))
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
    ),
    max_leaves=4,
)


def can_be_encoded(fields: dict[str, Any]) -> bool:
    """Return whether the driver can encode a document."""
    try:
        bson.encode(fields, codec_options=OPTIONS)
    except (InvalidDocument, OverflowError, ValueError):
        return False
    return True


def error_path(fields: dict[str, Any]) -> str | None:
    """Return the path of the validation error, or ``None`` if the document is valid."""
    try:
        Small(fields).validate()
    except ValidationError as error:
        return error.path
    return None


def nested(levels: int) -> Any:
    """Return a dict nested this many levels deep, with the shortest possible keys."""
    value: Any = 1
    for _ in range(levels):
        value = {"": value}
    return value


@pytest.mark.parametrize(
    "declared",
    [
        *(dict, list, [], None, SON, {"x": dict}, {str: None}, [{"x": list}]),
        *((int, dict), Set(), i18n(), NOT(str), Embedded),
    ],
    ids=repr,
)
def test_structures_of_unlimited_depth(declared: Any) -> None:
    """A structure with a part whose content is not declared allows any depth."""
    root = parse_structure({"n": int, "a": declared}, "Doc", AUTHORIZED)
    assert has_unlimited_depth(root)


@pytest.mark.parametrize(
    "declared",
    [*(int, {}, {"x": {"y": int}}, {str: int}, [str]), *([{"x": [int]}], (int, [str]))],
    ids=repr,
)
def test_structures_of_limited_depth(declared: Any) -> None:
    """A structure that declares every part limits the depth of its documents."""
    root = parse_structure({"n": int, "a": declared}, "Doc", AUTHORIZED)
    assert not has_unlimited_depth(root)


def test_references_do_not_add_depth() -> None:
    """A structure with references or handles still has a limited depth."""
    structure = {"a": Small, "b": [Small], "c": Small()}
    root = parse_structure(structure, "Doc", AUTHORIZED, has_references=True)
    assert not has_unlimited_depth(root)


@pytest.mark.parametrize(
    ("a", "expected"),
    [
        ("x" * 2000, False),
        ([{"x": [1, 2]}] * 200, False),
        (nested(179), False),
        (nested(180), True),
        ([nested(179), 1], True),
        ((nested(179),), True),
    ],
    ids=["string", "many dicts", "deepest", "too deep", "in a list", "in a tuple"],
)
def test_depth(a: Any, expected: bool) -> None:  # noqa: FBT001  parametrized
    """A document is too deep if it has more levels than the server accepts."""
    document = {"a": a, "b": None}
    assert is_too_deep(document, bson.encode(document)) is expected


@given(st.fixed_dictionaries({"a": VALUES, "b": VALUES}))
def test_validation_agrees_with_the_driver(fields: dict[str, Any]) -> None:
    """A document is valid exactly when the driver can encode it.

    Otherwise the error names a field that cannot be encoded.
    """
    path = error_path(fields)
    assert (path is None) == can_be_encoded(fields)
    if path is not None:
        field = path.partition(".")[0]
        assert not can_be_encoded({field: fields[field]})
