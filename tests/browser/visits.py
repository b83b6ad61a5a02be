"""Visits of somebody who types words into a form, loses it, and finds it again.

Before each visit, the tasks "Milk" and "Bread" are stored.
"""

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from bson import ObjectId

from tests.browser.browser import Browser
from tests.browser.fragile_site import FragileSite
from tests.browser.proxy import Fault
from tests.browser.word_forms import Form

__all__ = ["Visit", "Words"]

MARK = "document.documentElement.toggleAttribute('data-left', true)"
HAS_LEFT = """
return document.readyState === "complete"
  && !document.documentElement.hasAttribute("data-left");
"""
TYPED = """
const boxes = document.querySelectorAll("input[type=text], textarea");
return [...boxes].map((box) => box.value);
"""
DRAFTS = """
const keys = Object.keys(sessionStorage);
return keys.filter((key) => key.startsWith("draft "));
"""


@dataclass(frozen=True)
class Words:
    """What somebody types."""

    title: str = "Milk and honey"
    text: str = "From the shop\nat the corner"


@dataclass
class Visit:
    """One visit of somebody who types into a form.

    :param form: the form.
    :param has_scripts: whether pages can run scripts.
    :param browser: a browser that opens the site through the proxy.
    :param site: the site.
    :param task_id: the id of the task "Milk".
    :param start_browser: starts a browser whose profile lasts as long as the test, with
        additional arguments.
    :param words: what is typed.
    :param button: the button that sends the words, where they are after the event.
    :param others: the titles of the other tasks that are stored.
    :param is_half_sent: whether the site has stored the words without saying so.
    :param is_sent_again: whether the event ends with sending the words again.
    """

    form: Form
    has_scripts: bool
    browser: Browser
    site: FragileSite
    task_id: ObjectId
    start_browser: Callable[..., Browser]
    words: Words = Words()
    button: str = ""
    others: list[str] = field(default_factory=lambda: ["Bread"])
    is_half_sent: bool = False
    is_sent_again: bool = False

    def __post_init__(self) -> None:
        """Complete what depends on the form."""
        self.button = self.form.button
        if not self.form.is_edit:
            self.others.append("Milk")
        if not self.form.has_text:
            self.words = replace(self.words, text="")

    @property
    def is_act(self) -> bool:
        """Whether scripts send the form, which keeps its page open."""
        return self.has_scripts and self.form.is_on_list

    def open(self) -> None:
        """Open the form by its address."""
        self.browser.open(self.form.path.format(self.task_id))
        self.find_again()

    def find_again(self) -> None:
        """Open the form within its page, unless it is open."""
        if self.form.is_on_list and self.form.is_edit:
            self.browser.find("navigation", "Filter")
            if not self.browser.has("button", "Save"):
                self.browser.follow(self.form.link[1])
        self.browser.find("textbox", self.form.title_box)

    def type(self) -> None:
        """Type the words into the form."""
        old = "Milk" if self.form.is_edit else ""
        self.browser.paste(self.form.title_box, self.words.title.removeprefix(old))
        if self.form.has_text:
            self.browser.paste("Text", self.words.text)

    def fill(self) -> None:
        """Open the form, and type the words."""
        self.open()
        self.type()

    def expect_words(self) -> None:
        """Wait until the words are in text boxes of the page."""
        typed = {self.words.title, self.words.text} - {""}
        self.browser.wait(lambda: typed <= set(self.browser.run(TYPED)))

    def shorten(self) -> None:
        """Replace words that are too long, in the boxes that contain them."""
        new = Words() if self.form.has_text else Words(text="")
        for box in self.browser.all("textbox"):
            value = box.get_property("value")
            if value and value in {self.words.title, self.words.text}:
                box.clear()
                box.send_keys(new.title if value == self.words.title else new.text)
        self.words = new

    def send(self) -> None:
        """Send the form, and do not wait for the response."""
        self.browser.wait(self._press_in_view)

    def _press_in_view(self) -> bool:
        """Press the button; the message bar can cover it, until it is scrolled away."""
        button = self.browser.find("button", self.button)
        self.browser.run("arguments[0].scrollIntoView({block: 'nearest'})", button)
        button.click()
        return True

    def fail_to_send(self, failure: AbstractContextManager[None]) -> None:
        """Send the form during a failure, and wait until the browser shows that."""
        self.browser.run(MARK)
        with failure:
            self.send()
            self.browser.wait(lambda: self.has_left or self.alerts)

    def send_in_vain(self, failure: AbstractContextManager[None]) -> None:
        """Send the form during a failure, and go back if that has left the form."""
        self.fail_to_send(failure)
        if self.has_left:
            self.browser.back()

    def send_through(self, fault: Fault) -> None:
        """Send the form in vain, because of a fault of the proxy."""
        self.send_in_vain(self.site.proxy.breaking_posts(fault))

    @property
    def has_left(self) -> bool:
        """Whether another page has been loaded since the form was sent."""
        return bool(self.browser.run(HAS_LEFT))

    @property
    def alerts(self) -> str:
        """The text of all alerts in the page of a form that scripts send."""
        alerts = self.browser.all("alert") if self.is_act else []
        return "".join(alert.text for alert in alerts)

    def expect_message(self) -> None:
        """Wait for the message that the words are stored."""
        is_edit = self.form.is_edit and self.button != "Save as new task"
        verb = "Saved" if is_edit else "Added"
        self.browser.wait_for_status(f'{verb} "{self.words.title}".')

    @property
    def drafts(self) -> list[str]:
        """The drafts that the browser keeps."""
        return [str(key) for key in self.browser.run(DRAFTS)]

    def save_page(self) -> None:
        """Make Chromium save what boxes contain, which it does once in some seconds."""
        self.browser.run("history.replaceState(history.state, '')")

    def close_and_restart(self) -> None:
        """Close the browser, and start it again with its last session."""
        self.browser.driver.quit()
        self.browser = self.start_browser("--restore-last-session")

    def add_others(self, *titles: str) -> None:
        """Store tasks of somebody else, newer than all others."""
        now = datetime.datetime.now(datetime.UTC)
        self.others += titles
        self.site.tasks.insert_many(
            [{"title": title, "text": "", "creation": now} for title in titles]
        )

    @property
    def stored(self) -> list[tuple[str, str]]:
        """The title and text of each task that is not deleted."""
        found = self.site.tasks.find({"deleted": None})
        return sorted((task["title"], task["text"]) for task in found)

    @property
    def expected(self) -> list[tuple[str, str]]:
        """What must be stored once the words have been sent."""
        others = [(title, "") for title in self.others]
        return sorted([*others, (self.words.title, self.words.text)])

    @property
    def is_stored(self) -> bool:
        """Whether the words are stored."""
        return (self.words.title, self.words.text) in self.stored
