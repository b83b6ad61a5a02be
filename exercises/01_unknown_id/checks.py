"""Checks of the page of a task."""

from bson import ObjectId

from exercises.program import Program


def check_known_task(program: Program) -> None:
    """The page of a stored task shows its title."""
    task_id = program.database["tasks"].insert_one({"title": "Milk"}).inserted_id
    response = program.browse().get(f"/{task_id}")
    assert response.status_code == 200, f"It responds with {response.status}."
    assert "Milk" in response.text, f"It shows {response.text!r}."


def check_unknown_task(program: Program) -> None:
    """An address with an unknown id responds with 404."""
    program.database["tasks"].insert_one({"title": "Milk"})
    response = program.browse().get(f"/{ObjectId()}")
    assert response.status_code == 404, f"It responds with {response.status}."
