"""Events that can lose typed words, and where they cannot happen.

An event opens a form, types into it, and does something to it. It then goes back to the
form as people would, if it has left it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.browser.visits import Visit
from tests.browser.word_forms import EDIT_IN_PLACE, EDIT_PAGE, NEW_PAGE, QUICK_ADD, Form

__all__ = [
    "NO_LIST",
    "ONLY_EDITS",
    "SCRIPTS_OFF",
    "SCRIPTS_ON",
    "Event",
    "Exclusions",
    "event",
]

SCRIPTS_ON = "scripts on"
SCRIPTS_OFF = "scripts off"

Exclusions = Mapping[Form | str, str]


@dataclass(frozen=True)
class Event:
    """Something that can lose typed words.

    :param name: its name in the ids of tests.
    :param happen: makes it happen to a form.
    :param excluded: the reason why it cannot happen, by form or browser mode.
    """

    name: str
    happen: Callable[[Visit], None]
    excluded: Exclusions = field(default_factory=dict)

    def reason_against(self, form: Form, mode: str) -> str | None:
        """Return the reason why this cannot happen; ``None`` if it can."""
        if form is EDIT_IN_PLACE and mode == SCRIPTS_OFF:
            return "Without scripts, Edit leads to the edit page."
        return self.excluded.get(form) or self.excluded.get(mode)


NO_LIST: Exclusions = dict.fromkeys((NEW_PAGE, EDIT_PAGE), "The page has no list.")
ONLY_EDITS: Exclusions = dict.fromkeys(
    (NEW_PAGE, QUICK_ADD), "The task is not stored yet, so nobody else can touch it."
)


def event(
    events: list[Event], name: str, excluded: Exclusions | None = None
) -> Callable[[Callable[[Visit], None]], Callable[[Visit], None]]:
    """Return a decorator that adds an event to a list."""

    def add(happen: Callable[[Visit], None]) -> Callable[[Visit], None]:
        events.append(Event(name, happen, excluded or {}))
        return happen

    return add
