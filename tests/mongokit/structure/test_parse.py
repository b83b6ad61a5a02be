"""Valid structures, and the errors for invalid ones."""

import datetime
import re
import uuid
from typing import Any

import pytest
from bson import Binary, Code, DBRef, Decimal128, Int64, ObjectId, Regex, Timestamp

from mongokit import (
    AuthorizedTypeError,
    BadKeyError,
    CustomType,
    Document,
    SchemaDocument,
    SchemaDocumentError,
    StructureError,
)

NoneType = type(None)

SCHEMA_TYPES = {
    *(NoneType, bool, int, float, str, bytes, list, dict),
    *(datetime.datetime, Binary, Int64, CustomType),
}
DOCUMENT_TYPES = SCHEMA_TYPES | {
    *(ObjectId, DBRef, Code, uuid.UUID, re.Pattern),
    *(Regex, Decimal128, Timestamp),
}


class MyInt(int):
    """A subclass of an authorized type, and therefore authorized, too."""


class MyDict(dict[Any, Any]):
    """A ``dict`` subclass that can be a field type; its instances can be structures."""


class Embedded(SchemaDocument):
    """A document class used as a field type."""

    structure = {"n": int}


class Described:
    """A class with a ``structure`` that is not a document class."""

    structure = {"n": int}


@pytest.mark.parametrize(
    ("base", "types"),
    [(SchemaDocument, SCHEMA_TYPES), (Document, DOCUMENT_TYPES)],
    ids=["SchemaDocument", "Document"],
)
def test_authorized_types(base: Any, types: set[type]) -> None:
    """MK-STR-106: ``authorized_types`` contains the expected types, each once."""
    assert set(base.authorized_types) == types
    assert len(base.authorized_types) == len(types)


@pytest.mark.parametrize(
    ("base", "authorized"),
    [
        *(
            (SchemaDocument, authorized)
            for authorized in SchemaDocument.authorized_types
        ),
        *((Document, authorized) for authorized in Document.authorized_types),
    ],
)
def test_every_authorized_type_is_a_field_type(
    declare: Any, base: type, authorized: type
) -> None:
    """MK-STR-106: A field may have any authorized type and starts empty."""
    starts: dict[type, Any] = {dict: {}, list: []}
    start = starts.get(authorized)
    assert declare(base, structure={"foo": authorized})() == {"foo": start}


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [],
        (),
        [int],
        [[int]],
        [{"a": [int]}],
        (int, str, None),
        [(int, str)],
        {str: {int: int}},
        {"a": int, str: int},
        MyInt,
        MyDict,
        MyDict(a=int),
        Embedded,
        [Embedded],
        Described,
        pytest.param(Described(), id="described"),
    ],
    ids=repr,
)
def test_values_of_a_structure(declare: Any, value: Any) -> None:
    """MK-STR-104, MK-STR-107: Each kind of field declaration is accepted."""
    assert list(declare(structure={"foo": value})()) == ["foo"]


def test_no_structure(declare: Any) -> None:
    """MK-STR-102: Documents of a class without a structure start empty."""
    assert declare()() == {}


def test_empty_structure(declare: Any) -> None:
    """MK-STR-102: Documents of a class with an empty structure start empty."""
    assert declare(structure={})() == {}


TWO_TYPES = (
    r"^MyDoc: a\.b must be a list of no or one type, not of 2; "
    r"a tuple has a type for each position$"
)


