"""The pages of the site, as people and screen readers see them: by role and name."""

from collections.abc import Callable
from typing import TypeVar

from selenium.common.exceptions import (
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

__all__ = ["ToDo"]

TRIES = 5
BUSY_PAGE = "503 Service Unavailable"
BUSY_ALERT = "Something other than the site has answered."
ELEMENTS = {
    "alert": "[role=alert]",
    "article": "article",
    "button": "button",
    "heading": "h1, h2, h3",
    "link": "a[href]",
    "list": "ul",
    "listitem": "li",
    "region": "section",
    "searchbox": "input[type=search]",
    "status": "[role=status]",
    "textbox": "input[type=text], textarea",
    "time": "time",
}
"""Elements that can have a role: Selenium cannot search by role, but tells the name."""

T = TypeVar("T")


class ToDo:
    """The site in one browser window.

    Elements are found anew at each use, because the list is replaced after each act.

    :param driver: the browser.
    :param address: the URL of the site.
    :param patience: seconds to wait for what a test expects.
    """

    def __init__(self, driver: WebDriver, address: str, patience: float) -> None:
        self.driver = driver
        self.address = address
        self.patience = patience

    def wait(self, condition: Callable[[], T]) -> T:
        """Wait until a condition is truthy, and return its value.

        Elements that the page has replaced meanwhile are looked up again.

        :raises AssertionError: if it does not become truthy; the message says what the
            page shows instead.
        """
        ignored = [StaleElementReferenceException]
        wait = WebDriverWait(self.driver, self.patience, 0.1, ignored)
        try:
            return wait.until(lambda _: condition())
        except TimeoutException:
            raise AssertionError(f"The page still shows: {self.text}") from None

    def wait_for_titles(self, *titles: str) -> None:
        """Wait until the list has these titles, from top to bottom."""
        self.wait(lambda: self.titles == list(titles))

    def open(self, path: str = "/") -> None:
        """Open a page, again while a proxy is busy."""
        self.driver.get(self.address + path)
        self._see(lambda: True)

    def do(self, step: Callable[[], object], result: Callable[[], object]) -> None:
        """Carry out a step, and wait for its result.

        Where a proxy was busy, try again, as people do. If it answered with a page of
        its own, a reload sends the same form again, which the site stores only once.
        If the list says that the step has failed, the step is repeated; so it must be
        safe to repeat: it empties a field before it types.

        :param step: the step, which begins on the page that is open now.
        :param result: returns something truthy only when the step has succeeded.
        """
        for _ in range(TRIES):
            step()
            self._see(result)
            if not self._has_busy_alert or result():
                return
        self.wait(result)

    def press(self, name: str, message: str) -> None:
        """Press a button, and wait for the message about what it has done."""
        self.do(lambda: self.click("button", name), lambda: self.message == message)

    def follow(self, name: str, heading: str) -> None:
        """Follow a link, and wait for the heading of the page."""
        self.do(lambda: self.click("link", name), lambda: self.has("heading", heading))

    def fill(self, button: str, result: Callable[[], object], **fields: str) -> None:
        """Fill text boxes, press the button of the form, and wait for the result.

        :param fields: the texts by the names of their boxes, ``_`` for a space.
        """

        def step() -> None:
            for name, text in fields.items():
                self.type("textbox", name.replace("_", " "), text)
            self.click("button", button)

        self.do(step, result)

    def add(self, title: str) -> None:
        """Add a task with the box above the list."""
        message = f'Added "{title}".'
        self.fill("Add", lambda: self.message == message, New_task=title)

    def search(self, words: str, result: Callable[[], object]) -> None:
        """Search for words, and wait for the result."""

        def step() -> None:
            self.type("searchbox", "Search", words)
            self.click("button", "Search")

        self.do(step, result)

    def click(self, role: str, name: str) -> None:
        """Click an element as soon as there is one."""

        def click() -> bool:
            self.find(role, name).click()
            return True

        self.wait(click)

    def type(self, role: str, name: str, text: str) -> None:
        """Replace the text of a field."""
        field = self.find(role, name)
        field.clear()
        field.send_keys(text)

    def press_keys(self, keys: str, message: str) -> None:
        """Press keys where the focus is, and wait for the message."""
        chain = ActionChains(self.driver).send_keys(*keys)
        self.do(chain.perform, lambda: self.message == message)

    def find(self, role: str, name: str) -> WebElement:
        """Wait for an element with this role and accessible name, and return it."""
        return self.wait(lambda: self.all(role, name))[0]

    def has(self, role: str, name: str) -> bool:
        """Return whether there is an element with this role and name now."""
        return bool(self.all(role, name))

    def all(
        self, role: str, name: str = "", inside: WebElement | None = None
    ) -> list[WebElement]:
        """Return the elements that are there now, with this role and name if given."""
        found = (inside or self.driver).find_elements(By.CSS_SELECTOR, ELEMENTS[role])
        return [each for each in found if not name or each.accessible_name == name]

    def item(self, title: str) -> WebElement:
        """Return the item of the task with this title."""
        return next(item for item in self._items if title in self._titles_in(item))

    @property
    def titles(self) -> list[str]:
        """The titles in the list now, from top to bottom."""
        return [title for item in self._items for title in self._titles_in(item)]

    @property
    def text(self) -> str:
        """The visible text of the page now."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def message(self) -> str:
        """The text of the status message now, without its buttons; empty if none."""
        lines = [
            line for status in self.all("status") for line in status.text.split("\n")
        ]
        return lines[0].strip() if lines else ""

    @property
    def _items(self) -> list[WebElement]:
        return [
            item
            for tasks in self.all("list", "Tasks")
            for item in self.all("listitem", inside=tasks)
        ]

    def _titles_in(self, item: WebElement) -> list[str]:
        return [link.text for link in self.all("link", inside=item)][:1]

    @property
    def _has_busy_page(self) -> bool:
        """Whether there is the page of a busy proxy."""
        return self.has("heading", BUSY_PAGE)

    @property
    def _is_busy(self) -> bool:
        """Whether an action is running; an alert is then from an earlier one."""
        return bool(self.driver.find_elements(By.CSS_SELECTOR, "[aria-busy=true]"))

    @property
    def _has_busy_alert(self) -> bool:
        """Whether the list says that a proxy has answered."""
        return any(BUSY_ALERT in alert.text for alert in self.all("alert"))

    def _see(self, result: Callable[[], object]) -> None:
        """Wait for a result, or for the alert; reload the page of a busy proxy."""
        for _ in range(TRIES):
            self.wait(lambda: not self._is_busy)
            self.wait(lambda: self._has_busy_page or self._has_busy_alert or result())
            if not self._has_busy_page:
                return
            self.driver.refresh()
