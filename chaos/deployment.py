"""What the two deployments have in common: servers, site processes, and faults."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from chaos.browser import SiteAddress

__all__ = ["Deployment", "Injector", "pause"]

PAUSE_SECONDS = 0.25

Injector = Callable[[random.Random], AbstractContextManager[str]]
"""Begins a fault, and heals it at the end of the block.

It yields the name of the site process that cannot answer meanwhile, or ``""``.
"""


def pause() -> None:
    """Wait a moment, so that looking at a deployment does not slow it down."""
    time.sleep(PAUSE_SECONDS)


class Deployment(Protocol):
    """The site with its database, which runs inside a ``with`` block."""

    @property
    def sites(self) -> Sequence[SiteAddress]:
        """The addresses of the site."""

    @property
    def faults(self) -> Mapping[str, Injector]:
        """The faults that are possible here, by name."""

    @property
    def impossible(self) -> Mapping[str, str]:
        """The faults that are not possible here, with the reasons."""

    def is_well(self) -> bool:
        """Return whether all servers and site processes work."""

    def log_problems(self) -> Sequence[str]:
        """Return the lines in the logs of the site that must not be there."""
