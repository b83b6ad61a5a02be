"""Documents of plain values alone, most of which are seen to be right at once."""

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
    """Tell whether a number is even."""
    return number % 2 == 0


class Named(Document):
    """Something that must have a name."""

    structure = {"name": str, "n": int}
    required_fields = ["name"]


class Even(Document):
    """Something with a number that must be even."""

    structure = {"n": int}
    validators = {"n": is_even}


class Identified(Document):
    """Something whose ``_id`` must be given."""

    structure = {"n": int}
    required_fields = ["_id"]


class Known(Document):
    """Something whose ``_id`` is declared, and must be given."""

    structure = {"_id": int, "n": int}
    required_fields = ["_id"]


def test_a_required_field() -> None:
    """MK-REQ-102: ``None`` counts as not given, and an empty text as given."""
    Named({"name": "", "n": None}).validate()
    with pytest.raises(RequireFieldError, match=r"^name is required$"):
        Named({"name": None, "n": 1}).validate()


@pytest.mark.parametrize("document_class", [Identified, Known])
def test_a_required_id(document_class: Any) -> None:
    """MK-REQ-102: An ``_id`` may be required, declared or not."""
    document_class({"_id": 1, "n": None}).validate()
    for fields in ({"_id": None, "n": 1}, {"n": 1}):
        with pytest.raises(RequireFieldError, match=r"^_id is required$"):
            document_class(fields).validate()


def test_a_field_of_another_name() -> None:
    """MK-VAL-104: As many fields as are declared are not yet the declared ones."""
    with pytest.raises(StructureError, match=r"^missed fields \['n'\] in Named$"):
        Named({"name": "a", "m": 1}).validate()


def test_a_validator() -> None:
    """MK-VAL-101: A validator is asked about a value of the right type."""
    Even({"n": 2}).validate()
    with pytest.raises(
        ValidationError, match=r"^n does not pass the validator is_even$"
    ):
        Even({"n": 3}).validate()


def test_fields_taken_over_by_a_handle(db: Database) -> None:
    """A new document is equal to the fields it is given, and shares none of them."""
    db.connection.register(Named)
    fields = {"name": "a", "n": 1}
    made = db["things"].Named(fields)
    assert (made, made.collection) == (fields, db["things"])
    assert isinstance(made, Named)
    made["n"] = 2
    assert fields["n"] == 1
