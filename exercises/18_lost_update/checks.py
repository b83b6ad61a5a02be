"""Checks of edits at the same time as other changes."""

import re
from typing import Any

from bson import ObjectId
from werkzeug.test import TestResponse

from exercises.program import Program

VERSION = re.compile(r'name="version" value="(\d+)"')


def add(program: Program) -> ObjectId:
    """Store an open task, and return its id."""
    task = {"title": "Milk", "done": False, "version": 1}
    task_id: ObjectId = program.database["tasks"].insert_one(task).inserted_id
    return task_id


def version_in_form(program: Program, task_id: ObjectId) -> str:
    """Open the form, and return the version in it."""
    page = program.browse().get(f"/{task_id}").text
    found = VERSION.search(page)
    assert found, f"The form has no version:{page}"
    return found[1]


def save(program: Program, task_id: ObjectId, title: str, version: str) -> TestResponse:
    """Send the form."""
    form = {"title": title, "version": version}
    return program.browse().post(f"/{task_id}", data=form)


def finish(program: Program, task_id: ObjectId) -> None:
    """Mark a task as done."""
    done = {"$set": {"done": True}}
    program.database["tasks"].update_one({"_id": task_id}, done)


def stored(program: Program, task_id: ObjectId) -> dict[str, Any]:
    """Return a stored task."""
    task = program.database["tasks"].find_one({"_id": task_id})
    assert task is not None, "The task is gone."
    return task


def check_edit(program: Program) -> None:
    """An edit stores the title, raises the version by one, and redirects."""
    task_id = add(program)
    for number, title in enumerate(("Oat milk", "Soy milk"), 2):
        version = version_in_form(program, task_id)
        response = save(program, task_id, title, version)
        assert response.status_code == 303, (
            f"It responds with {response.status}. The version is {version!r} in the "
            f"form, and {stored(program, task_id)['version']!r} in the database."
        )
        task = stored(program, task_id)
        assert task["title"] == title, f"The title is {task['title']!r}."
        assert task["version"] == number, f"The version is {task['version']!r}."


def check_unknown_task(program: Program) -> None:
    """An edit of an unknown task is answered with 404."""
    response = save(program, ObjectId(), "Oat milk", "1")
    assert response.status_code == 404, f"It responds with {response.status}."
    number = program.database["tasks"].count_documents({})
    assert number == 0, "It stores a new task."


def check_finished_before(program: Program) -> None:
    """A task that is marked as done while the form is open stays done."""
    task_id = add(program)
    version = version_in_form(program, task_id)
    finish(program, task_id)
    save(program, task_id, "Oat milk", version)
    task = stored(program, task_id)
    assert task["title"] == "Oat milk", f"The title is {task['title']!r}."
    assert task["done"] is True, f"Its done is {task['done']!r}."


def check_finished_meanwhile(program: Program) -> None:
    """A task that is marked as done while an edit is being saved stays done."""
    task_id = add(program)
    version = version_in_form(program, task_id)
    with program.meanwhile(lambda: finish(program, task_id)):
        save(program, task_id, "Oat milk", version)
    task = stored(program, task_id)
    assert task["done"] is True, (
        "It was marked as done after the program had read it, and before the program "
        f"wrote it: {task['title']!r} is open again."
    )


def check_outdated_form(program: Program) -> None:
    """If Ann and Bob open the form, and Bob saves first, Ann's edit gets 409."""
    task_id = add(program)
    version = version_in_form(program, task_id)
    save(program, task_id, "Bob's milk", version)
    response = save(program, task_id, "Ann's milk", version)
    title = stored(program, task_id)["title"]
    assert title == "Bob's milk", f"The title is {title!r}: Bob's is gone."
    assert response.status_code == 409, f"It responds with {response.status}."


def check_edits_at_the_same_moment(program: Program) -> None:
    """Even if both save at the same moment, only one of the edits gets 303."""
    task_id = add(program)
    version = version_in_form(program, task_id)
    statuses = []

    def edit_of_bob() -> None:
        statuses.append(save(program, task_id, "Bob's milk", version).status_code)

    with program.meanwhile(edit_of_bob):
        statuses.append(save(program, task_id, "Ann's milk", version).status_code)
    assert sorted(statuses) == [303, 409], (
        f"Ann and Bob, both with version {version}, get {statuses}. Something may "
        "happen between reading the version and writing the task."
    )


def check_version_that_is_none(program: Program) -> None:
    """A form with a version that is no number is answered with 400 or 409."""
    task_id = add(program)
    response = save(program, task_id, "Oat milk", "newest")
    assert response.status_code in {400, 409}, f"It responds with {response.status}."
    title = stored(program, task_id)["title"]
    assert title == "Milk", f"It stores the title {title!r}."
