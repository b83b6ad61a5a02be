"""Checks of the list, and of the number of its queries."""

import re

from exercises.program import Program

ITEM = re.compile(r"<li>\s*(\w+), added by (\w+)\s*</li>")
NUMBER = 15
PEOPLE = ("Ann", "Bob", "Cem")


def items(program: Program, expected: dict[str, str]) -> None:
    """Store tasks of people, and check that the page lists them."""
    names = sorted({*expected.values()} - {"nobody"})
    stored = program.database["people"].insert_many([{"name": n} for n in names])
    ids = dict(zip(names, stored.inserted_ids, strict=True))
    deleted = program.database["people"].insert_one({"name": "Eve"}).inserted_id
    program.database["people"].delete_one({"_id": deleted})
    program.database["tasks"].insert_many(
        {"title": title, "person": ids.get(name, deleted)}
        for title, name in expected.items()
    )
    response = program.browse().get("/")
    assert response.status_code == 200, f"It responds with {response.status}."
    found = dict(ITEM.findall(response.text))
    assert found == expected, f"It says {found or response.text}."


def check_names(program: Program) -> None:
    """The list says that Ann added Milk, and that Bob added Bread."""
    items(program, {"Milk": "Ann", "Bread": "Bob"})


def check_deleted_person(program: Program) -> None:
    """If the person who added a task has been deleted, the list says "nobody"."""
    items(program, {"Milk": "Ann", "Salt": "nobody"})


def check_queries(program: Program) -> None:
    """A page of 15 tasks takes two queries at most."""
    tasks = {f"Task{n:02}": PEOPLE[n % len(PEOPLE)] for n in range(NUMBER)}
    items(program, tasks)
    names = [name for name, _ in program.listener.reads]
    assert len(names) <= 2, f"It takes {len(names)}."


def check_only_these_people(program: Program) -> None:
    """MongoDB sends the people of these tasks, not everybody."""
    program.database["people"].insert_many({"name": f"Other{n}"} for n in range(50))
    items(program, {"Milk": "Ann", "Bread": "Bob"})
    read = program.listener.documents_read
    assert read <= 4, f"It sends {read} documents, for two tasks of two people."
