"""What of a declaration is left to do for each document."""

from typing import Any

import pytest

from mongokit import Document

STEPS = ("fill_skeleton", "set_defaults", "load", "checks")


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
            ["fill_skeleton", "load", "checks"],
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
    """MK-PERF-101: A step for which a class declares nothing is no step at all."""
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
def test_checks(declare: Any, attributes: dict[str, Any], count: int) -> None:
    """A document is checked by what its class declares, and nothing else."""
    assert len(declare(**attributes)._plan.checks) == count


def test_plan_is_made_once(declare: Any) -> None:
    """MK-PERF-101: Documents and bindings share the plan of their class."""
    made = declare(Document, structure={"a": int})
    assert made()._plan is made()._plan is made._plan
