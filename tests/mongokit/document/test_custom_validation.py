"""Validation of custom types, and its error messages."""

import datetime
from typing import Any

import pytest

from mongokit import (
    Connection,
    CustomType,
    Database,
    DateType,
    Document,
    MaxDocumentSizeError,
    RequireFieldError,
    SchemaDocument,
    SchemaTypeError,
    Set,
    StructureError,
    ValidationError,
)

DAY = datetime.date(2008, 2, 1)


class Opaque:
    """A type that BSON cannot represent."""


class Broken(CustomType):
    """A custom type whose conversions return a fixed result or raise an error.

    :param result: the value to return, or the exception to raise.
    """

    mongo_type = int
    python_type = (Opaque, str)

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result

    def to_bson(self, value: Any) -> Any:
        """Return the result, or raise it if it is an exception."""
        del value
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    to_python = to_bson


class Strict(CustomType):
    """A price string that is stored as a number and must not be negative."""

    mongo_type = float
    python_type = str

    def to_bson(self, value: Any) -> float:
        """Return the price as a number."""
        return float(value)

    def to_python(self, value: Any) -> str:
        """Return the price as a string."""
        return str(value)

    def validate(self, value: Any, path: str) -> None:
        """Reject a negative price, which is given in its stored form."""
        if value < 0:
            raise ArithmeticError(f"{path} is {value!r}")


def handle(connection: Connection, db: Database, **attributes: Any) -> Any:
    """Register a class with these attributes and return its handle."""

    class Item(Document):
        __collection__ = "items"

    made: Any = type("Item", (Item,), attributes)
    connection.register(made)
    return db.Item


@pytest.mark.parametrize(
    ("structure", "wrong", "message"),
    [
        ({"foo": {"date": DateType()}}, {"foo": {"date": 3}}, "foo.date"),
        ({"foo": [DateType()]}, {"foo": [None, 3]}, "foo"),
        ({"foo": [{"date": DateType()}]}, {"foo": [{"date": 3}]}, "foo.date"),
        ({"foo": {str: DateType()}}, {"foo": {"x": 3}}, "foo.$str"),
        (
            {"foo": {str: {"date": DateType()}}},
            {"foo": {"x": {"date": 3}}},
            "foo.$str.date",
        ),
        ({"foo": (int, DateType())}, {"foo": [1, 3]}, "foo"),
    ],
    ids=str,
)
def test_path_of_a_wrong_value(
    declare: Any, structure: Any, wrong: Any, message: str
) -> None:
    """MK-TYP-111: The error contains the path, the expected type and the actual one."""
    document = declare(structure=structure)(gen_skel=False)
    document.update(wrong)
    with pytest.raises(SchemaTypeError) as caught:
        document.validate()
    assert str(caught.value) == f"{message} must be an instance of date not int"
    assert caught.value.path == message
    assert caught.value.document_class is type(document)


def test_stored_form_of_another_type(declare: Any) -> None:
    """MK-TYP-111: ``to_bson()`` must return a value of the ``mongo_type``."""
    document = declare(structure={"foo": {"bar": Broken("text")}})()
    document["foo"]["bar"] = Opaque()
    with pytest.raises(
        SchemaTypeError, match=r"^foo\.bar must be an instance of int not str$"
    ):
        document.validate()


def test_one_of_several_python_types(declare: Any) -> None:
    """MK-TYP-111: A custom type may have several Python types; the error lists them."""
    document = declare(structure={"foo": Broken(3)})()
    for value in (Opaque(), "x"):
        document["foo"] = value
        document.validate()
    document["foo"] = 1.5
    with pytest.raises(
        SchemaTypeError, match=r"^foo must be an instance of Opaque or str not float$"
    ):
        document.validate()


def test_conversion_that_returns_none(connection: Connection, db: Database) -> None:
    """MK-TYP-111: A conversion may return ``None``, which is valid for every field."""
    item = handle(connection, db, structure={"foo": Broken(None)})
    item({"foo": "x"}).save()
    assert db["items"].one()["foo"] is None
    assert item.one()["foo"] is None


@pytest.mark.parametrize(
    "broken",
    [
        {"tags": {1}},
        {"day": 3},
        {"unknown": 1},
        {"day": None, "n": "x"},
        {"n": 2**70},
    ],
    ids=str,
)
@pytest.mark.parametrize("raises", [True, False])
def test_python_form_after_a_failure(
    connection: Connection, db: Database, broken: dict[str, Any], *, raises: bool
) -> None:
    """MK-VAL-102: A document keeps its Python values no matter which check fails."""
    structure = {"tags": Set(str), "day": DateType(), "n": int}
    item = handle(
        connection,
        db,
        structure=structure,
        required_fields=["day"],
        raise_validation_errors=raises,
    )
    fields: dict[str, Any] = {"tags": {"x"}, "day": DAY, "n": 1, **broken}
    document = item()
    document.update(fields)
    try:
        document.validate()
    except (
        ValueError,
        ValidationError,
        SchemaTypeError,
        StructureError,
        RequireFieldError,
    ):
        assert raises
    else:
        assert not raises
        assert document.validation_errors
    assert document == fields
    assert document["tags"] is fields["tags"]


def test_order_of_the_checks(declare: Any) -> None:
    """MK-VAL-101: Validators run before the conversion, type and required checks."""
    seen: list[Any] = []
    made = declare(
        structure={"day": DateType(), "n": int, "list": [str]},
        validators={"day": seen.append},
        required_fields=["list"],
        raise_validation_errors=False,
    )
    document = made()
    document.update(day="text", n="x")
    document.validate()
    assert seen == ["text"]
    assert [
        (path, type(e)) for path, es in document.validation_errors.items() for e in es
    ] == [
        ("day", ValidationError),
        ("day", SchemaTypeError),
        ("n", SchemaTypeError),
        ("list", RequireFieldError),
    ]


