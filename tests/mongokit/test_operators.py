"""Operators: values of several types, or one of several values."""

import datetime
import re
import uuid
from typing import Any

import pytest
from bson import Binary, Int64, ObjectId, Regex
from bson.binary import OLD_UUID_SUBTYPE

from mongokit import (
    IS,
    NOT,
    OR,
    Connection,
    CustomType,
    Database,
    DateType,
    Document,
    SchemaDocument,
    SchemaOperator,
    SchemaTypeError,
    Set,
    StructureError,
    i18n,
)

NOON = datetime.datetime(2026, 11, 24, 12)  # noqa: DTZ001  naive, as stored


class Op(SchemaOperator):
    """An operator without a ``validate()`` method of its own."""

    repr = "op"


class Even(SchemaOperator):
    """A custom operator for even numbers."""

    repr = "even"

    def validate(self, value: Any) -> bool:
        """Return whether a value is an even number."""
        return isinstance(value, int) and value % 2 == 0


class Like(IS):
    """A custom operator that ignores the case of strings."""

    def validate(self, value: Any) -> bool:
        """Return whether a value is one of the operands, ignoring case."""
        return str(value).lower() in list(self)


class Part(SchemaDocument):
    """A document class that cannot be an operand."""

    structure = {"n": int}


def test_base_cannot_be_used() -> None:
    """MK-TYP-101: ``SchemaOperator`` itself cannot be used, as it has no ``repr``."""
    with pytest.raises(AssertionError, match=r"^SchemaOperator has no repr$"):
        SchemaOperator(int)


def test_operator_without_a_check() -> None:
    """MK-TYP-101: The default ``validate()`` raises ``NotImplementedError``."""
    with pytest.raises(NotImplementedError, match=r"^Op has no validate\(\)$"):
        Op().validate("bla")


def test_operands() -> None:
    """MK-TYP-101: Operands keep their order and can be iterated."""
    assert list(OR(str, int)) == OR(str, int)._operands == [str, int]
    assert list(Op()) == []


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (OR(str, int), OR(str, int), True),
        (OR(str, int), OR(str), False),
        (OR(str, int), NOT(str, int), False),
        (IS({"a": 1}), IS({"a": 1}), True),
        (IS("a"), ["a"], False),
        (Like("a"), IS("a"), False),
    ],
    ids=str,
)
def test_equality(one: SchemaOperator, other: object, *, equal: bool) -> None:
    """MK-TYP-101: Operators are equal if their classes and operands are."""
    assert (one == other) is equal
    assert (one != other) is not equal


def test_hash() -> None:
    """MK-TYP-101: Equal operators have the same hash, even with unhashable operands."""
    assert len({OR(str, int), OR(str, int), IS({"a": 1}), IS({"a": 1})}) == 2


@pytest.mark.parametrize(
    ("operator", "text"),
    [
        (OR(str, int), "<str or int>"),
        (NOT(str, int), "<not str, not int>"),
        (NOT(datetime.datetime), "<not datetime>"),
        (IS("spam", 3), "<is 'spam' or is 3>"),
        (Op(str, int), "<str op int>"),
        (OR(int, 3), "<int or 3>"),
    ],
    ids=str,
)
def test_text(operator: SchemaOperator, text: str) -> None:
    """MK-TYP-102: The string form of an operator contains its operands and ``repr``."""
    assert str(operator) == repr(operator) == text


@pytest.mark.parametrize(
    "value",
    [Binary(b"a"), re.compile("a"), 2**40, NOON.replace(microsecond=7)],
    ids=repr,
)
def test_loaded_operand(connection: Connection, db: Database, value: Any) -> None:
    """MK-TYP-103: A value that BSON changes still passes ``IS`` after loading."""

    class Item(Document):
        structure = {"foo": IS(value)}

    connection.register(Item)
    db["c"].Item({"foo": value}).save()
    loaded = db["c"].Item.one()
    loaded.save()
    assert db["c"].Item.one() == loaded


def test_operand_without_a_stored_form(declare: Any) -> None:
    """MK-TYP-103: An operand that BSON cannot represent is compared unchanged."""
    made = declare(
        structure={"foo": IS({1}, 2**70)},
        authorized_types=[*SchemaDocument.authorized_types, set],
    )
    made({"foo": {1}}).validate()
    made({"foo": 2**70}).validate()
    with pytest.raises(SchemaTypeError, match="foo must be in"):
        made({"foo": {2}}).validate()


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        (OR(str, int), "a"),
        (OR(str, int), Int64(3)),
        (OR(str, int), True),
        (OR(int, int), 3),
        (OR(str, dict), {"a": {1, 2}}),
        (NOT(str, int), 3.0),
        (NOT(datetime.datetime), {"a": 1}),
        (IS("spam", 3), "spam"),
        (IS("3", 3), 3),
        (IS("3", 3), "3"),
        (IS("spam", 1), True),
        (IS({"a": 1}, 3), {"a": 1}),
        (Even(int), 4),
        (Like("a"), "A"),
        *((operator, None) for operator in (OR(str), NOT(str), IS("a"), Even(int))),
    ],
    ids=repr,
)
@pytest.mark.parametrize("is_listed", [False, True])
def test_valid_values(
    declare: Any, operator: Any, value: Any, *, is_listed: bool
) -> None:
    """MK-TYP-103: Values that the operator allows are valid, and so is ``None``."""
    made = declare(structure={"foo": [operator] if is_listed else operator})
    document = made({"foo": [value, value] if is_listed else value})
    document.validate()


