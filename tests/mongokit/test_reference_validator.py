"""Compiled checks, compared with the reference validator."""

import copy
from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mongokit import NOT, Document
from tests.mongokit.reference_validator import errors_of
from tests.mongokit.structures import PLAIN, SHARED, cases

LEAVES = [*PLAIN, *SHARED]
CLOSED = [leaf for leaf in LEAVES if not isinstance(leaf[0], NOT)]
Position = tuple[Any, Any, str]


class Wrong:
    """A value that every structure without ``NOT`` rejects."""


def collecting(structure: Any, **attributes: Any) -> Any:
    """Return a document class whose documents collect their errors."""
    attributes |= {"structure": structure, "raise_validation_errors": False}
    return type("Item", (Document,), attributes)


def collected_errors(document: Any) -> Counter[Any]:
    """Validate a document and return its errors, as paths and exception types."""
    document.validate()
    return Counter(
        (path, type(error))
        for path, errors in document.validation_errors.items()
        for error in errors
    )


def positions(structure: Any, value: Any, path: str = "") -> Iterator[Position]:
    """Yield the container, key and dotted path of each checked value."""
    if isinstance(structure, dict) and isinstance(value, dict):
        for key, item in value.items():
            part, declared = (
                (key, structure[key]) if key in structure else ("$str", structure[str])
            )
            deeper = f"{path}.{part}" if path else part
            yield value, key, deeper
            yield from positions(declared, item, deeper)
    elif isinstance(structure, (list, tuple)) and isinstance(value, list):
        declared = structure if isinstance(structure, tuple) else structure * len(value)
        for index, (inner, item) in enumerate(zip(declared, value, strict=True)):
            yield value, index, path
            yield from positions(inner, item, path)


@settings(max_examples=5 * settings().max_examples)  # to find rare errors, too
@given(cases(LEAVES, wild=True), st.booleans(), st.lists(st.integers(0, 9), max_size=2))
def test_same_errors(
    drawn: tuple[Any, dict[str, Any]],
    schemaless: bool,  # noqa: FBT001  drawn by Hypothesis
    chosen: list[int],
) -> None:
    """The compiled checks and the reference validator find the same errors."""
    structure, document = drawn
    paths = collecting(structure)._namespaces
    required = tuple(paths[n] for n in sorted(set(chosen)) if n < len(paths))
    made = collecting(structure, use_schemaless=schemaless, required_fields=required)
    expected = errors_of(structure, document, schemaless=schemaless, required=required)
    assert collected_errors(made(document, gen_skel=False)) == Counter(expected)


@given(cases(CLOSED, wild=False), st.data())
def test_one_wrong_value(
    drawn: tuple[Any, dict[str, Any]], data: st.DataObject
) -> None:
    """MK-VAL-103: A single wrong value results in one error, with its path."""
    structure, fitting = drawn
    document = copy.deepcopy(fitting)
    candidates = list(positions(structure, document))
    assume(candidates)
    container, key, path = data.draw(st.sampled_from(candidates))
    container[key] = Wrong()
    found = collecting(structure)(document, gen_skel=False)
    found._run(found._plan.checks)
    assert list(found.validation_errors) == [path]
    assert len(found.validation_errors[path]) == 1
