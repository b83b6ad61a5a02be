"""Consistency of the requirements page and the tests that cite its numbers."""

from docs.generate.requirements import citations, requirement_numbers


def test_every_requirement_has_a_test() -> None:
    """Every requirement number on the page is cited in the docstring of a test."""
    cited = citations()
    assert [number for number in requirement_numbers() if number not in cited] == []


def test_every_cited_requirement_exists() -> None:
    """Every requirement number cited in the docstring of a test is on the page."""
    assert sorted(citations().keys() - set(requirement_numbers())) == []


def test_requirement_numbers_are_unique() -> None:
    """Each requirement number is on the page only once."""
    numbers = requirement_numbers()
    assert len(numbers) == len(set(numbers))
