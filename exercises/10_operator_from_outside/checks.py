"""Checks of the codes that open a list."""

from typing import Any

from exercises.program import Program

CODE = "4711-milk"
OPERATORS: list[Any] = [{"$ne": ""}, {"$regex": "^4"}, {"$exists": True}]
OTHER_BODIES: list[Any] = [
    {"code": 4711},
    {"code": None},
    {"code": [CODE]},
    {},
    [],
    CODE,
]


def send(program: Program, body: Any) -> Any:
    """Store a list, send a request to open one, and return the response."""
    program.database["lists"].delete_many({})
    program.database["lists"].insert_one({"code": CODE, "tasks": ["Buy milk"]})
    return program.browse().post("/open", json=body)


def check_code(program: Program) -> None:
    """The code of a list opens it."""
    response = send(program, {"code": CODE})
    assert response.status_code == 200, f"It responds with {response.status}."
    assert response.json == {"tasks": ["Buy milk"]}, f"It returns {response.json}."


def check_unknown_code(program: Program) -> None:
    """A code that no list has is answered with 404."""
    response = send(program, {"code": "4711-mil"})
    assert response.status_code == 404, f"It responds with {response.status}."


def check_operators(program: Program) -> None:
    """An operator of MongoDB in place of the code is answered with 4xx."""
    for operator in OPERATORS:
        refuses(program, {"code": operator})


def check_other_bodies(program: Program) -> None:
    """JSON without a code, or with one that is no text, is answered with 4xx."""
    for body in OTHER_BODIES:
        refuses(program, body)


def refuses(program: Program, body: Any) -> None:
    """Check that a body is answered with an error of the client."""
    try:
        response = send(program, body)
    except Exception as error:
        error.add_note(f"That was for {body!r}.")
        raise
    assert 400 <= response.status_code < 500, (
        f"For {body!r}, it responds with {response.status}: {response.text.strip()}"
    )
