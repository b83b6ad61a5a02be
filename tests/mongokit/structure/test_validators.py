"""Field validators: the values they check, and the errors they cause."""

import functools
import re
from collections.abc import Callable
from typing import Any

import pytest

from mongokit import SchemaDocument, ValidationError


def is_short(text: str) -> bool:
    """Return whether a string has fewer than four characters."""
    return len(text) < 4


def reject(text: str) -> Callable[[Any], bool]:
    """Return a validator that raises an error with this message."""

    def validator(_: Any) -> bool:
        raise ZeroDivisionError(text)

    return validator


class Limit:
    """A callable object that checks an upper limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: Any) -> bool:
        """Return whether a value is within the limit."""
        return bool(value <= self.limit)


STRUCTURE = {
    "text": str,
    "bar": {"bla": int, "cost$": int},
    "typed": {int: {"bla": int}},
}


@pytest.mark.parametrize(
    ("path", "validator", "document", "message"),
    [
        (
            "text",
            is_short,
            {"text": "long text"},
            "text does not pass the validator is_short",
        ),
        (
            "bar.bla",
            lambda _: None,
            {"bar": {"bla": 3}},
            "bar.bla does not pass the validator <lambda>",
        ),
        (
            "bar.bla",
            Limit(2),
            {"bar": {"bla": 3}},
            "bar.bla does not pass the validator Limit",
        ),
        (
            "bar.cost$",
            Limit(2),
            {"bar": {"cost$": 3}},
            "bar.cost$ does not pass the validator Limit",
        ),
        (
            "bar.bla",
            functools.partial(max, -7),
            {"bar": {"bla": 0}},
            "bar.bla does not pass the validator partial",
        ),
        (
            "bar.bla",
            [Limit(7), reject("second")],
            {"bar": {"bla": 3}},
            "second",
        ),
        (
            "bar",
            lambda value: value == {"bla": 3},
            {"bar": {"bla": 4}},
            "bar does not pass the validator <lambda>",
        ),
    ],
    ids=[
        *("function", "lambda", "object", "dollar", "partial"),
        *("list", "dict"),
    ],
)
def test_rejected_value(
    declare: Any, path: str, validator: Any, document: dict[str, Any], message: str
) -> None:
    """MK-VLD-101: A value that fails one of its validators is rejected."""
    made = declare(
        structure=STRUCTURE, use_schemaless=True, validators={path: validator}
    )
    with pytest.raises(ValidationError, match=f"^{re.escape(message)}$") as caught:
        made(document).validate()
    assert caught.value.path == path
    assert caught.value.document_class is made


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "%s must be at least 2 characters long.",
            "bar.bla must be at least 2 characters long.",
        ),
        ("not like this", "not like this"),
        ("%s is 100% wrong, %d times", "bar.bla is 100% wrong, %d times"),
        ("50% of %s or %s", "50% of %s or %s"),
        ("", ""),
    ],
)
def test_own_message(declare: Any, text: str, message: str) -> None:
    """MK-VLD-102: An exception's text is the message; one ``%s`` becomes the path."""
    made = declare(structure=STRUCTURE, validators={"bar.bla": reject(text)})
    with pytest.raises(ValidationError, match=f"^{re.escape(message)}$") as caught:
        made({"bar": {"bla": 1}}).validate()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert caught.value.path == "bar.bla"


@pytest.mark.parametrize(
    "document",
    [
        {"text": None, "bar": {"bla": None}},
        {"text": None, "bar": None},
        {},
        {"bar": {}},
    ],
    ids=str,
)
def test_nothing_to_check(declare: Any, document: dict[str, Any]) -> None:
    """MK-VLD-101: A validator is not called for a field without a value."""
    validators = {"text": reject("called"), "bar.bla": reject("called")}
    made = declare(structure=STRUCTURE, use_schemaless=True, validators=validators)
    made(document, gen_skel=False).validate()


@pytest.mark.parametrize("value", [0, False, ""], ids=repr)
def test_false_values_are_checked(declare: Any, value: Any) -> None:
    """A validator is called for falsy values."""
    made = declare(structure={"a": None}, validators={"a": reject("called")})
    with pytest.raises(ValidationError, match=r"^called$"):
        made({"a": value}).validate()


def test_empty_dict_is_checked(declare: Any) -> None:
    """MK-VLD-101: A nested dict's validator is called even if the dict is empty."""
    made = declare(
        structure=STRUCTURE, use_schemaless=True, validators={"bar": reject("%s")}
    )
    with pytest.raises(ValidationError, match=r"^bar$"):
        made({"bar": {}}).validate()


def test_below_a_key_type(declare: Any) -> None:
    """MK-VLD-103: A validator below a key type is accepted but never called."""
    made = declare(structure=STRUCTURE, validators={"typed.$int.bla": reject("called")})
    document = made()
    document["typed"][3] = {"bla": 3}
    document.validate()


def test_validators_come_before_types(declare: Any) -> None:
    """MK-VAL-101: Validators run before types are checked."""
    made = declare(structure=STRUCTURE, validators={"text": reject("first")})
    with pytest.raises(ValidationError, match=r"^first$"):
        made({"text": 3}).validate()


def test_all_validators_are_called(declare: Any) -> None:
    """MK-VLD-101, MK-VAL-107: A class that collects errors calls every validator."""
    made = declare(
        structure=STRUCTURE,
        use_schemaless=True,
        validators={"text": [is_short, reject("no"), bool]},
        raise_validation_errors=False,
    )
    document = made({"text": "long text"})
    document.validate()
    assert [str(error) for error in document.validation_errors["text"]] == [
        "text does not pass the validator is_short",
        "no",
    ]


def test_validators_from_a_generator(declare: Any) -> None:
    """Validators from a generator survive recompiling the class."""
    made = declare(
        structure=STRUCTURE, validators={"text": (check for check in [is_short])}
    )
    made.recompile()
    made.recompile()
    with pytest.raises(ValidationError, match=r"does not pass the validator is_short$"):
        made({"text": "long text"}).validate()


@pytest.mark.parametrize("path", ["text", "typed.$int.bla"])
@pytest.mark.parametrize("wrong", [3, [3], "x", [bool, 3]], ids=str)
def test_validator_that_is_not_callable(declare: Any, path: str, wrong: Any) -> None:
    """A validator that is not callable raises an error in the class statement."""
    with pytest.raises(
        TypeError, match=r"^MyDoc: the validator of .* must be callable, not (3|'x')$"
    ):
        declare(structure=STRUCTURE, validators={path: wrong})


class Base(SchemaDocument):
    """A class with two validators."""

    structure = {"a": int, "b": int}
    validators = {"a": Limit(1), "b": Limit(1)}


class Middle(Base):
    """A subclass that overrides one of the validators."""

    validators = {"a": Limit(10)}


class Derived(Middle):
    """A subclass without validators of its own."""


@pytest.mark.parametrize(
    ("document", "rejected"),
    [({"a": 5, "b": 1}, None), ({"a": 11, "b": 1}, "a"), ({"a": 1, "b": 5}, "b")],
    ids=str,
)
def test_inherited(document: dict[str, Any], rejected: str | None) -> None:
    """MK-INH-102: A subclass's validator overrides its base's for the same path."""
    made = Derived(document)
    made.raise_validation_errors = False
    made.validate()
    assert list(made.validation_errors) == ([rejected] if rejected else [])
