"""What somebody has typed, and where it must be until the site has stored it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.browser.expected_list import Words
from tests.browser.seen_page import Page

__all__ = ["TypedWords"]

LONGEST_SHOWN = 59  # characters of a title in a message


@dataclass
class TypedWords:
    """What a person has typed, and what became of it.

    :param unsent: what the boxes of a form contained when the person last typed there,
        by the place to which these words belong.
    :param queued: titles that were sent from the box for a new task.
    :param stored: words that the site has stored, and was able to say so.
    :param untold: the latest of them, if the page must just have said so.
    """

    unsent: dict[str, dict[str, str]] = field(default_factory=dict)
    queued: list[str] = field(default_factory=list)
    stored: list[Words] = field(default_factory=list)
    untold: list[Words] = field(default_factory=list)

    def note_typed(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Note what a form contained before and after the person typed there."""
        self.take_back(before)
        if after["isUnsent"]:
            self.unsent[after["place"]] = after["typed"]
        else:
            self.unsent.pop(after["place"], None)

    def take_back(self, words: dict[str, Any]) -> None:
        """Forget a title that was sent, if the site has put it back into its box."""
        title = words["typed"]["title"]
        if words["place"] == "/" and title in self.queued:
            self.queued.remove(title)

    def note_sent(self, words: dict[str, Any]) -> None:
        """Note what a form contained when it was sent."""
        self.take_back(words)
        if words["place"] == "/" and words["typed"]["title"].strip():
            self.queued.append(words["typed"]["title"])
            self.unsent.pop("/", None)

    def note_stored(self, words: Words, *, is_told: bool) -> None:
        """Note that the site has stored words, and whether the page must say so."""
        self.queued = [each for each in self.queued if each.strip() != words.title]
        for place, typed in list(self.unsent.items()):
            if Words.of(typed) == words:
                del self.unsent[place]
        if is_told:
            self.stored.append(words)
            self.untold = [words]

    def problems(self, page: Page) -> Iterator[str]:
        """Yield where words are missing, on the page that the person sees."""
        for place, typed in list(self.unsent.items()):
            yield from self._unsent_problems(page, place, typed)
        for title in self.queued:
            if title not in page.waiting + page.returned:
                yield f"{title!r} is neither stored nor waiting"
        if page.is_list and page.waiting and not page.returned:
            yield f"{page.waiting} are not being sent"
        yield from self._stored_problems(page)

    def _unsent_problems(
        self, page: Page, place: str, typed: dict[str, str]
    ) -> Iterator[str]:
        words = Words.of(typed)
        if place in page.typed:
            if Words.of(page.typed[place]) != words:
                yield f"{typed} of {place} became {page.typed[place]}"
            elif place not in page.changed:  # the same as in the database
                del self.unsent[place]
                return
        elif {"", place} & set(page.room) and place not in page.offered:
            yield f"{typed} of {place} is not offered"
        if place not in page.drafts or Words.of(page.drafts[place]) != words:
            yield f"{typed} of {place} is no draft: {page.drafts}"

    def _stored_problems(self, page: Page) -> Iterator[str]:
        for words in self.untold:
            if words.title[:LONGEST_SHOWN] not in page.status:
                yield f"{words} are stored, but the page says {page.status!r}"
        for place, typed in page.drafts.items():
            if place not in self.unsent and Words.of(typed) in self.stored:
                yield f"{typed} of {place} are stored, but still a draft"
