"""The Content-Security-Policy, as the browser enforces it."""

import pytest
from selenium.common.exceptions import JavascriptException

from tests.browser.browser import Browser

pytestmark = pytest.mark.parametrize("driver", ["scripts on"], indirect=True)

VIOLATIONS = {
    "This document requires 'TrustedHTML'": "document.body.innerHTML = '<b>x</b>'",
    "trusted-types htmx": "trustedTypes.createPolicy('other', {})",
    "style-src 'self'": "document.body.setAttribute('style', 'color: red')",
}


def test_violations(browser: Browser) -> None:
    """Violations are blocked, and fail a test, since they are errors in the console."""
    browser.open()
    assert browser.errors() == []
    for reason, script in VIOLATIONS.items():
        if reason.startswith("style"):
            browser.run(script)
        else:
            with pytest.raises(JavascriptException):
                browser.run(script)
        errors = browser.errors()
        assert any(reason in error for error in errors), errors
    assert browser.run("return document.querySelector('main') !== null")
    assert browser.run("return document.body.style.color") == ""
