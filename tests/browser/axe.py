"""Accessibility checks with axe, in several sizes and both colour schemes."""

from typing import Any

from tests.browser.browser import Browser
from tests.browser.server import ROOT

__all__ = ["SIZES", "violations"]

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = [
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    "best-practice",
]
CHECK = """
const [tags, done] = arguments;
const described = ({ id, nodes }) => [id, ...nodes.map((node) => node.failureSummary)];
axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then(
  ({ violations }) => done(violations.map(described)),
  (error) => done([String(error)]),
);
"""
SIZES = [(1280, 800), (320, 640)]
SCHEMES = ["light", "dark"]


def violations(browser: Browser) -> list[Any]:
    """Return axe's findings on the current page, in each size and colour scheme."""
    browser.run(AXE.read_text())
    found = []
    for width, height in SIZES:
        for scheme in SCHEMES:
            browser.resize(width, height)
            browser.prefer(scheme)
            broken = browser.driver.execute_async_script(CHECK, TAGS)
            found += [(width, scheme, rule) for rule in broken]
    return found
