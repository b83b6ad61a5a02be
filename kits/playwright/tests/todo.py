"""The pages of the site, as people and screen readers see them: by role and name."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

__all__ = ["ToDo"]

TRIES = 5
BUSY = 503
NOT_EDIT = re.compile("^(?!Edit: )")


class ToDo:
    """The site in one browser window.

    Every property returns a locator, which finds its elements anew whenever it is used,
    so nothing goes stale when the list is replaced.

    :param page: a page of Playwright.
    :param address: the URL of the site.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, path: str = "/") -> int:
        """Open a page, again while a proxy is busy; return the response's status."""
        for _ in range(TRIES):
            response = self.page.goto(self.address + path)
            if response and response.status != BUSY:
                return response.status
        return BUSY

    def do(self, step: Callable[[], object], result: Locator) -> None:
        """Carry out a step, and wait for its result.

        Where a proxy was busy, try again, as people do. If it answered with a page of
        its own, a reload sends the same form again, which the site stores only once.
        If the list says that the step has failed, the step is repeated; so it must be
        safe to repeat: it fills a field, where typing would append to it.

        :param step: the step, which begins on the page that is open now.
        :param result: something that appears only when the step has succeeded.
        """
        for _ in range(TRIES):
            step()
            self._see(result)
            if not self._busy_alert.is_visible() or result.first.is_visible():
                return
        expect(result.first).to_be_visible()

    def press(self, name: str, message: str) -> None:
        """Press a button, and wait for the message about what it has done."""
        button = self.page.get_by_role("button", name=name, exact=True)
        self.do(button.click, self.message(message))

    def follow(self, name: str, heading: str) -> None:
        """Follow a link, and wait for the heading of the page."""
        link = self.page.get_by_role("link", name=name, exact=True)
        self.do(link.click, self.heading(heading))

    def fill(self, button: str, result: Locator, **fields: str) -> None:
        """Fill text boxes, press the button of the form, and wait for the result.

        :param fields: the texts by the names of their boxes, ``_`` for a space.
        """

        def step() -> None:
            for name, text in fields.items():
                self.textbox(name.replace("_", " ")).fill(text)
            self.page.get_by_role("button", name=button, exact=True).click()

        self.do(step, result)

    def add(self, title: str) -> None:
        """Add a task with the box above the list."""
        self.fill("Add", self.message(f'Added "{title}".'), New_task=title)

    def search(self, words: str, result: Locator) -> None:
        """Search for words, and wait for the result."""

        def step() -> None:
            self.page.get_by_role("searchbox", name="Search").fill(words)
            self.page.get_by_role("button", name="Search", exact=True).click()

        self.do(step, result)

    def heading(self, name: str) -> Locator:
        """Return the heading with this name."""
        return self.page.get_by_role("heading", name=name, exact=True)

    def textbox(self, name: str) -> Locator:
        """Return the text box with this name."""
        return self.page.get_by_role("textbox", name=name, exact=True)

    def message(self, text: str) -> Locator:
        """Return the status message with this text."""
        return self.page.get_by_role("status").get_by_text(text, exact=True)

    def item(self, title: str) -> Locator:
        """Return the item of the task with this title."""
        link = self.page.get_by_role("link", name=title, exact=True)
        return self._items.filter(has=link)

    @property
    def titles(self) -> Locator:
        """The links with the titles of the list, from top to bottom."""
        return self._items.get_by_role("link", name=NOT_EDIT)

    @property
    def _items(self) -> Locator:
        tasks = self.page.get_by_role("list", name="Tasks", exact=True)
        return tasks.get_by_role("listitem")

    @property
    def _busy_page(self) -> Locator:
        """The page of a busy proxy."""
        return self.page.get_by_role("heading", name="503 Service Unavailable")

    @property
    def _busy_list(self) -> Locator:
        """The list while an action is running, when an alert is from an earlier one."""
        return self.page.locator("[aria-busy=true]")

    @property
    def _busy_alert(self) -> Locator:
        """What the list says when a proxy has answered."""
        return self.page.get_by_role("alert").filter(
            has_text="Something other than the site has answered."
        )

    def _see(self, result: Locator) -> None:
        """Wait for a result, or for the alert; reload the page of a busy proxy."""
        seen = result.or_(self._busy_page).or_(self._busy_alert).filter(visible=True)
        for _ in range(TRIES):
            expect(self._busy_list).to_have_count(0)
            expect(seen.first).to_be_visible()
            if not self._busy_page.is_visible():
                return
            self.page.reload()
