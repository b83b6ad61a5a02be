"""Checks of the page of a task."""

from bson import ObjectId

from exercises.program import Program


def check_known_task(program: Program) -> None:
    """The page of a stored task shows its title."""
    task_id = program.database["tasks"].insert_one({"title": "Milk"}).inserted_id
    response = program.browse().get(f"/{task_id}")
    assert response.status_code == 200, (
        f"It responds with {response.status}, although a task is stored with "
        f"_id: {task_id!r}."
    )
    assert "Milk" in response.text, f"It shows {response.text!r}."


def check_unknown_task(program: Program) -> None:
    """An address with an unknown id responds with 404."""
    response = program.browse().get(f"/{ObjectId()}")
    assert response.status_code == 404, f"It responds with {response.status}."


def check_malformed_id(program: Program) -> None:
    """The address /milk responds with 400 or 404."""
    response = program.browse().get("/milk")
    assert response.status_code in {400, 404}, f"It responds with {response.status}."
