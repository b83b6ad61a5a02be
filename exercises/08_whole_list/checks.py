"""Checks of the list."""

import datetime
import random
import re

from exercises.program import Program, some

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
NUMBER = 60
SHOWN = 20


def titles_on_page(program: Program, number: int) -> list[str]:
    """Store tasks in a random order, and return the titles on the page."""
    tasks = [
        {"title": f"Task {n}", "creation": NOON + datetime.timedelta(minutes=n)}
        for n in range(number)
    ]
    random.Random(number).shuffle(tasks)  # noqa: S311  the order is no secret
    program.database["tasks"].insert_many(tasks)
    response = program.browse().get("/")
    assert response.status_code == 200, f"It responds with {response.status}."
    return [title.strip() for title in re.findall(r"<li>([^<]*)</li>", response.text)]


def check_order(program: Program) -> None:
    """Five tasks are listed, newest first."""
    found = titles_on_page(program, 5)
    expected = [f"Task {n}" for n in reversed(range(5))]
    assert found == expected, (
        f"It lists {some(found)}; the newest one is {expected[0]}."
    )


def check_newest(program: Program) -> None:
    """Of 60 tasks, the page lists the 20 newest."""
    found = titles_on_page(program, NUMBER)
    assert len(found) == SHOWN, f"It lists {len(found)} tasks."
    expected = [f"Task {n}" for n in reversed(range(NUMBER - SHOWN, NUMBER))]
    assert found == expected, (
        f"It lists {some(found)}; the newest one is {expected[0]}."
    )


def check_transfer(program: Program) -> None:
    """MongoDB sends no more tasks than the page shows."""
    titles_on_page(program, NUMBER)
    read = program.listener.documents_read
    assert read <= SHOWN + 1, (
        f"It sends {read} tasks to the program, of which the page shows {SHOWN}."
    )
