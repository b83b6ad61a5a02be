"""Every numbered requirement is held by a test."""

from docs.requirements import held, stated


def test_every_requirement_is_held_by_a_test() -> None:
    """Each number of the page stands in the docstring of a test."""
    assert [number for number in stated() if number not in held()] == []


def test_no_test_cites_what_is_not_stated() -> None:
    """Each number in the docstring of a test stands on the page."""
    assert sorted(held().keys() - set(stated())) == []


def test_no_requirement_is_stated_twice() -> None:
    """A number stands on the page once."""
    assert len(stated()) == len(set(stated()))
