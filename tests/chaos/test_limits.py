"""What the command line selects."""

from argparse import Namespace
from types import SimpleNamespace
from typing import Any

import pytest

from chaos.__main__ import limits
from chaos.run import ChaosError

DEPLOYMENT: Any = SimpleNamespace(
    faults={"kill-site": None, "kill-primary": None}, impossible={"clock": "why"}
)


def options(faults: str | None) -> Namespace:
    """Return the options of a command line with these faults."""
    return Namespace(faults=faults, minutes=1.0, operations=None, seed=7)


@pytest.mark.parametrize(
    ("faults", "chosen", "printed"),
    [
        (None, ["kill-site", "kill-primary"], "Left out: clock, since why."),
        ("kill-primary", ["kill-primary"], ""),
        ("kill-site,clock", ["kill-site"], "Left out: clock, since why."),
    ],
)
def test_faults(
    faults: str | None,
    chosen: list[str],
    printed: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """All faults that are possible are chosen, or those that are named."""
    found = limits(options(faults), DEPLOYMENT)
    assert (found.faults, found.seed, found.seconds) == (chosen, 7, 60)
    assert capsys.readouterr().out.splitlines() == [*filter(None, [printed]), "Seed: 7"]


def test_unknown_fault() -> None:
    """A fault that does not exist is named, with those that do."""
    with pytest.raises(ChaosError, match=r"no fault 'x'; there are kill-site, kill-p"):
        limits(options("x"), DEPLOYMENT)
