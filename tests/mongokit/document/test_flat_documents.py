"""Validation of simple documents, for which the fast check is compiled."""

import datetime
from typing import Any

import pytest
from bson import SON, ObjectId

from mongokit import (
    Database,
    Document,
    RequireFieldError,
    SchemaDocumentError,
    StructureError,
    ValidationError,
)
from mongokit.dotted import DotedDict

ZONE = datetime.timezone(datetime.timedelta(hours=2))


def is_even(number: int) -> bool:
    """Return whether a number is even."""
    return number % 2 == 0


class Named(Document):
    """A document with a required name."""

    structure = {"name": str, "n": int}
    required_fields = ["name"]


class Even(Document):
    """A document whose number must be even."""

    structure = {"n": int}
    validators = {"n": is_even}


class Identified(Document):
    """A document with a required, undeclared ``_id``."""

    structure = {"n": int}
    required_fields = ["_id"]


class Known(Document):
    """A document with a required, declared ``_id``."""

    structure = {"_id": int, "n": int}
    required_fields = ["_id"]


class Person(Document):
    """A document with lists of flat values, and nested dicts."""

    structure = {
        "tags": [str],
        "scores": [int],
        "days": [datetime.datetime],
        "address": {"street": str, "place": {"city": str, "codes": [int]}},
    }
    required_fields = ["tags", "address.place.city"]


def person(**changes: Any) -> Person:
    """Return a valid document, except for the changes at dotted paths."""
    made = Person(
        {
            "tags": ["a", "b"],
            "scores": [1, 2],
            "days": [datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC)],
            "address": {"street": "High", "place": {"city": "Oxford", "codes": []}},
        }
    )
    for path, value in changes.items():
        *parents, name = path.split("__")
        target: Any = made
        for parent in parents:
            target = target[parent]
        target[name] = value
    return made


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"_id": ObjectId()},
        {"_id": "é"},
        {"tags": ["é"]},
        {"tags": ("a",)},
        {"tags": [None, "a"]},
        {"tags": ["a" * 20_000]},
        {"scores": []},
        {"scores": None},
        {"scores": [*range(2000)]},
        {"days": [datetime.datetime(2026, 7, 1, tzinfo=ZONE)]},
        {"address__street": None},
        {"address__place__codes": None},
        {"address__place___id": 1},
        {
            "address": SON(
                {"street": "a", "place": DotedDict({"city": "b", "codes": [1]})}
            )
        },
    ],
)
def test_simple_documents(changes: Any) -> None:
    """Lists and nested dicts are valid with all values they can have."""
    person(**changes).validate()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tags": None}, "tags is required"),
        ({"tags": []}, "tags is required"),
        ({"tags": ["a", 1]}, "tags must be an instance of str not int"),
        ({"scores": ["1"]}, "scores must be an instance of int not str"),
        ({"scores": 1}, "scores must be an instance of list not int"),
        ({"scores": [2**63]}, "scores"),
        ({"tags": ["\ud800"]}, "tags"),
        ({"address": None}, "address.place.city is required"),
        ({"address__street": 1}, "address.street must be an instance of str not int"),
        ({"address__place": None}, "address.place.city is required"),
        ({"address__place": {}}, "missed fields ['city', 'codes'] in dict"),
        ({"address__place__city": None}, "address.place.city is required"),
        ({"address__place__other": 1}, "unknown fields ['other'] in dict"),
        ({"address__place__codes": [1.5]}, "address.place.codes must be an instance"),
        ({"address": []}, "address must be an instance of dict not list"),
    ],
)
def test_errors_in_simple_documents(changes: Any, message: str) -> None:
    """MK-VAL-103: An invalid value in a list or a nested dict is named in the error."""
    with pytest.raises(SchemaDocumentError) as caught:
        person(**changes).validate()
    assert message in str(caught.value)


def test_a_required_field() -> None:
    """MK-REQ-102: An empty string satisfies a required field; ``None`` does not."""
    Named({"name": "", "n": None}).validate()
    with pytest.raises(RequireFieldError, match=r"^name is required$"):
        Named({"name": None, "n": 1}).validate()


@pytest.mark.parametrize("document_class", [Identified, Known])
def test_a_required_id(document_class: Any) -> None:
    """MK-REQ-102: The ``_id`` can be required, whether it is declared or not."""
    document_class({"_id": 1, "n": None}).validate()
    for fields in ({"_id": None, "n": 1}, {"n": 1}):
        with pytest.raises(RequireFieldError, match=r"^_id is required$"):
            document_class(fields).validate()


def test_a_field_of_another_name() -> None:
    """MK-VAL-104: A wrong field name is reported even if the field count is right."""
    with pytest.raises(StructureError) as caught:
        Named({"name": "a", "m": 1}).validate()
    assert str(caught.value) == "missed fields ['n'] in Named"


def test_a_validator() -> None:
    """MK-VLD-101: A validator also checks values of the right type."""
    Even({"n": 2}).validate()
    with pytest.raises(
        ValidationError, match=r"^n does not pass the validator is_even$"
    ):
        Even({"n": 3}).validate()


def test_handle_copies_its_argument(db: Database) -> None:
    """Setting a field of a new document does not change the dict it was made from."""
    db.connection.register(Named)
    fields = {"name": "a", "n": 1}
    made = db["things"].Named(fields)
    assert (made, made.collection) == (fields, db["things"])
    assert isinstance(made, Named)
    made["n"] = 2
    assert fields["n"] == 1


@pytest.mark.parametrize(
    "name", ["it's", 'a "b"', "back\\slash", "{n}", "new\nline", ""]
)
def test_unusual_names_of_fields(name: str) -> None:
    """The name of a field can contain quotes, braces and the like."""
    odd: Any = type("Odd", (Document,), {"structure": {name: int, "n": {name: str}}})
    odd({name: 1, "n": {name: "a"}}).validate()
    with pytest.raises(SchemaDocumentError):
        odd({name: 1, "n": {name: 2}}).validate()


def test_many_levels() -> None:
    """Dicts can be nested 99 levels deep."""
    structure: dict[str, Any] = {"n": int}
    fields: dict[str, Any] = {"n": 1}
    wrong: dict[str, Any] = {"n": "1"}
    for _ in range(98):
        structure, fields, wrong = {"n": structure}, {"n": fields}, {"n": wrong}
    deep: Any = type("Deep", (Document,), {"structure": structure})
    deep(fields).validate()
    with pytest.raises(SchemaDocumentError):
        deep(wrong).validate()
