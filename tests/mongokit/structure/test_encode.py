"""Encoding of documents for storage."""

import copy
import datetime
from typing import Any

import pytest
from bson import Decimal128

from mongokit import (
    DateType,
    DecimalType,
    Document,
    DotedDict,
    SchemaTypeError,
    Set,
    i18n,
)
from mongokit.structure.compilers.encode import compile_encoder
from mongokit.structure.parse import parse_structure

DAY = datetime.date(2026, 11, 24)
MIDNIGHT = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)


class Counter(dict[Any, Any]):
    """A ``dict`` subclass whose instances can be used as nested structures."""


def encode(structure: Any, document: Any) -> tuple[Any, list[Exception]]:
    """Return the encoded document and the reported errors."""
    root = parse_structure(
        structure, "Item", tuple(Document.authorized_types), translated=["text"]
    )
    compiled = compile_encoder(root)
    assert compiled is not None
    errors: list[Exception] = []
    return compiled(document, errors.append), errors


@pytest.mark.parametrize(
    ("structure", "document", "stored"),
    [
        ({"a": DateType()}, {"a": DAY, "b": 1}, {"a": MIDNIGHT, "b": 1}),
        ({"a": DateType()}, {"a": None}, {"a": None}),
        ({"a": DateType()}, {}, {}),
        ({"a": {"b": DateType()}}, {"a": {"b": DAY}}, {"a": {"b": MIDNIGHT}}),
        ({"a": [DateType()]}, {"a": (DAY, None)}, {"a": [MIDNIGHT, None]}),
        ({"a": [{"b": Set()}]}, {"a": [{"b": {1}}, {}]}, {"a": [{"b": [1]}, {}]}),
        ({"a": (int, DateType())}, {"a": (1, DAY)}, {"a": [1, MIDNIGHT]}),
        ({"a": {str: DateType()}}, {"a": {"x": DAY}}, {"a": {"x": MIDNIGHT}}),
        (
            {"a": {int: DateType(), str: int, "b": Set()}},
            {"a": {1: DAY, "x": 2, "b": {3}, None: 4}},
            {"a": {1: MIDNIGHT, "x": 2, "b": [3], None: 4}},
        ),
        ({str: DateType()}, {"x": DAY}, {"x": MIDNIGHT}),
        pytest.param(
            {"a": Counter(b=DateType())},
            {"a": Counter(b=DAY)},
            {"a": {"b": MIDNIGHT}},
            id="Counter",
        ),
        (
            {"text": str},
            {"text": {"en": "x"}},
            {"text": [{"lang": "en", "value": "x"}]},
        ),
        (
            {"text": [DateType()]},
            {"text": {"en": [DAY]}},
            {"text": [{"lang": "en", "value": [MIDNIGHT]}]},
        ),
    ],
    ids=repr,
)
def test_stored_form(structure: Any, document: Any, stored: Any) -> None:
    """MK-TYP-112: Custom types are encoded, but the document itself is not changed."""
    before = copy.deepcopy(document)
    assert encode(structure, document) == (stored, [])
    assert document == before


def test_values_without_encoding_are_not_copied() -> None:
    """MK-PERF-105: Parts that need no encoding are not copied."""
    document = {"a": DAY, "b": [{"c": 1}], "d": {"e": []}}
    stored, _ = encode({"a": DateType(), "b": [{"c": int}], "d": {"e": []}}, document)
    assert stored["b"] is document["b"]
    assert stored["d"] is document["d"]


@pytest.mark.parametrize(
    "structure",
    [
        {},
        {"a": int, "b": [str], "c": {"d": None}, "e": (int, str), "f": {str: int}},
        {"a": [], "b": dict, "c": list, "d": [[int]], "e": {int: {"f": str}}},
    ],
    ids=str,
)
def test_nothing_to_encode(structure: Any) -> None:
    """A structure without custom types needs no encoder."""
    root = parse_structure(structure, "Item", tuple(Document.authorized_types))
    assert compile_encoder(root) is None


@pytest.mark.parametrize(
    ("structure", "value"),
    [
        ({"a": [DateType()]}, 3),
        ({"a": (int, DateType())}, [DAY]),
        ({"a": (int, DateType())}, DAY),
        ({"a": {"b": DateType()}}, [DAY]),
        ({"a": {"b": DateType()}}, DAY),
        ({"a": {str: DateType()}}, DAY),
        ({"a": {"text": i18n()}}, {"text": ["x"]}),
        ({"a": i18n(str)}, "x"),
    ],
    ids=str,
)
def test_other_shapes(structure: Any, value: Any) -> None:
    """MK-VAL-106: Data that does not match the structure is left unchanged."""
    assert encode(structure, {"a": value}) == ({"a": value}, [])


def test_every_wrong_value_is_reported() -> None:
    """MK-VAL-107: Each value that cannot be encoded is reported and left unchanged."""
    structure = {"a": DateType(), "b": [DecimalType()], "c": {"d": Set()}}
    document = {"a": 3, "b": ["x", None, 4], "c": DotedDict({"d": {1}})}
    stored, errors = encode(structure, document)
    assert stored == {"a": 3, "b": ["x", None, 4], "c": {"d": [1]}}
    assert [(type(error), str(error)) for error in errors] == [
        (SchemaTypeError, "a must be an instance of date not int"),
        (SchemaTypeError, "b must be an instance of Decimal not str"),
        (SchemaTypeError, "b must be an instance of Decimal not int"),
    ]


def test_assigned_stored_form() -> None:
    """MK-TYP-111: A stored form is rejected where a Python value is expected."""
    _, errors = encode({"a": DecimalType()}, {"a": Decimal128("1")})
    assert [str(error) for error in errors] == [
        "a must be an instance of Decimal not Decimal128"
    ]
