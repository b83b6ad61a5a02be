"""Checks of titles that are refused."""

from exercises.program import Program


def check_title(program: Program) -> None:
    """A task with the title Milk is stored, and the program redirects."""
    response = program.browse().post("/new", data={"title": "Milk"})
    assert response.status_code == 303, f"It responds with {response.status}."
    stored = program.database["tasks"].distinct("title")
    assert stored == ["Milk"], f"The stored titles are {stored}."


def check_empty_title(program: Program) -> None:
    """A task with an empty title is refused with 422, and not stored."""
    refuses(program, "")


def check_spaces(program: Program) -> None:
    """A title of spaces only is refused with 422, and not stored."""
    refuses(program, "   ")


def refuses(program: Program, title: str) -> None:
    """Check that a title is refused."""
    response = program.browse().post("/new", data={"title": title})
    stored = program.database["tasks"].find_one({}, {"_id": False})
    assert response.status_code == 422, (
        f"With title={title!r}, it responds with {response.status}"
        + (f" and stores {stored}." if stored else ".")
    )
    assert stored is None, f"With title={title!r}, it stores {stored}."
