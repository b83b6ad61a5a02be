"""Validation of flat documents, for which the fast check is compiled."""

from typing import Any

import pytest

from mongokit import (
    Database,
    Document,
    RequireFieldError,
    StructureError,
    ValidationError,
)


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
