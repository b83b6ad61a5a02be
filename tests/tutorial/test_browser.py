"""The browser test of the tutorial, in the step that adds it and in the last one."""

from pathlib import Path

import pytest

from docs.generate.steps import STEPS
from standalone import EmbeddedMongod
from tests.tutorial.own_tests import run_tests

FIRST = next(step for step in STEPS if (step / "test_browser.py").exists())


@pytest.mark.browser
@pytest.mark.parametrize("step", [FIRST, STEPS[-1]], ids=lambda step: step.name)
def test_the_browser_test_passes(
    step: Path, mongod: EmbeddedMongod, packages: Path, tmp_path: Path
) -> None:
    """It passes in Chromium, with forms that have their tokens."""
    run_tests(step, "test_browser.py", mongod, packages, tmp_path)
