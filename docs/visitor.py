"""A browser that visits the site for the screenshots."""

import base64
from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["FORMAT", "Visitor"]

SECONDS = 20
FORMAT = {"format": "webp", "quality": 80}


class Visitor:
    """A browser that visits the site and takes screenshots.

    :param driver: the WebDriver of the browser.
    :param url: the base URL of the site.
    """

    def __init__(self, driver: webdriver.Chrome, url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, path: str) -> None:
        """Open a page."""
        self.driver.get(self.url + path)

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition is truthy, and return its value."""
        return WebDriverWait(
            self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]
        ).until(lambda _: condition())

    def find(self, tags: str, name: str) -> WebElement:
        """Wait for an element with this accessible name, and return it."""
        found: WebElement = self.wait(lambda: self._find(tags, name))
        return found

    def _find(self, tags: str, name: str) -> WebElement | None:
        elements = self.driver.find_elements(By.CSS_SELECTOR, tags)
        return next((one for one in elements if one.accessible_name == name), None)

    def press(self, name: str) -> None:
        """Click a button or link."""
        self.find("button, a", name).click()

    def wait_for_text(self, text: str) -> None:
        """Wait until the page contains this text."""
        self.wait(lambda: text in self.driver.find_element(By.TAG_NAME, "body").text)

    def write(self, name: str, text: str) -> None:
        """Replace the content of a field."""
        field = self.find("input, textarea", name)
        field.clear()
        field.send_keys(text)

    def look(self, width: int, height: int, scheme: str) -> None:
        """Set the viewport and the colour scheme, and turn animations off."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        preferences = {"color-scheme": scheme, "reduced-motion": "reduce"}
        features = [
            {"name": f"prefers-{name}", "value": value}
            for name, value in preferences.items()
        ]
        command = self.driver.execute_cdp_cmd
        command("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
        command("Emulation.setEmulatedMedia", {"features": features})

    def picture(self) -> bytes:
        """Return a screenshot of the viewport."""
        self.wait(lambda: not self.driver.find_elements(By.CSS_SELECTOR, "[aria-busy]"))
        capture = self.driver.execute_cdp_cmd("Page.captureScreenshot", FORMAT)
        return base64.b64decode(capture["data"])
