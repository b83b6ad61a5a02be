"""What the list must show of the tasks that are known to be stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

__all__ = ["PAGE_SIZE", "Known", "Row", "Words", "expected_rows"]

PAGE_SIZE = 3


class Words(NamedTuple):
    """What somebody typed, as the site stores it."""

    title: str
    text: str

    @classmethod
    def of(cls, form: dict[str, str]) -> "Words":
        """Clean the words in a form, as the site does."""
        text = form.get("text", "").replace("\r\n", "\n")
        return cls(" ".join(form["title"].split()), text)


@dataclass
class Known:
    """What is known about a task.

    :param id: its id.
    :param creation: the time when it was created, in milliseconds.
    :param words: its title and text.
    :param version: its version.
    :param is_done: whether it is done.
    :param batch: the deletion that deleted it.
    :param titles: all titles that it ever had.
    """

    id: str
    creation: int
    words: Words
    version: str = "1"
    is_done: bool = False
    batch: object = None
    titles: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remember the first title."""
        self.titles.add(self.words.title)

    @property
    def position(self) -> tuple[int, str]:
        """The position in the order of the list, from the oldest task."""
        return self.creation, self.id

    def matches(self, query: dict[str, str]) -> bool:
        """Return whether a filter and a search match the task."""
        show = query.get("show", "")
        if (self.batch is None) == (show == "deleted"):
            return False
        if self.is_done == (show == "open") and show in {"open", "done"}:
            return False
        words = " ".join(self.words).lower().split()
        searched = query.get("q", "").lower().split()
        return all(any(word.startswith(q) for word in words) for q in searched)


class Row(NamedTuple):
    """What an item of the list shows."""

    id: str
    title: str
    verb: str

    @classmethod
    def of(cls, task: Known) -> "Row":
        """Return the row of a task."""
        verb = "Reopen" if task.is_done else "Done"
        return cls(task.id, task.words.title, "Restore" if task.batch else verb)


def expected_rows(tasks: Iterable[Known], address: str) -> list[Row]:
    """Return the rows of the list at an address."""
    query = dict(parse_qsl(urlsplit(address).query))
    matching = [task for task in tasks if task.matches(query)]
    matching.sort(key=lambda task: task.position, reverse=True)
    rows = [Row.of(task) for task in matching]
    if "after" in query:
        newer = sum(task.position > parse(query["after"]) for task in matching)
        start = max(0, newer - PAGE_SIZE)
    elif "before" in query:
        start = sum(task.position >= parse(query["before"]) for task in matching)
    else:
        start = 0
    return rows[start : start + PAGE_SIZE]


def parse(position: str) -> tuple[int, str]:
    """Parse a position in an address."""
    creation, _, task_id = position.partition("-")
    return int(creation), task_id
