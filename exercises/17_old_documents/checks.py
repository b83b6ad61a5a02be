"""Checks of the list before the migration, and of the migration."""

import re
from typing import Any

from exercises.program import Program

OLD: list[dict[str, Any]] = [{"title": "Bread"}, {"title": "Milk"}]
NEW: list[dict[str, Any]] = [
    {"title": "Jam", "priority": 1},
    {"title": "Salt", "priority": 3},
    {"title": "Tea", "priority": 2},
]


def listed(program: Program) -> dict[str, str]:
    """Return the priorities on the page by title."""
    response = program.browse().get("/")
    assert response.status_code == 200, f"It responds with {response.status}."
    return dict(re.findall(r"<li>\s*(\w+): (\w*)\s*</li>", response.text))


def migrate(program: Program) -> Any:
    """Run the migration, and return its result."""
    with program.app.app_context():
        return program.get("migrate")()


def stored(program: Program) -> dict[str, Any]:
    """Return the stored priorities by title."""
    return {t["title"]: t.get("priority") for t in program.database["tasks"].find()}


def check_list(program: Program) -> None:
    """The list shows the priorities of tasks of version 2."""
    program.database["tasks"].insert_many(NEW)
    expected = {"Jam": "1", "Salt": "3", "Tea": "2"}
    found = listed(program)
    assert found == expected, f"For {NEW}, it shows {found}."


def check_list_before_migration(program: Program) -> None:
    """Before the migration, the list shows tasks of version 1 with priority 2."""
    program.database["tasks"].insert_many(OLD)
    found = listed(program)
    assert found == {"Bread": "2", "Milk": "2"}, f"It shows {found}."


def check_migration(program: Program) -> None:
    """The migration stores priority 2 in both tasks of version 1, and returns 2."""
    program.database["tasks"].insert_many(OLD)
    number = migrate(program)
    found = stored(program)
    assert found == {"Bread": 2, "Milk": 2}, f"The stored priorities are {found}."
    assert number == len(OLD), f"It returns {number!r}."


def check_chosen_priorities(program: Program) -> None:
    """The migration leaves the priorities that people have chosen, and returns 0."""
    program.database["tasks"].insert_many(NEW)
    number = migrate(program)
    found = stored(program)
    assert found == {"Jam": 1, "Salt": 3, "Tea": 2}, (
        f"Jam had 1 and Salt had 3; the stored priorities are now {found}."
    )
    assert number == 0, f"It returns {number!r}, although no task lacks a priority."
