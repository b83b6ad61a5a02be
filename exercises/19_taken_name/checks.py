"""Checks of lists that are added one after the other, and at the same moment."""

from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from exercises.program import Program


def add(program: Program, name: str) -> int:
    """Add a list, and return the status of the response."""
    return program.browse().post("/new", data={"name": name}).status_code


def number_of(program: Program, name: str) -> int:
    """Return how many lists have a name."""
    found = program.database["lists"].find({"$or": [{"name": name}, {"_id": name}]})
    return len(found.to_list())


def check_new_names(program: Program) -> None:
    """Lists with different names are added."""
    program.create_indexes()
    for name in ("Shopping", "Garden"):
        status = add(program, name)
        assert status == 303, f'For "{name}", it responds with {status}.'
        assert number_of(program, name) == 1, f'No list "{name}" is stored.'


def check_taken_name(program: Program) -> None:
    """The second list with a name is answered with 409, and not stored."""
    program.create_indexes()
    add(program, "Shopping")
    status = add(program, "Shopping")
    assert status == 409, f"It responds with {status}."
    number = number_of(program, "Shopping")
    assert number == 1, f'There are {number} lists "Shopping".'


def check_same_moment(program: Program) -> None:
    """Of two requests for the same name at the same moment, one gets 303, one 409."""
    program.create_indexes()
    statuses = []

    def other_request() -> None:
        statuses.append(add(program, "Shopping"))

    with program.meanwhile(other_request):
        statuses.append(add(program, "Shopping"))
    number = number_of(program, "Shopping")
    assert number == 1, (
        f'They get {statuses}, and there are {number} lists "Shopping": both requests '
        "saw that the name was free, before either had stored a list."
    )
    assert sorted(statuses) == [303, 409], f"They get {statuses}."


def check_database(program: Program) -> None:
    """MongoDB itself refuses a second list with a name, whatever program sends it."""
    program.create_indexes()
    add(program, "Shopping")
    stored = program.database["lists"].find_one() or {}
    if stored.pop("_id") == "Shopping":
        return  # every collection has a unique index on _id
    with suppress(DuplicateKeyError):
        program.database["lists"].insert_one(stored)
        raise AssertionError(
            "It stores a copy of the list. Two upserts at the same moment can do that, "
            "too: nothing but a unique index prevents it."
        )
