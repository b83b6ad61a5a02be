"""A test that fails, for the one that looks at what it leaves."""

from typing import Any

import pytest


@pytest.mark.parametrize("driver", ["scripts on"], indirect=True)
def test_that_fails(browser: Any) -> None:
    """Nothing has this heading."""
    browser.open("/not-a-task")
    browser.run("console.error('seen in the console')")
    assert "nothing" in browser.names("heading")