@pytest.mark.parametrize(
    ("structure", "error", "message"),
    [
        (3, StructureError, r"^MyDoc\.structure must be a dict instance$"),
        ([], StructureError, r"^MyDoc\.structure must be a dict instance$"),
        ({"a.b": int}, BadKeyError, r"^MyDoc: a\.b must not contain '\.'$"),
        ({"c": {"a.b": int}}, BadKeyError, r"^MyDoc: a\.b must not contain '\.'$"),
        ({"$a": int}, BadKeyError, r"^MyDoc: \$a must not start with '\$'$"),
        ({"c": [{"$a": int}]}, BadKeyError, r"^MyDoc: \$a must not start with '\$'$"),
        ({1: int}, StructureError, r"^MyDoc: 1 must be a str or a type$"),
        ({"a": {(1, 2): int}}, StructureError, r"^MyDoc: \(1, 2\) must be a str or a"),
        ({b"a": int}, StructureError, r"^MyDoc: b'a' must be a str or a type$"),
        ({"a": {"b": [int, str]}}, StructureError, TWO_TYPES),
    ],
    ids=str,
)
def test_wrong_structures(
    declare: Any, structure: Any, error: type[Exception], message: str
) -> None:
    """MK-STR-101, MK-STR-102, MK-STR-103: An invalid structure is rejected.

    The class statement raises an error that starts with the class name.
    """
    with pytest.raises(error, match=message):
        declare(structure=structure)


@pytest.mark.parametrize(
    "structure",
    [
        {"a": set},
        {"a": {"b": set}},
        {"a": [set]},
        {"a": (int, set)},
        {"a": [{int: set}]},
        {int: set},
    ],
    ids=str,
)
def test_types_that_are_not_authorized(declare: Any, structure: Any) -> None:
    """MK-STR-104: An unauthorized type is rejected at any depth."""
    with pytest.raises(
        StructureError, match=r"^MyDoc: <class 'set'> is not an authorized type$"
    ):
        declare(structure=structure)


@pytest.mark.parametrize(
    "structure", [{set: int}, {"a": {set: int}}, {"a": [{set: int}]}], ids=str
)
def test_key_types_that_are_not_authorized(declare: Any, structure: Any) -> None:
    """MK-STR-103: A key type that is not authorized is rejected."""
    with pytest.raises(
        AuthorizedTypeError, match=r"^MyDoc: <class 'set'> is not an authorized type$"
    ):
        declare(structure=structure)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(
            datetime.datetime.utcnow,
            "<built-in method utcnow of type object at .*>",
            id="method",
        ),
        pytest.param(len, "<built-in function len>", id="function"),
        pytest.param([3], "3", id="number"),
        pytest.param((int, "str"), "'str'", id="string"),
        pytest.param(list[int], r"list\[int\]", id="generic alias"),
    ],
)
def test_value_that_is_not_a_type(declare: Any, value: Any, shown: str) -> None:
    """MK-STR-105: A value that is not a type is rejected; the error shows it."""
    with pytest.raises(TypeError, match=f"^MyDoc: {shown} is not a type$"):
        declare(structure={"a": value})


@pytest.mark.parametrize(
    ("structure", "path"),
    [
        ({"a": {"b": [set]}}, "a.b"),
        ({"a": {str: {"b": set}}}, "a.$str.b"),
        ({"a": {"b": [int, str]}}, "a.b"),
        ({"a": {"b.c": int}}, "a.b.c"),
        ({"a": {3: int}}, "a"),
        ({3: int}, None),
        ({"a": {set: int}}, "a.$set"),
    ],
    ids=str,
)
def test_path_of_an_error(declare: Any, structure: Any, path: str | None) -> None:
    """MK-STR-101: The error has the dotted path of the invalid part."""
    with pytest.raises(SchemaDocumentError, match=r"^MyDoc: ") as caught:
        declare(structure=structure)
    assert caught.value.path == path


def test_further_types(declare: Any) -> None:
    """MK-STR-107: A class may authorize more types, for itself and its subclasses."""
    further = SchemaDocument.authorized_types + [set]  # noqa: RUF005  as in existing applications
    base = declare(structure={"a": set, "b": [set]}, authorized_types=further)
    derived = declare(base, structure={"c": set}, authorized_types=[frozenset])
    assert derived() == {"a": None, "b": [], "c": None}
    assert derived.authorized_types == [frozenset, *further]
    assert set not in SchemaDocument.authorized_types


def test_further_types_alone(declare: Any) -> None:
    """MK-STR-107: ``authorized_types`` extends the inherited types."""
    assert declare(structure={"a": set, "b": int}, authorized_types=[set])() == {
        "a": None,
        "b": None,
    }
