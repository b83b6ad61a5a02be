"""Motion: pages fade into each other, and the progress bar moves."""

from collections.abc import Iterator

import pytest

from tests.browser.browser import Browser
from tests.browser.conftest import chromium, fresh
from tests.browser.server import Server

LISTEN = """
addEventListener("pagereveal", (event) => {
  window.hasTransition = Boolean(event.viewTransition);
});
"""
TIMING = "return getComputedStyle(document.body, '::after').animationTimingFunction"

system = pytest.mark.parametrize("system", ["no-preference", "reduce"])


@pytest.fixture
def moving_browser(server: Server, system: str) -> Iterator[Browser]:
    """Return a browser on a system that asks for less motion, or does not."""
    with chromium(scripts=True) as driver, fresh(driver, server) as browser:
        features = [{"name": "prefers-reduced-motion", "value": system}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        listen = "Page.addScriptToEvaluateOnNewDocument"
        driver.execute_cdp_cmd(listen, {"source": LISTEN})
        yield browser


@system
def test_motion(moving_browser: Browser, system: str) -> None:
    """Pages fade and the progress bar moves, unless the system asks for less motion."""
    browser, has_motion = moving_browser, system == "no-preference"
    browser.open()
    browser.follow("Help")
    browser.wait_for_heading("Help")
    assert browser.run("return window.hasTransition") is has_motion
    browser.open()
    with browser.slowly():
        browser.press_button("Add")
        assert (browser.run(TIMING) != "steps(1, start)") is has_motion
        browser.wait(lambda: "Enter a title." in browser.text)