@pytest.mark.parametrize(
    ("operator", "value", "message"),
    [
        (
            OR(str, int, float),
            NOON,
            "be an instance of <str or int or float> not datetime",
        ),
        (OR(str, int), b"x", "be an instance of <str or int> not bytes"),
        (NOT(str, int), "x", "be an instance of <not str, not int> not str"),
        (NOT(int), True, "be an instance of <not int> not bool"),
        (IS("spam", "eggs"), "bla", "be in ['spam', 'eggs'] not bla"),
        (IS("3", 3), 3.0, "be in ['3', 3] not 3.0"),
        (IS("a"), {"a"}, "be in ['a'] not {'a'}"),
        (IS("a"), ["a"], "be in ['a'] not ['a']"),
        (Even(int), 3, "be an instance of <int> not int"),
        (Like("a"), "b", "be in ['a'] not b"),
    ],
    ids=str,
)
def test_wrong_values(declare: Any, operator: Any, value: Any, message: str) -> None:
    """MK-TYP-103: The error for a wrong value contains its path and what is allowed."""
    made = declare(structure={"flag": {"foo": operator}, "n": int})
    with pytest.raises(SchemaTypeError) as caught:
        made({"flag": {"foo": value}, "n": 1}).validate()
    assert str(caught.value) == f"flag.foo must {message}"
    assert caught.value.path == "flag.foo"
    assert caught.value.document_class is made


@pytest.mark.parametrize(
    ("operator", "found"),
    [
        (
            OR(str, set),
            "<class 'set'> in <str or set> is not an authorized type (type found)",
        ),
        (NOT(set), "<class 'set'> in <not set> is not an authorized type (type found)"),
        (
            IS({"bla"}, 3),
            "{'bla'} in <is {'bla'} or is 3> is not an authorized type (set found)",
        ),
        (OR(str, 3), "3 in <str or 3> is not an authorized type (int found)"),
    ],
    ids=str,
)
@pytest.mark.parametrize("place", ["{}", "[{}]", "({}, int)", "{{int: {}}}"])
def test_unauthorized_operands(
    declare: Any, operator: SchemaOperator, found: str, place: str
) -> None:
    """MK-TYP-104: An unauthorized operand is rejected in the class statement."""
    structure = eval(place.format("operator"), {"operator": operator})
    with pytest.raises(StructureError) as caught:
        declare(structure={"foo": structure})
    assert str(caught.value) == f"MyDoc: {found}"
    assert str(caught.value.path).startswith("foo")


@pytest.mark.parametrize("operand", [Part, {"a": int}, [str], OR(str, int), {}, []])
def test_operands_that_are_structures(declare: Any, operand: Any) -> None:
    """MK-TYP-105: Document classes, containers and operators cannot be operands."""
    with pytest.raises(
        StructureError, match=r" is not an authorized type \(\w+ found\)$"
    ):
        declare(structure={"foo": OR(str, operand)})


def test_document_as_an_operand(declare: Any) -> None:
    """MK-TYP-105: A document cannot be an operand."""
    with pytest.raises(StructureError, match=r" \(Part found\)$"):
        declare(structure={"foo": IS(Part())})


def test_subclasses_of_authorized_types(declare: Any) -> None:
    """MK-TYP-105: A subclass of an authorized type can be an operand."""

    class MyInt(int):
        pass

    made = declare(structure={"foo": OR(str, MyInt), "bar": IS(MyInt(3), "a")})
    made({"foo": MyInt(3), "bar": MyInt(3)}).validate()
    with pytest.raises(SchemaTypeError, match=r"^foo must be an instance of <str or"):
        made({"foo": 3, "bar": "a"}).validate()


def test_types_that_a_class_authorizes(declare: Any) -> None:
    """MK-TYP-105: A type that the class authorizes can be an operand."""
    declare(structure={"foo": OR(int, set)}, authorized_types=[set])(
        {"foo": {1}}
    ).validate()


@pytest.mark.parametrize(
    ("operator", "value", "loaded"),
    [
        (OR(str, Binary), Binary(b"x"), b"x"),
        (OR(str, re.Pattern), re.compile("a"), Regex("a", 32)),
        (OR(int, ObjectId), 2**40, Int64(2**40)),
        (NOT(str), Binary(b"x"), b"x"),
        (IS(2**40), 2**40, Int64(2**40)),
    ],
    ids=str,
)
def test_stored_and_stored_again(
    connection: Connection, db: Database, operator: Any, value: Any, loaded: Any
) -> None:
    """MK-TYP-103: A value that is loaded as another type can be saved again."""

    class Item(Document):
        __collection__ = "items"

    Item.structure = {"foo": operator}
    connection.register(Item)
    db.Item({"foo": value}).save()
    document = db.Item.one()
    document.save()
    assert db.Item.one()["foo"] == loaded


def test_uuids_of_the_old_form(connection: Connection, db: Database) -> None:
    """MK-CON-116: A UUID stored by pymongo 2 is decoded in a field with an operator."""

    class Item(Document):
        __collection__ = "items"
        structure = {"foo": OR(str, uuid.UUID)}

    connection.register(Item)
    key = uuid.UUID(int=7)
    db["items"].insert_one({"foo": Binary(key.bytes, OLD_UUID_SUBTYPE)})
    document = db.Item.one()
    document.validate()
    assert document["foo"] == key


@pytest.mark.parametrize("custom_type", [Set, i18n, DateType])
@pytest.mark.parametrize("operator", [OR, NOT])
def test_custom_types_as_operands(
    declare: Any, operator: Any, custom_type: type[CustomType]
) -> None:
    """MK-TYP-105: A custom type cannot be an operand."""
    with pytest.raises(StructureError, match="is not an authorized type"):
        declare(structure={"a": operator(str, custom_type)})
