"""Default values of fields with a custom type."""

import datetime
import decimal
from functools import partial
from typing import Any

import pytest

from mongokit import (
    CustomType,
    DateType,
    DecimalType,
    DefaultFieldTypeError,
    Document,
    SchemaDocument,
    Set,
)

DAY = datetime.date(2026, 11, 24)
today = partial(datetime.date, 2026, 11, 24)
NOON = datetime.datetime(2026, 11, 24, 12)  # noqa: DTZ001  a default of the wrong type


class Texts(CustomType):
    """A custom type with two Python types and an initial value."""

    mongo_type = str
    python_type = (str, bytes)
    init_type = staticmethod(lambda: "start")

    def to_bson(self, value: Any) -> str:
        """Return the value as a string."""
        return str(value)


@pytest.mark.parametrize(
    ("structure", "default", "start"),
    [
        (DateType(), DAY, DAY),
        (DateType(), today, DAY),
        (DateType(), None, None),
        ([DateType()], [DAY, None], [DAY, None]),
        ([DateType()], [today], [DAY]),
        ([DateType()], partial(list, [DAY]), [DAY]),
        (Set(int), {1}, {1}),
        (Set(int), set, set()),
        (Set(int), partial(set, [1]), {1}),
        (Texts(), "text", "text"),
        (Texts(), b"text", b"text"),
        ((int, DateType()), (1, DAY), (1, DAY)),
        ({str: DateType()}, {"x": DAY}, {"x": DAY}),
        ({"in": DateType()}, {"in": DAY}, {"in": DAY}),
    ],
    ids=repr,
)
@pytest.mark.parametrize("is_nested", [False, True])
def test_defaults(
    declare: Any, structure: Any, default: Any, start: Any, *, is_nested: bool
) -> None:
    """MK-DEF-104: A default may be any Python value that its custom type accepts."""
    made = declare(
        structure={"a": {"b": structure} if is_nested else structure},
        default_values={"a.b" if is_nested else "a": default},
    )
    assert made() == {"a": {"b": start} if is_nested else start}
    made().validate()


@pytest.mark.parametrize(
    ("structure", "default", "expected"),
    [
        (DateType(), NOON, "date not datetime"),
        (DateType(), (2026, 11), "date not tuple"),
        (DateType(), datetime.datetime.now, "date not datetime"),
        (DateType(), str, "date not str"),
        ([DateType()], [DAY, 3], "date not int"),
        ([DateType()], [int], "date not int"),
        ([DateType()], 3, "date not int"),
        (DecimalType(), 1.5, "Decimal not float"),
        (Set(), [1], "set not list"),
        (Texts(), 3, "str or bytes not int"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
@pytest.mark.parametrize("base", [SchemaDocument, Document])
def test_default_of_another_type(
    declare: Any, base: type, structure: Any, default: Any, expected: str
) -> None:
    """MK-DEF-104: Creating a document with a default of the wrong type fails."""
    made = declare(
        base, structure={"a": {"b": structure}}, default_values={"a.b": default}
    )
    assert made(gen_skel=False) == {}
    with pytest.raises(DefaultFieldTypeError) as caught:
        made()
    assert str(caught.value) == f"a.b must be an instance of {expected}"
    assert caught.value.path == "a.b"
    assert caught.value.document_class is made


def test_defaults_are_not_shared(declare: Any) -> None:
    """MK-DEF-102: Every document gets its own copy of a default that is a set."""
    made = declare(structure={"a": Set()}, default_values={"a": {1}})
    first, second = made(), made()
    first["a"].add(2)
    assert [second, made()] == [{"a": {1}}, {"a": {1}}]


def test_default_over_the_initial_value(declare: Any) -> None:
    """A default replaces the initial value of a custom type."""
    made = declare(structure={"a": Texts(), "b": Texts()}, default_values={"a": "text"})
    assert made() == {"a": "text", "b": "start"}


def test_default_keeps_values_of_an_overridden_skeleton() -> None:
    """Defaults do not replace values set by an overridden ``generate_skeleton()``."""

    class Filled(SchemaDocument):
        structure = {"a": Texts(), "b": Set(), "c": DecimalType()}
        default_values = {"a": "x", "b": {1}, "c": decimal.Decimal(1)}

        def generate_skeleton(self) -> None:
            self.update(a="own", b={2}, c=decimal.Decimal(2))

    assert Filled() == {"a": "own", "b": {2}, "c": decimal.Decimal(2)}


@pytest.mark.parametrize("path", ["a.$str", "a.$str.b"])
def test_default_below_a_key_type(declare: Any, path: str) -> None:
    """MK-VLD-103: A default below a key type has no effect and is not checked."""
    made = declare(
        structure={"a": {str: {"b": DateType()}}}, default_values={path: "wrong"}
    )
    assert made() == {"a": {}}
