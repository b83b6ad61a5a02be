"""A failing test, run by ``test_failure_evidence.py``."""

from typing import Any

import pytest


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_that_fails(browser: Any) -> None:
    """The test fails after logging an error in the console."""
    browser.open("/not-a-task")
    browser.run("console.error('seen in the console')")
    assert "nothing" in browser.names("heading")
