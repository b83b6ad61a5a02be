"""Checks of the search."""

import re

from exercises.program import Program

TITLES = ["Buy milk", "Learn C++", "Release 1.0", "Why (not)?", "a|b", r"C:\temp"]


def finds(program: Program, q: str, expected: list[str]) -> None:
    """Check what a search finds."""
    program.database["tasks"].insert_many({"title": title} for title in TITLES)
    response = program.browse().get("/", query_string={"q": q})
    assert response.status_code == 200, f"It responds with {response.status}."
    found = re.findall(r"<li>\s*([^<]*?)\s*</li>", response.text)
    assert sorted(found) == sorted(expected), f"It finds {found} among {TITLES}."


def check_word(program: Program) -> None:
    """The search for "MILK" finds "Buy milk"."""
    finds(program, "MILK", ["Buy milk"])


def check_plus(program: Program) -> None:
    """The search for "c++" finds "Learn C++"."""
    finds(program, "c++", ["Learn C++"])


def check_dot(program: Program) -> None:
    """The search for "." finds only "Release 1.0", the one title with a dot."""
    finds(program, ".", ["Release 1.0"])


def check_other_signs(program: Program) -> None:
    """The searches for "(", "?", "|" and a backslash find the titles with them."""
    for q, expected in (
        ("(", "Why (not)?"),
        ("?", "Why (not)?"),
        ("|", "a|b"),
        ("\\", r"C:\temp"),
    ):
        program.database["tasks"].delete_many({})
        finds(program, q, [expected])
