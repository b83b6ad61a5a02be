"""Generate docs/reference/roles.md from what ``tests/browser/test_roles.py`` has seen.

``bin/roles`` runs both.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "roles.md"
SEEN = ROOT / "build" / "roles"
FRAME = "frame"

HEAD = """\
# Roles and names

This page is the contract for browser tests: what can be found on each page by role and accessible name, as screen readers find it, too.
It is generated from Chromium's accessibility tree by `bin/roles`, and a test compares it with the real pages.
`<title>` stands for the title of a task.
[Practise browser tests](../how-to/practise-browser-tests.md) shows how to use it.

"""

STATES = {
    FRAME: "Every page",
    "list": "The list",
    "open": "The list, filtered: Open",
    "done": "The list, filtered: Done",
    "deleted": "The list, filtered: Deleted",
    "search": "The list, searched",
    "no match": "The list, nothing found",
    "search in deleted": "The list of deleted tasks, nothing found",
    "beyond the end": "The list, beyond its end",
    "first of two pages": "The list, when it has several pages",
    "after deleting": "The list, after a task was deleted",
    "empty": "The list, empty, after Clear done",
    "inline edit": "The list, while a task is edited in it",
    "inline edit rejected": "The list, after an edit without a title",
    "new": "The form for a new task",
    "rejected": "The form for a new task, after an attempt without a title",
    "task": "A task",
    "done task": "A task that is done",
    "deleted task": "A task that was deleted",
    "edit": "The edit form",
    "edit rejected": "The edit form, after an attempt without a title",
    "conflicting": "The edit form, after somebody else was faster",
    "import": "Import",
    "help": "Help",
    "wrong link": "The page for a link that is not right",
    "no such task": "The page for a task that does not exist",
    "too old": "The page for a form that is too old",
    "without cookies": "The page for a browser without cookies",
}
"""The headings of the tables, by the names of the states in the tests."""

MESSAGES = {
    'Added "<title>".': "",
    'Saved "<title>".': "",
    '"<title>" is done.': "",
    '"<title>" is open again.': "",
    'Deleted "<title>".': "Undo",
    'Restored "<title>".': "",
    "Deleted 1 done task.": "Undo",
    "Restored 1 task.": "",
    "Deleted 2 done tasks.": "Undo",
    "Restored 2 tasks.": "",
    "No tasks are done.": "",
}
"""The messages of the status region, with the name of their button."""

MESSAGES_HEAD = """\
## Messages

The region with the role `status` shows what an act has done, until the next act or page.
Numbers vary; titles of more than 60 characters are cut.

| Message | Button |
|---|---|
"""

Row = tuple[str, str]


def section(state: str, rows: Iterable[Row]) -> str:
    """Return the heading and the table of a state.

    :param state: a name in ``STATES``.
    :param rows: the roles and the names, in the order of the page.
    """
    lines = [f"| {role} | {code(name)} |\n" for role, name in rows]
    return f"## {STATES[state]}\n\n| Role | Name |\n|---|---|\n{''.join(lines)}\n"


def code(text: str) -> str:
    """Return a text as it is, as Markdown for a table."""
    escaped = text.replace("|", "\\|")
    return f"`{escaped}`" if text else ""


def messages() -> str:
    """Return the table of messages."""
    rows = (f"| {code(text)} | {code(name)} |\n" for text, name in MESSAGES.items())
    return MESSAGES_HEAD + "".join(rows)


def page(rows: Mapping[str, Iterable[Row]]) -> str:
    """Return the Markdown of the whole page."""
    tables = "".join(section(state, rows[state]) for state in STATES)
    return HEAD + tables + messages()


def seen(state: str) -> list[Row]:
    """Return what the tests have seen in a state."""
    text = (SEEN / f"{state}.json").read_text(encoding="utf-8")
    return [(role, name) for role, name in json.loads(text)]


if __name__ == "__main__":
    PAGE.write_text(page({state: seen(state) for state in STATES}), encoding="utf-8")
