"""Checks of requests from the page's own form, and from elsewhere."""

import re
from html import unescape

from bson import ObjectId
from flask.testing import FlaskClient

from exercises.program import Program

FORM = re.compile(r"<form(?P<attributes>[^>]*)>(?P<content>.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")


def attribute(tag: str, name: str) -> str:
    """Return an attribute of a tag, or an empty string."""
    found = re.search(rf"\b{name}\s*=\s*[\"']([^\"']*)", tag)
    return unescape(found[1]) if found else ""


def add(program: Program) -> ObjectId:
    """Store a task, and return its id."""
    task_id: ObjectId = (
        program.database["tasks"].insert_one({"title": "Milk"}).inserted_id
    )
    return task_id


def is_stored(program: Program, task_id: ObjectId) -> bool:
    """Return whether a task is stored."""
    return program.database["tasks"].count_documents({"_id": task_id}) == 1


def form_for(browser: FlaskClient, task_id: ObjectId) -> tuple[str, dict[str, str]]:
    """Return the address of a task's form on the page, and its fields."""
    page = browser.get("/").text
    for form in FORM.finditer(page):
        address = attribute(form["attributes"], "action")
        if str(task_id) in address:
            tags = INPUT.findall(form["content"])
            return address, {attribute(t, "name"): attribute(t, "value") for t in tags}
    raise AssertionError(f"The page has no form for the task:{page}")


def check_own_button(program: Program) -> None:
    """The button on the page deletes its task."""
    task_id, other_id = add(program), add(program)
    browser = program.browse()
    address, fields = form_for(browser, task_id)
    response = browser.post(address, data=fields)
    reason = " ".join(re.findall(r"<p>(.*?)</p>", response.text))
    assert response.status_code == 303, f"It responds with {response.status}. {reason}"
    assert not is_stored(program, task_id), "The task is still there."
    assert is_stored(program, other_id), "Another task is gone as well."


def check_get(program: Program) -> None:
    """GET of the button's address deletes nothing, so images and links cannot."""
    task_id = add(program)
    browser = program.browse()
    address, _ = form_for(browser, task_id)
    browser.get(address)
    assert is_stored(program, task_id), f"GET {address} deletes the task."


def check_foreign_form(program: Program) -> None:
    """A form that another site sends, without anything secret, is refused with 400."""
    task_id = add(program)
    browser = program.browse()
    address, _ = form_for(browser, task_id)
    response = browser.post(address, headers={"Origin": "http://evil.example"})
    assert is_stored(program, task_id), (
        "It deletes the task. The browser sends the form with the person's own cookies."
    )
    assert response.status_code == 400, f"It responds with {response.status}."


def check_token_of_somebody_else(program: Program) -> None:
    """The fields of a form that somebody else got do not help, and are refused."""
    task_id = add(program)
    address, fields = form_for(program.browse(), task_id)
    person = program.browse()
    person.get("/")
    response = person.post(address, data=fields)
    assert is_stored(program, task_id), f"It deletes the task, with {fields}."
    assert response.status_code == 400, f"It responds with {response.status}."
