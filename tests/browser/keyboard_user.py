"""Somebody who uses the site with the keyboard and a screen reader."""

from collections.abc import Callable

from selenium.webdriver.common.keys import Keys

from tests.browser.browser import Browser
from tests.browser.screen_reader import ScreenReader

__all__ = ["KeyboardUser"]

IS_BUSY = "return document.querySelector('[aria-busy]') !== null"
TWO_FRAMES = """
const done = arguments[arguments.length - 1];
requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
"""


class KeyboardUser:
    """Presses keys, and compares what is said with what must be said.

    :param browser: a browser.
    :param reader: a screen reader that listens to it.
    :param look: called after each step, to check how the page looks.
    """

    def __init__(
        self,
        browser: Browser,
        reader: ScreenReader,
        look: Callable[[Browser], None],
    ) -> None:
        self.browser = browser
        self.reader = reader
        self._look = look

    def open(self, path: str, *lines: str) -> None:
        """Open a page by its address, and hear these lines."""
        self.browser.open(path)
        self.hear(*lines)

    def press(self, keys: str, *lines: str) -> None:
        """Press keys one after the other, and hear these lines."""
        self.browser.press(*keys)
        self.hear(*lines)

    def press_shift_tab(self, *lines: str) -> None:
        """Press Tab while holding Shift, and hear these lines."""
        self.browser.press_with(Keys.SHIFT, Keys.TAB)
        self.hear(*lines)

    def tab(self, *lines: str) -> None:
        """Press Tab once for each line, and hear it."""
        for line in lines:
            self.press(Keys.TAB, line)

    def hear(self, *lines: str) -> None:
        """Wait until so many lines have been said, and compare them with these."""
        heard: list[str] = []

        def is_complete() -> bool:
            heard.extend(self.reader.said())
            return len(heard) >= len(lines)

        try:
            self.browser.wait(is_complete)
        finally:
            assert heard == list(lines), heard
        self._look(self.browser)

    def hear_nothing_more(self) -> None:
        """Wait until the page is at rest, and check that it has said nothing more."""
        self.browser.wait(lambda: not self.browser.run(IS_BUSY))
        self.browser.driver.execute_async_script(TWO_FRAMES)
        assert self.reader.said() == []
