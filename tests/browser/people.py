"""People who use the site: what they do at random, and what they have typed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hypothesis import note
from selenium.common.exceptions import (
    ElementNotInteractableException,
    InvalidElementStateException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.browser import Browser
from tests.browser.proxy import Proxy
from tests.browser.seen_page import SNAPSHOT, Page
from tests.browser.typed_words import TypedWords

__all__ = ["Person"]

PICK = """
const [selector, choice] = arguments;
const found = [...document.querySelectorAll(selector)];
const visible = found.filter((element) => element.checkVisibility());
const element = visible[choice % visible.length];
if (!element) return null;
// The message bar may cover what is at the bottom.
element.scrollIntoView({ block: "center", behavior: "instant" });
return [element, element.ariaLabel ?? (element.textContent.trim() || element.name)];
"""
WORDS = """
const { form } = arguments[0];
const boxes = [...form.elements].filter((field) => /^text/.test(field.type));
const isChanged = ({ value, defaultValue }) => value !== defaultValue;
return {
  place: form.dataset.draft.split("#")[0],
  typed: Object.fromEntries(boxes.map(({ name, value }) => [name, value])),
  isUnsent: "unsaved" in form.dataset || boxes.some(isChanged),
};
"""
BUTTON = "return arguments[0].form.querySelector('[type=submit]')"
PLACE = """
const [element] = arguments;
const link = element.closest("[data-leftovers] .draft-notice")?.querySelector("a");
return link?.pathname
  ?? (element.dataset.cancel || element.closest("form").dataset.draft.split("#")[0]);
