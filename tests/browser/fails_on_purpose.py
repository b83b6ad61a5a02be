"""A failing test, for the test of the evidence."""

from typing import Any

import pytest


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_that_fails(browser: Any) -> None:
    """No heading has this name."""
    browser.open("/not-a-task")
    browser.run("console.error('seen in the console')")
    assert "nothing" in browser.names("heading")
