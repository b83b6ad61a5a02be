"""Reads the pages of the site, as far as the clients need them."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chaos.history import Outcome, Seen, Stored

__all__ = [
    "Item",
    "edit_version",
    "field",
    "items",
    "name_of",
    "numbers",
    "outcome",
    "problem",
    "report",
    "seen_on",
    "stored",
]

ID = "[0-9a-f]{24}"
ITEM = re.compile(rf'href="/({ID})">([^<]*)</a>')
ACTION = re.compile(rf'formaction="/({ID})/(done|reopen|restore)"')
FIELD = re.compile(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"')
HEADING = re.compile(r"Task: <bdi>([^<]*)</bdi>")
NUMBER = re.compile(r"(Deleted|Restored) ([\d,]+) (?:done )?tasks?\.")
NO_TASKS = "No tasks are done."
REPORT = re.compile(r"([\d,]+) imported, ([\d,]+) unchanged, ([\d,]+) refused")
UNKNOWN = re.compile(r"not known whether this was stored|does not confirm this")
TRACEBACK = "Traceback (most recent call last)"
REFUSALS = frozenset({409, 410, 503, 507})
PROXY_ERRORS = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Item:
    """A task on a page.

    :param id: its id.
    :param title: its title.
    :param is_done: whether it is done; ``None`` if it is deleted.
    """

    id: str
    title: str
    is_done: bool | None

    @property
    def seen(self) -> Seen:
        """What the page shows."""
        task, words = name_of(self.title)
        is_deleted = self.is_done is None
        return Seen(task, words, is_done=self.is_done, is_deleted=is_deleted)


def items(page: str) -> list[Item]:
    """Return the tasks of a list."""
    actions = dict(ACTION.findall(page))
    states = {"done": False, "reopen": True}
    return [
        Item(task_id, html.unescape(title), states.get(actions[task_id]))
        for task_id, title in ITEM.findall(page)
        if task_id in actions
    ]


def seen_on(page: str) -> Seen:
    """Return what the page or the edit form of a task shows."""
    heading = HEADING.search(page)
    if heading is None:
        task, words = name_of(field(page, "title") or "")
        return Seen(task, words, edit_version(page), is_deleted=False)
    task, words = name_of(html.unescape(heading[1]))
    (_, action), *_ = ACTION.findall(page)
    return Seen(task, words, is_done=action == "reopen", is_deleted=False)


def name_of(title: str) -> tuple[str, str]:
    """Return the name of a task and its words, which are both in its title."""
    task, _, words = title.partition(" ")
    return task, words


def field(page: str, name: str) -> str | None:
    """Return the value of the first input with a name."""
    found = (html.unescape(value) for key, value in FIELD.findall(page) if key == name)
    return next(found, None)


def edit_version(page: str) -> int:
    """Return the version in an edit form; 0 for a task without one."""
    return int(field(page, "version") or 0)


def numbers(page: str) -> Iterator[tuple[str, int]]:
    """Yield the messages about several tasks, as a verb and a number."""
    for verb, number in NUMBER.findall(page):
        yield verb, int(number.replace(",", ""))
    if NO_TASKS in page:
        yield "Deleted", 0


def report(page: str) -> tuple[int, int, int] | None:
    """Return the numbers in the report of an import."""
    found = REPORT.search(page)
    if found is None:
        return None
    imported, unchanged, refused = (int(n.replace(",", "")) for n in found.groups())
    return imported, unchanged, refused


def stored(export: str) -> list[Stored]:
    """Return the tasks in an export."""
    return [_stored(record) for record in json.loads(export)["tasks"]]


def _stored(record: Mapping[str, Any]) -> Stored:
    task, words = name_of(record["title"])
    return Stored(
        task,
        words,
        text=record["text"],
        version=record.get("version", 0),
        is_done=record.get("done", False),
        is_deleted="deleted" in record,
        batch=record.get("batch", {}).get("$oid", ""),
        id=record["_id"]["$oid"],
    )


def outcome(status: int | None, page: str) -> Outcome:
    """Return what an answer says about a request for a change.

    :param status: the HTTP status; ``None`` if there was no answer.
    """
    if status in {200, 303}:
        return Outcome.DONE
    if status in REFUSALS and not UNKNOWN.search(page):
        return Outcome.REFUSED
    return Outcome.UNKNOWN


def problem(status: int | None, page: str) -> str:
    """Return why an answer is wrong by itself; empty if it is not."""
    if TRACEBACK in page:
        return "a traceback"
    right = {None, 200, 303, 404, *REFUSALS, *PROXY_ERRORS}
    return "" if status in right else f"status {status}"