def test_first_of_the_checks(declare: Any) -> None:
    """MK-VAL-101: A validator's error is raised before a conversion error."""
    made = declare(
        Document, structure={"day": DateType()}, validators={"day": lambda _: False}
    )
    document = made()
    document["day"] = "text"
    with pytest.raises(ValidationError, match=r"^day does not pass the validator <la"):
        document.validate()


def test_size_of_the_stored_form(declare: Any) -> None:
    """MK-VAL-101: The size of the stored form is checked before the validators run."""

    class Long(CustomType):
        mongo_type = str
        python_type = int

        def to_bson(self, value: int) -> str:
            return "x" * value

    made = declare(Document, structure={"a": Long()}, validators={"a": lambda _: False})
    assert made({"a": 3}).get_size() == 16
    with pytest.raises(MaxDocumentSizeError, match=r"\(got 17000013 bytes\)$"):
        made({"a": 17_000_000}).validate()


@pytest.mark.parametrize(
    "error",
    [ValueError("too bad"), KeyError("x"), NotImplementedError("no"), Exception()],
)
@pytest.mark.parametrize("base", [SchemaDocument, Document])
def test_error_in_a_conversion(declare: Any, base: type, error: Exception) -> None:
    """MK-TYP-110: A conversion's exception is raised with a note on its field."""
    document = declare(base, structure={"foo": {"bar": [Broken(error)]}})()
    document["foo"]["bar"] = ["x"]
    with pytest.raises(type(error)) as caught:
        document.validate()
    assert caught.value is error
    assert caught.value.__notes__[-1] == "in the field foo.bar"
    assert getattr(caught.value, "path", None) == "foo.bar"
    assert document == {"foo": {"bar": ["x"]}}


def test_error_in_a_conversion_on_saving(connection: Connection, db: Database) -> None:
    """MK-TYP-110: Saving without validation still raises a conversion's error."""
    error = OSError("no key")
    item = handle(connection, db, structure={"foo": Broken(error)})
    document = item()
    document["foo"] = "x"
    with pytest.raises(OSError, match=r"^no key\nin the field foo$"):
        document.save(validate=False)
    assert document == {"foo": "x"}


def test_mapper_error_in_a_conversion(declare: Any) -> None:
    """MK-TYP-110: A conversion's ``ValidationError`` gets a path and document class."""
    made = declare(structure={"foo": Broken(ValidationError("is bad"))})
    document = made()
    document["foo"] = "x"
    with pytest.raises(ValidationError, match=r"^foo is bad$") as caught:
        document.validate()
    assert caught.value.path == "foo"
    assert caught.value.document_class is made


def test_validation_of_the_stored_form(declare: Any) -> None:
    """MK-TYP-110: A custom type's ``validate()`` gets the stored form and the path."""
    made = declare(structure={"foo": {"bar": [Strict()]}})
    made({"foo": {"bar": ["1", None]}}).validate()
    with pytest.raises(ArithmeticError, match=r"^foo\.bar is -1\.0$") as caught:
        made({"foo": {"bar": ["-1"]}}).validate()
    assert getattr(caught.value, "path", None) == "foo.bar"


def test_saving_without_validation(connection: Connection, db: Database) -> None:
    """MK-TYP-110: A save without validation does not call the type's ``validate()``."""
    item = handle(connection, db, structure={"foo": Strict()})
    item({"foo": "-1"}).save(validate=False)
    assert db["items"].one()["foo"] == -1.0


def test_wrong_type_without_validation(connection: Connection, db: Database) -> None:
    """MK-TYP-111: An unvalidated save still rejects a value that cannot be encoded."""
    item = handle(connection, db, structure={"foo": DateType()}, skip_validation=True)
    document = item()
    document["foo"] = 3
    with pytest.raises(
        SchemaTypeError, match=r"^foo must be an instance of date not int$"
    ) as caught:
        document.save()
    assert caught.value.document_class is document.__class__
    assert document == {"foo": 3}
    assert db["items"].one() is None


def test_collected_errors(declare: Any) -> None:
    """MK-VAL-107: All errors of custom types are collected under their paths."""
    error = ValueError("too bad")
    made = declare(
        Document,
        structure={
            "day": {"of": DateType()},
            "broken": Broken(error),
            "prices": [Strict()],
            "tags": Set(str),
            "n": int,
        },
        raise_validation_errors=False,
    )
    document = made({"day": {}, "broken": "x", "tags": [1], "n": "x", "prices": []})
    document["day"]["of"] = 3
    document["prices"] = ["-1", "-2"]
    for _ in range(2):
        document.validate()
        found = {
            path: [str(each) for each in errors]
            for path, errors in document.validation_errors.items()
        }
        assert found == {
            "day.of": ["day.of must be an instance of date not int"],
            "broken": ["too bad"],
            "prices": ["prices is -1.0", "prices is -2.0"],
            "tags": ["tags must be an instance of str not int"],
            "n": ["n must be an instance of int not str"],
        }
    assert document.validation_errors["broken"] == [error]


def test_saving_with_collected_errors(connection: Connection, db: Database) -> None:
    """MK-VAL-107: A class that collects its errors also saves invalid documents."""
    item = handle(
        connection,
        db,
        structure={"day": DateType(), "broken": Broken(ValueError()), "tags": Set(str)},
        raise_validation_errors=False,
    )
    document = item()
    document.update(_id=1, day=3, broken="x", tags={1})
    document.save()
    assert list(document.validation_errors) == ["day", "broken", "tags"]
    assert db["items"].one() == {"_id": 1, "day": 3, "broken": "x", "tags": [1]}
