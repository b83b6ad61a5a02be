"""Waiting for a condition."""

import math

from standalone.waiting import go_on, wait_until


def test_it_holds() -> None:
    """A condition that holds is not waited for, however little time there is."""
    assert wait_until(lambda: True, 0, go_on)


def test_it_never_holds() -> None:
    """A condition that does not hold in time is reported."""
    assert not wait_until(lambda: False, 0, go_on)


def test_it_holds_later() -> None:
    """A condition that comes to hold is found."""
    looks: list[None] = []
    assert wait_until(lambda: len(looks) == 3, math.inf, lambda: looks.append(None))
