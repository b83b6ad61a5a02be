"""A browser whose elements are found by role and accessible name."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.server import SECONDS, Site

__all__ = ["Browser"]

EXPECTED = re.compile(
    r"the server responded with a status of [45]\d\d"
    r"|Transition was (aborted|skipped)"  # a slow page does without its animation
)
ROLES = {
    "alert": "[role=alert]",
    "article": "article",
    "button": "button",
    "checkbox": "input[type=checkbox]",
    "form": "form",
    "heading": "h1, h2, h3",
    "link": "a[href]",
    "list": "ul",
    "navigation": "nav",
    "region": "section",
    "searchbox": "input[type=search]",
    "status": "[role=status]",
    "textbox": "input[type=text], textarea",
}
# Preselects elements, because asking Chromium for every accessible name is slow.
CANDIDATES = r"""
const [selector, name] = arguments;
const flat = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const textOf = (id) => document.getElementById(id)?.textContent ?? "";
const namesOf = (element) => [
  element.getAttribute("aria-label"),
  (element.getAttribute("aria-labelledby") ?? "").split(" ").map(textOf).join(" "),
  [...(element.labels ?? [])].map((label) => label.textContent).join(" "),
  element.textContent,
];
return [...document.querySelectorAll(selector)].filter(
  (element) => name === "" || namesOf(element).some((each) => flat(each) === name),
);
"""


class Browser:
    """Chromium, controlled through the roles and accessible names of elements."""

    def __init__(self, driver: WebDriver, server: Site) -> None:
        self.driver = driver
        self.server = server

    def open(self, path: str = "/") -> None:
        """Open a page of the site."""
        self.driver.get(self.server.address + path)

    def all(self, role: str) -> list[WebElement]:
        """Return all elements with this role."""
        return self.driver.find_elements(By.CSS_SELECTOR, ROLES[role])

    def names(self, role: str) -> list[str]:
        """Return the accessible names of all elements with this role."""
        return [element.accessible_name for element in self.all(role)]

    def find(self, role: str, name: str) -> WebElement:
        """Wait for an element with this role and name, and return it."""
        element: WebElement = self.wait(lambda: self._find(role, name))
        return element

    def has(self, role: str, name: str) -> bool:
        """Return whether there is an element with this role and name."""
        return self._find(role, name) is not None

    def _find(self, role: str, name: str) -> WebElement | None:
        candidates = self.run(CANDIDATES, ROLES[role], " ".join(name.split()))
        found = (each for each in candidates if each.accessible_name == name)
        return next(found, None)

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until a condition is truthy, and return its value.

        Until the timeout, exceptions raised by the condition are ignored.
        """
        return WebDriverWait(
            self.driver, SECONDS, poll_frequency=0.05, ignored_exceptions=[Exception]
        ).until(lambda _: condition())

    def wait_for_heading(self, name: str) -> None:
        """Wait for a page with this heading."""
        self.find("heading", name)

    def wait_for_status(self, text: str) -> None:
        """Wait until the page shows this message, and no other."""
        self.wait(lambda: self.messages == text)

    def wait_for_path(self, path: str) -> None:
        """Wait until the current URL has this path and query."""
        self.wait(lambda: self.path == path)

    def wait_for_title(self, page: str) -> None:
        """Wait until the document title names this page."""
        self.wait(lambda: self.title == f"{page} - Simple ToDo Example")

    def wait_for_titles(self, *titles: str) -> None:
        """Wait until the list shows these tasks, from top to bottom."""
        self.wait(lambda: self.titles == list(titles))

    @contextmanager
    def wait_for_response(self) -> Iterator[None]:
        """Run the block, and wait until the main heading has been replaced."""
        self.run("document.querySelector('main h2').toggleAttribute('data-before')")
        yield
        self.wait(lambda: self.run("return !document.querySelector('[data-before]')"))

    def press_button(self, name: str) -> None:
        """Press a button, as soon as it appears."""
        self.wait(lambda: self._click("button", name))

    def follow(self, name: str) -> None:
        """Follow a link, as soon as it appears."""
        self.wait(lambda: self._click("link", name))

    def _click(self, role: str, name: str) -> bool:
        element = self._find(role, name)
        if element is not None:
            element.click()
        return element is not None

    def type(self, name: str, words: str) -> WebElement:
        """Append text to a text box, and return the box."""
        box = self.find("textbox", name)
        box.send_keys(words)
        return box

    def paste(self, name: str, words: str) -> None:
        """Insert text into a text box in one step, after what is there."""
        box = self.find("textbox", name)
        self.run("arguments[0].focus(); arguments[0].setSelectionRange(1e9, 1e9)", box)
        self.paste_here(words)

    def paste_here(self, words: str) -> None:
        """Insert text in one step where the caret is."""
        self.driver.execute_cdp_cmd("Input.insertText", {"text": words})

    def click_twice(self, role: str, name: str, seconds: float) -> None:
        """Click an element as soon as it appears, and again after some time."""
        chain = ActionChains(self.driver, duration=0).click(self.find(role, name))
        chain.pause(seconds).click().perform()

    def back(self) -> None:
        """Go back one page in the history."""
        self.driver.back()

    def forward(self) -> None:
        """Go forward one page in the history."""
        self.driver.forward()

    def reload(self) -> None:
        """Load the current page again."""
        self.driver.refresh()

    def press(self, *keys: str) -> None:
        """Press keys on the focused element."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def press_with(self, modifier: str, key: str) -> None:
        """Press a key while holding a modifier."""
        chain = ActionChains(self.driver, duration=0).key_down(modifier)
        chain.send_keys(key).key_up(modifier).perform()

    def tab_to(self, role: str, name: str) -> WebElement:
        """Press Tab until an element has the focus, and return it.

        :raises AssertionError: if the element is not reached within 40 presses.
        """
        wanted = self.find(role, name)
        for _ in range(40):
            self.press(Keys.TAB)
            if self.focused == wanted:
                return wanted
        raise AssertionError(f"Tab does not reach the {role} {name!r}")

    def wait_for_focus(self, role: str, name: str) -> None:
        """Wait until an element has the focus."""
        self.wait(lambda: self._find(role, name) == self.focused)

    @property
    def focused(self) -> WebElement:
        """The focused element."""
        return self.driver.switch_to.active_element

    @property
    def title(self) -> str:
        """The document title."""
        return self.driver.title

    @property
    def path(self) -> str:
        """The path and query of the current URL."""
        return self.driver.current_url.removeprefix(self.server.address)

    @property
    def text(self) -> str:
        """The visible text of the page."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def messages(self) -> str:
        """The messages in the status region, without their buttons."""
        parts = self.driver.find_elements(By.CSS_SELECTOR, "[role=status] p")
        return "\n".join(part.text for part in parts)

    @property
    def status(self) -> str:
        """All text of the status region."""
        return self.driver.find_element(By.CSS_SELECTOR, "[role=status]").text

    @property
    def titles(self) -> list[str]:
        """The titles in the list, from top to bottom."""
        links = "[aria-label=Tasks] > li a[dir=auto]"
        titles: list[str] = self.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".map((link) => link.innerText)",
            links,
        )
        return titles

    def item(self, title: str) -> WebElement:
        """Return the list item of the task with this title."""
        link = self.find("link", title)
        return link.find_element(By.XPATH, "./ancestor::li")

    def resize(self, width: int, height: int = 800) -> None:
        """Set the size of the viewport."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1}
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {**size, "mobile": False}
        )

    def prefer(self, scheme: str) -> None:
        """Set the preferred colour scheme, light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": features}
        )

    @contextmanager
    def slowly(self, milliseconds: int = 400) -> Iterator[None]:
        """Delay responses and disable the cache during the block."""
        command = "Network.setCacheDisabled"
        with self._network(latency=milliseconds):
            self.driver.execute_cdp_cmd(command, {"cacheDisabled": True})
            yield

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Let no request through during the block, and discard the errors logged."""
        with self._network(offline=True):
            yield
            self.console()

    @contextmanager
    def _network(self, *, latency: int = 0, offline: bool = False) -> Iterator[None]:
        run = self.driver.execute_cdp_cmd
        emulate = "Network.emulateNetworkConditions"
        conditions = {"downloadThroughput": -1, "uploadThroughput": -1}
        run("Network.enable", {})
        run(emulate, {"latency": latency, "offline": offline, **conditions})
        try:
            yield
        finally:
            run("Network.setCacheDisabled", {"cacheDisabled": False})
            run(emulate, {"latency": 0, "offline": False, **conditions})
            run("Network.disable", {})

    def set_time_zone(self, zone: str) -> None:
        """Override the time zone; an empty string ends the override."""
        self.driver.execute_cdp_cmd(
            "Emulation.setTimezoneOverride", {"timezoneId": zone}
        )

    def run(self, script: str, *arguments: Any) -> Any:
        """Run JavaScript in the page."""
        return self.driver.execute_script(script, *arguments)

    def forget(self) -> None:
        """Clear cookies, local storage, and the session storage of the current page."""
        self.run("try { sessionStorage.clear() } catch {}")
        commands = {
            "Network.clearBrowserCookies": {},
            "Storage.clearDataForOrigin": {
                "origin": self.server.address,
                "storageTypes": "local_storage",
            },
        }
        for command, parameters in commands.items():
            self.driver.execute_cdp_cmd(command, parameters)

    def lose_session(self) -> None:
        """Replace the cookies by one that the site does not know."""
        self.driver.delete_all_cookies()
        self.driver.add_cookie({"name": "other", "value": "site"})

    def console(self) -> list[dict[str, Any]]:
        """Return the entries logged in the console since the last call."""
        driver: Any = self.driver  # get_log() has no types
        entries: list[dict[str, Any]] = driver.get_log("browser")
        return entries

    def errors(self) -> list[str]:
        """Return the messages logged since the last call, except HTTP errors."""
        messages = [str(entry["message"]) for entry in self.console()]
        return [text for text in messages if not EXPECTED.search(text)]

    def keep_evidence(self, directory: Path) -> None:
        """Save a screenshot, the page source, the console log and the server's log."""
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        self.driver.save_screenshot(directory / "screenshot.png")
        (directory / "page.html").write_text(self.driver.page_source)
        (directory / "console.json").write_text(json.dumps(self.console(), indent=2))
        shutil.copy(self.server.log_path, directory / "server.log")
