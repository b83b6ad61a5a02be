"""The plan of a class: its compiled functions."""

import re
from typing import Any

import pytest

from mongokit import Document, StructureError

STEPS = ("fill_skeleton", "set_defaults", "decode", "checks")


@pytest.mark.parametrize(
    ("attributes", "steps"),
    [
        ({}, []),
        ({"structure": {}}, ["checks"]),
        ({"structure": {str: int}}, ["checks"]),
        ({"structure": {"a": int}}, ["fill_skeleton", "checks"]),
        ({"structure": {"a": int}, "use_dot_notation": True}, STEPS[::3]),
        (
            {"structure": {"a": {"b": int}}, "use_dot_notation": True},
            ["fill_skeleton", "decode", "checks"],
        ),
        (
            {"structure": {"a": int}, "default_values": {"a": 1}},
            ["fill_skeleton", "set_defaults", "checks"],
        ),
        ({"structure": {"_type": str}}, ["fill_skeleton", "set_defaults", "checks"]),
        ({"use_schemaless": True, "required_fields": ["_id"]}, ["checks"]),
    ],
    ids=str,
)
def test_steps(declare: Any, attributes: dict[str, Any], steps: list[str]) -> None:
    """MK-PERF-101: A plan has only the functions that the declarations need."""
    plan = declare(Document, **attributes)._plan
    assert [step for step in STEPS if getattr(plan, step)] == list(steps)


@pytest.mark.parametrize(
    ("attributes", "count"),
    [
        ({"structure": {"a": int}}, 1),
        ({"structure": {"a": int}, "required_fields": ["a"]}, 2),
        ({"structure": {"a": int}, "validators": {"a": bool}}, 2),
        (
            {
                "structure": {"a": {int: int}},
                "validators": {"a.$int": bool},
                "default_values": {"a.$int": 3},
            },
            1,
        ),
        (
            {
                "structure": {"a": int},
                "required_fields": ["a"],
                "validators": {"a": bool},
            },
            3,
        ),
    ],
    ids=str,
)
def test_number_of_checks(declare: Any, attributes: dict[str, Any], count: int) -> None:
    """A plan has one check for each kind of declaration that needs one."""
    assert len(declare(**attributes)._plan.checks) == count


@pytest.mark.parametrize(
    ("option", "wrong", "text"),
    [
        ("required_fields", "ab", "MyDoc.required_fields must be a list, not 'ab'"),
        ("required_fields", None, "MyDoc.required_fields must be a list, not None"),
        ("i18n", "a", "MyDoc.i18n must be a list, not 'a'"),
        ("indexes", 3, "MyDoc.indexes must be a list, not 3"),
        ("authorized_types", set, "MyDoc.authorized_types must be a list, not <class"),
        ("authorized_types", ["x"], "MyDoc.authorized_types must be types, and 'x' is"),
        ("default_values", None, "MyDoc.default_values must be a dict, not None"),
        ("default_values", ["a"], "MyDoc.default_values must be a dict, not ['a']"),
        ("validators", bool, "MyDoc.validators must be a dict, not <class 'bool'>"),
    ],
)
def test_options_of_the_wrong_type(
    declare: Any, option: str, wrong: Any, text: str
) -> None:
    """MK-STR-101: An option of the wrong type raises an error that names the option."""
    with pytest.raises(StructureError, match=f"^{re.escape(text)}"):
        declare(structure={"a": int}, **{option: wrong})


@pytest.mark.parametrize("option", ["required_fields", "i18n"])
def test_path_that_is_not_a_string(declare: Any, option: str) -> None:
    """MK-REQ-101: A path that is not a string is rejected."""
    text = f"Error in {option}: can't find ['a'] in structure"
    with pytest.raises(ValueError, match=re.escape(text)):
        declare(structure={"a": int}, **{option: [["a"]]})


@pytest.mark.parametrize("option", ["required_fields", "i18n"])
def test_options_from_an_iterator(declare: Any, option: str) -> None:
    """A list option may be any iterable, even an iterator."""
    made = declare(structure={"a": int}, **{option: iter(["a"])})
    assert getattr(made, option) == ["a"]


def test_plan_is_made_once(declare: Any) -> None:
    """MK-PERF-101: Documents share the plan of their class."""
    made = declare(Document, structure={"a": int})
    assert made()._plan is made()._plan is made._plan
