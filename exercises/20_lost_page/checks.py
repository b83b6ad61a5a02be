"""Checks of a walk through the pages, from one link "Older" to the next."""

import datetime
import re
from collections.abc import Callable
from html import unescape
from itertools import count
from urllib.parse import parse_qsl, urlencode, urlsplit

from exercises.program import Program, some

NOON = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
NUMBER = 45
SIZE = 10
MOST_PAGES = 12
OLDER = re.compile(r'<a\b[^>]*href="([^"]*)"[^>]*>\s*Older\s*</a>')


def add(program: Program, numbers: range, *, minutes: int = 1) -> list[str]:
    """Store tasks, a higher number being newer, and return their titles, newest first.

    :param minutes: the time between two of them; 0 gives all of them the same time.
    """
    program.database["tasks"].insert_many(
        {
            "title": f"Task {n}",
            "creation": NOON + datetime.timedelta(minutes=n * minutes),
        }
        for n in numbers
    )
    return [f"Task {n}" for n in reversed(numbers)]


def page(program: Program, address: str) -> tuple[list[str], str | None]:
    """Return the titles on a page, and the address of the next one."""
    response = program.browse().get(address)
    assert response.status_code == 200, f"{address} responds with {response.status}."
    titles = re.findall(r"<li>\s*([^<]*?)\s*</li>", response.text)
    link = OLDER.search(response.text)
    return titles, unescape(link[1]) if link else None


def walk(
    program: Program, between: Callable[[list[str]], object] = lambda _: None
) -> list[str]:
    """Return the titles on all pages.

    :param between: called between two pages, with the titles seen so far.
    """
    seen, address = page(program, "/")
    for _ in range(MOST_PAGES):
        if address is None:
            return seen
        between(seen)
        titles, address = page(program, address)
        seen += titles
    raise AssertionError(f"After {MOST_PAGES} pages, there is one more: {address}.")


def each_once(seen: list[str], expected: list[str]) -> None:
    """Check that each task was seen once, in this order."""
    missing = [title for title in expected if title not in seen]
    twice = [title for title in expected if seen.count(title) > 1]
    assert not missing, f"On no page: {some(missing)}."
    assert not twice, f"On more than one page: {some(twice)}."
    own = [title for title in seen if title in expected]
    assert own == expected, f"The order is {some(seen)}; it should be {some(expected)}."


def check_first_page(program: Program) -> None:
    """The first page lists the 10 newest tasks, and has a link "Older"."""
    expected = add(program, range(NUMBER))
    titles, older = page(program, "/")
    assert titles == expected[:SIZE], f"It lists {some(titles)}."
    assert older, "It has no such link."


def check_walk(program: Program) -> None:
    """The pages list each of 45 tasks once, newest first."""
    expected = add(program, range(NUMBER))
    each_once(walk(program), expected)


def check_last_page(program: Program) -> None:
    """A list of exactly 10 tasks has no link "Older"."""
    add(program, range(SIZE))
    _, older = page(program, "/")
    assert older is None, f"It has one, to {older}."


def check_added_meanwhile(program: Program) -> None:
    """If three tasks are added after each page, each other task is still seen once."""
    expected = add(program, range(NUMBER))
    new = count(NUMBER, 3)

    def add_three(_: list[str]) -> None:
        start = next(new)
        add(program, range(start, start + 3))

    each_once(walk(program, add_three), expected)


def check_deleted_meanwhile(program: Program) -> None:
    """If the last task of each page is deleted, no other task is lost."""
    expected = add(program, range(NUMBER))

    def delete_last(titles: list[str]) -> None:
        program.database["tasks"].delete_one({"title": titles[-1]})

    each_once(walk(program, delete_last), expected)


def check_same_time(program: Program) -> None:
    """If all tasks have the same time, as after an import, each is still seen once."""
    expected = add(program, range(NUMBER), minutes=0)
    each_once(sorted(walk(program)), sorted(expected))


def check_wrong_address(program: Program) -> None:
    """An "Older" address that somebody has cut off or changed gets no error 5xx."""
    add(program, range(NUMBER))
    _, older = page(program, "/")
    for name, value in parse_qsl(urlsplit(older or "").query):
        for wrong in ("x", value[:-1], f"{value}0", f"9{value}", "9" * 40):
            address = f"/?{urlencode({name: wrong})}"
            status = program.browse().get(address).status_code
            assert status < 500, f"{address} responds with {status}."