"""
CLICK_TWICE = """
const [element] = arguments;
element.click();
setTimeout(() => element.click(), 20);
"""
BOXES = "form[data-draft] :is(input[type=text], textarea):not([readonly])"
TITLES = "form[data-draft] [name=title]"
EDIT = "[data-key=e], [data-leftovers] a"
ACTS = "button[form=act], #status button"
CANCEL = "[data-cancel], .draft-notice button"
LINKS = f"a[href]:not([download], .skip, {EDIT}, {CANCEL})"
ALL = Keys.CONTROL + "a" + Keys.NULL
END = Keys.CONTROL + Keys.END + Keys.NULL
TOO_LATE = (
    ElementNotInteractableException,
    InvalidElementStateException,
    StaleElementReferenceException,
)
SEARCHES = ("task", "ann", "bob1", "t 1", "milk", "")


@dataclass
class Person:
    """Somebody with a browser, and with a network connection of their own.

    :param name: the name.
    :param browser: the browser.
    :param proxy: the proxy through which the browser reaches the site.
    :param words: what the person has typed.
    :param errors: what scripts have logged.
    :param number: the number of times that the person has typed something new.
    :param is_hurried: whether the person acts without waiting for the site.
    """

    name: str
    browser: Browser
    proxy: Proxy
    words: TypedWords = field(default_factory=TypedWords)
    errors: list[str] = field(default_factory=list)
    number: int = 0
    is_hurried: bool = False

    def begin(self) -> None:
        """Open the list in a new tab, without cookies and drafts."""
        driver = self.browser.driver
        self.browser.wait(lambda: self.proxy.is_idle)
        self.proxy.latency = 0
        self.browser.forget()
        old = driver.current_window_handle
        driver.switch_to.new_window("tab")
        new = driver.current_window_handle
        driver.switch_to.window(old)
        driver.close()
        driver.switch_to.window(new)
        self.browser.resize(1280)
        self.browser.console()
        self.words = TypedWords()
        self.errors.clear()
        self.number = 0
        self.is_hurried = False
        self.browser.open()

    def do(self, act: str, choice: int) -> None:
        """Act at random, as far as the page has not changed in the meantime."""
        self.words.untold.clear()
        try:
            getattr(self, act)(choice)
        except TOO_LATE as error:
            note(f"{self.name} is too late: {type(error).__name__}")

    def _pick(self, act: str, selector: str, choice: int) -> WebElement | None:
        """Return an element of the page; open a page with a form if there is none."""
        found = self.browser.run(PICK, selector, choice)
        if not found:
            path = ("/", "/new")[choice % 2]
            note(f"{self.name} opens {path}")
            self.browser.open(path)
            return None
        note(f"{self.name} {act} {found[1]!r}")
        element: WebElement = found[0]
        return element

    def type(self, choice: int) -> None:
        """Append words to a box."""
        if box := self._pick("types into", BOXES, choice):
            self._type(box, END, self._new_words())

    def replace(self, choice: int) -> None:
        """Replace the words in a box."""
        if box := self._pick("replaces", BOXES, choice):
            self._type(box, ALL, self._new_words())

    def clear(self, choice: int) -> None:
        """Delete the words in a box."""
        if box := self._pick("clears", BOXES, choice):
            self._type(box, ALL, Keys.DELETE)

    def _new_words(self) -> str:
        self.number += 1
        return f" {self.name}{self.number}"

    def _type(self, box: WebElement, *keys: str) -> None:
        before = self.browser.run(WORDS, box)
        for each in keys:
            box.send_keys(each)
        words = self.browser.run(WORDS, box)
        note(f"... which makes {words}")
        self.words.note_typed(before, words)

    def send(self, choice: int) -> None:
        """Send a form."""
        self._send(self._pick("sends", TITLES, choice), WebElement.click)

    def send_twice(self, choice: int) -> None:
        """Send a form, and at once again."""
        self._send(self._pick("sends twice", TITLES, choice), self._click_twice)

    def _send(
        self, box: WebElement | None, click: Callable[[WebElement], None]
    ) -> None:
        if box is None:
            return
        if not self.browser.run(WORDS, box)["isUnsent"]:
            self._type(box, END, self._new_words())
        words = self.browser.run(WORDS, box)
        click(self.browser.run(BUTTON, box))
        self.words.note_sent(words)

    def _click_twice(self, element: WebElement) -> None:
        self.browser.run(CLICK_TWICE, element)

    def edit(self, choice: int) -> None:
        """Open the edit form of a task, or continue an edit."""
        if element := self._pick("follows", EDIT, choice):
            element.click()

    def edit_twice(self, choice: int) -> None:
        """Open the edit form of a task, and at once again."""
        if element := self._pick("follows twice", EDIT, choice):
            self._click_twice(element)

    def press(self, choice: int) -> None:
        """Press a button for tasks."""
        if element := self._pick("presses", ACTS, choice):
            element.click()

    def press_twice(self, choice: int) -> None:
        """Press a button for tasks, and at once again."""
        if element := self._pick("presses twice", ACTS, choice):
            self._click_twice(element)

    def follow(self, choice: int) -> None:
        """Follow a link to another page."""
        if element := self._pick("follows", LINKS, choice):
            element.click()

    def cancel(self, choice: int) -> None:
        """Give up the words of a form, or a draft."""
        if element := self._pick("gives up with", CANCEL, choice):
            place = self.browser.run(PLACE, element)
            if place == "/":
                self.words.take_back(self.browser.run(WORDS, element))
            element.click()
            self.words.unsent.pop(place, None)

    def search(self, choice: int) -> None:
        """Search for a word."""
        if box := self._pick("searches in", "[type=search]", 0):
            box.clear()
            box.send_keys(SEARCHES[choice % len(SEARCHES)], Keys.ENTER)

    def back(self, choice: int) -> None:
        """Go back, unless this is the first page."""
        del choice
        if self.browser.run("return navigation.canGoBack"):
            self.browser.back()

    def forward(self, choice: int) -> None:
        """Go forward, if there is a page."""
        del choice
        self.browser.forward()

    def reload(self, choice: int) -> None:
        """Load the page again."""
        del choice
        self.browser.reload()

    def look(self) -> Page:
        """Wait until everything that was requested is on the page, and return that."""
        page: Page = self.browser.wait(self._look_if_quiet)
        return page

    def _look_if_quiet(self) -> Page | None:
        page = Page(**self.browser.run(SNAPSHOT))
        return None if page.isBusy or not self.proxy.is_idle else page

    def problems(self, page: Page) -> Iterator[str]:
        """Yield what scripts have logged, and where typed words are missing."""
        errors = self.browser.errors()
        self.errors += [error for error in errors if "net::ERR_" not in error]
        yield from self.errors
        yield from self.words.problems(page)
