"""The compiled check and an obvious one find the same."""

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
Place = tuple[Any, Any, str]


class Wrong:
    """A value of no type that a structure may have."""


def collecting(structure: Any, **attributes: Any) -> Any:
    """Return a document class that collects its errors."""
    attributes |= {"structure": structure, "raise_validation_errors": False}
    return type("Item", (Document,), attributes)


def found_by_the_class(document: Any) -> Counter[Any]:
    """Return what a document finds wrong with itself: paths and kinds of error."""
    document.validate()
    return Counter(
        (path, type(error))
        for path, errors in document.validation_errors.items()
        for error in errors
    )


def places(structure: Any, value: Any, path: str = "") -> Iterator[Place]:
    """Yield where checked values stand: the container, the key, and the path."""
    if isinstance(structure, dict) and isinstance(value, dict):
        for key, item in value.items():
            part, declared = (
                (key, structure[key]) if key in structure else ("$str", structure[str])
            )
            deeper = f"{path}.{part}" if path else part
            yield value, key, deeper
            yield from places(declared, item, deeper)
    elif isinstance(structure, (list, tuple)) and isinstance(value, list):
        declared = structure if isinstance(structure, tuple) else structure * len(value)
        for position, (inner, item) in enumerate(zip(declared, value, strict=True)):
            yield value, position, path
            yield from places(inner, item, path)


@settings(max_examples=500)  # a rare error is met as well
@given(cases(LEAVES, wild=True), st.booleans(), st.lists(st.integers(0, 9), max_size=2))
def test_errors(
    drawn: tuple[Any, dict[str, Any]],
    schemaless: bool,  # noqa: FBT001  drawn
    chosen: list[int],
) -> None:
    """Whatever a document is like, each error is found, at its path, and no other."""
    structure, document = drawn
    paths = collecting(structure)._namespaces
    required = tuple(paths[n] for n in sorted(set(chosen)) if n < len(paths))
    made = collecting(structure, use_schemaless=schemaless, required_fields=required)
    expected = errors_of(structure, document, schemaless=schemaless, required=required)
    assert found_by_the_class(made(document, gen_skel=False)) == Counter(expected)


@given(cases(CLOSED, wild=False), st.data())
def test_one_wrong_value(
    drawn: tuple[Any, dict[str, Any]], data: st.DataObject
) -> None:
    """MK-VAL-103: One value that is wrong is reported by its very path, once."""
    structure, fitting = drawn
    document = copy.deepcopy(fitting)
    there = list(places(structure, document))
    assume(there)
    container, key, path = data.draw(st.sampled_from(there))
    container[key] = Wrong()
    found = collecting(structure)(document, gen_skel=False)
    found._run(found._plan.checks)
    assert list(found.validation_errors) == [path]
    assert len(found.validation_errors[path]) == 1
