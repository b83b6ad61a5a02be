"""The browser test of the tutorial, in the step that adds it.

``bin/screenshots`` drives the pages of the other steps.
"""

from pathlib import Path

import pytest

from docs.generate.steps import STEPS
from standalone import EmbeddedMongod
from tests.tutorial.own_tests import run_tests

[STEP, *_] = [step for step in STEPS if (step / "test_browser.py").exists()]


@pytest.mark.browser
def test_the_browser_test_passes(
    mongod: EmbeddedMongod, packages: Path, tmp_path: Path
) -> None:
    """It passes in Chromium, with forms that have their tokens."""
    run_tests(STEP, "test_browser.py", mongod, packages, tmp_path)
