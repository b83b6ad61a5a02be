"""Waiting for what other processes do."""

import time
from collections.abc import Callable

__all__ = ["go_on", "wait_until"]

PAUSE_SECONDS = 0.02


def go_on() -> None:
    """Do nothing between two looks, for a wait that nothing else can end."""


def wait_until(
    condition: Callable[[], bool], seconds: float, between: Callable[[], None]
) -> bool:
    """Look again and again until a condition holds.

    :param condition: looks once.
    :param seconds: how long to go on.
    :param between: called between two looks; it may end the wait by an exception.
    :returns: whether the condition holds.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        between()
        time.sleep(PAUSE_SECONDS)
    return True
