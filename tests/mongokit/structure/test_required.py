"""Required fields: the values that satisfy them, and the errors without one."""

import re
from typing import Any

import pytest

from mongokit import DuplicateRequiredError, RequireFieldError, StructureError

STRUCTURE = {
    "name": str,
    "n": int,
    "flag": bool,
    "list": [int],
    "pair": (int, int),
    "open": dict,
    "closed": {},
    "typed": {str: {"bar": int}},
    "nested": {"foo": int, "deep": {"er": str}},
    "cost$": int,
}


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("name", {"name": ""}),
        ("n", {"n": 0}),
        ("flag", {"flag": False}),
        ("list", {"list": [None]}),
        ("pair", {"pair": (None, None)}),
        ("open", {"open": {"a": None}}),
        ("typed", {"typed": {"a": {"bar": None}}}),
        ("nested", {"nested": {"foo": None, "deep": {}}}),
        ("nested.foo", {"nested": {"foo": 0, "deep": {}}}),
        ("nested.deep.er", {"nested": {"foo": 0, "deep": {"er": ""}}}),
        ("typed.$str", {"typed": {"a": {"bar": None}}}),
        ("typed.$str.bar", {"typed": {"a": {"bar": 0}, "b": {"bar": 1}}}),
        ("cost$", {"cost$": 3}),
        ("_id", {"_id": 0}),
    ],
    ids=str,
)
def test_satisfied(declare: Any, path: str, document: dict[str, Any]) -> None:
    """MK-REQ-102: Zero, ``False``, ``""`` and non-empty containers count as values."""
    made = declare(structure=STRUCTURE, use_schemaless=True, required_fields=[path])
    made(document).validate()


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("name", {}),
        ("name", {"name": None}),
        ("list", {"list": []}),
        ("list", {"list": None}),
        ("list", {"list": ()}),
        ("open", {"open": {}}),
        ("open", {"open": None}),
        ("closed", {"closed": {}}),
        ("typed", {"typed": {}}),
        ("nested", {"nested": {}}),
        ("nested", {"nested": None}),
        ("nested.foo", {}),
        ("nested.foo", {"nested": None}),
        ("nested.foo", {"nested": {"deep": {}}}),
        ("nested.deep.er", {"nested": {"deep": None}}),
        ("nested.deep", {"nested": {"deep": {}}}),
        ("typed.$str", {"typed": {"a": {}}}),
        ("typed.$str.bar", {"typed": {}}),
        ("typed.$str.bar", {"typed": {"a": {"bar": 1}, "b": {"bar": None}}}),
        ("typed.$str.bar", {"typed": {"a": {"bar": 1}, "b": {}}}),
        ("typed.$str.bar", {"typed": {"a": None}}),
        ("cost$", {"name": "a"}),
        ("_id", {"_id": None}),
        ("_id", {"name": "a"}),
    ],
    ids=str,
)
def test_missing(declare: Any, path: str, document: dict[str, Any]) -> None:
    """MK-REQ-102, MK-REQ-103: Missing and empty values are reported as required."""
    made = declare(
        structure=STRUCTURE,
        use_schemaless=True,
        required_fields=[path],
        raise_validation_errors=False,
    )
    incomplete = made(document, gen_skel=False)
    incomplete.validate()
    (error,) = incomplete.validation_errors[path]
    assert type(error) is RequireFieldError
    assert str(error) == f"{path} is required"
    assert error.path == path
    assert error.document_class is made


@pytest.mark.parametrize("path", ["name", "nested.foo", "typed.$str.bar"])
def test_new_document_lacks_required_values(declare: Any, path: str) -> None:
    """MK-REQ-102: A skeleton has no values, so it does not satisfy a required field."""
    made = declare(structure=STRUCTURE, required_fields=[path])
    with pytest.raises(RequireFieldError, match=f"^{re.escape(path)} is required$"):
        made().validate()


def test_collected_errors(declare: Any) -> None:
    """MK-VAL-107: All missing required fields are collected."""
    made = declare(
        structure=STRUCTURE,
        required_fields=["nested.foo", "name"],
        raise_validation_errors=False,
    )
    document = made()
    document.validate()
    assert set(document.validation_errors) == {"nested.foo", "name"}


def test_empty_structure_that_is_required(declare: Any) -> None:
    """MK-REQ-102, MK-STR-115: A required field declared as ``{}`` rejects every key."""
    made = declare(structure={"closed": {}}, required_fields=["closed"])
    with pytest.raises(StructureError, match=r"^unknown fields \['a'\] in dict$"):
        made({"closed": {"a": 1}}).validate()


MIXED = {"total": int, str: {"bar": int}, int: {"bar": int}}


@pytest.mark.parametrize(
    "entries",
    [
        {"total": 3, "a": {"bar": 1}},
        {"total": 3, "a": {"bar": 1}, 5: {"bar": None}},
        {"total": None, "_id": 3, "a": {"bar": 1}},
    ],
    ids=str,
)
def test_entries_of_another_kind(declare: Any, entries: dict[Any, Any]) -> None:
    """MK-REQ-103: A path through a key type applies only to keys of that type."""
    made = declare(structure={"foo": MIXED}, required_fields=["foo.$str.bar"])
    made({"foo": entries}).validate()


@pytest.mark.parametrize(
    "entries", [{"total": 3}, {"total": 3, 5: {"bar": 1}}], ids=str
)
def test_no_entry_of_the_kind(declare: Any, entries: dict[Any, Any]) -> None:
    """MK-REQ-103: Entries of other key types do not satisfy the required path."""
    made = declare(structure={"foo": MIXED}, required_fields=["foo.$str.bar"])
    with pytest.raises(RequireFieldError, match=r"^foo\.\$str\.bar is required$"):
        made({"foo": entries}).validate()


def test_key_type_of_the_whole_document(declare: Any) -> None:
    """MK-REQ-103: A path may start with a key type, which ``_id`` does not match."""
    made = declare(structure={str: {"bar": int}}, required_fields=["$str.bar"])
    made({"_id": 1, "a": {"bar": 2}}).validate()
    with pytest.raises(RequireFieldError, match=r"^\$str\.bar is required$"):
        made({"_id": 1}).validate()


def test_duplicate_required_field(declare: Any) -> None:
    """MK-REQ-101: A class may list a required field only once."""
    with pytest.raises(
        DuplicateRequiredError, match=r"^duplicate required_fields : \['foo', 'foo'\]$"
    ):
        declare(structure={"foo": int}, required_fields=["foo", "foo"])


def test_required_by_base_and_subclass(declare: Any) -> None:
    """A subclass may repeat a required field of its base."""
    base = declare(structure={"foo": int, "bar": int}, required_fields=["foo"])
    derived = declare(base, required_fields=["bar", "foo"])
    assert derived.required_fields == ["bar", "foo"]
