"""Tests of the notebook on a real MongoDB server."""

import pytest
from bson import ObjectId
from flask import Flask
from flask.testing import FlaskClient
from notes import Note, db

FORM = {
    "title": "Buy milk",
    "text": "Two litres.",
    "tags": "shop home",
    "priority": "3",
    "author": "Ann",
}


def test_a_new_note_is_stored(app: Flask, web: FlaskClient) -> None:
    """The form stores a note in the form that other programs read."""
    assert web.post("/new", data=FORM).status_code == 303
    with app.app_context():
        (stored,) = db["notes"].find()
        assert (stored["title"], stored["priority"]) == ("Buy milk", 3)
        assert stored["tags"] == ["home", "shop"]
        assert stored["author"].collection == "authors"


def test_the_new_note_is_shown(web: FlaskClient) -> None:
    """The note's page shows what was filled in, with the author's name."""
    page = web.post("/new", data=FORM, follow_redirects=True)
    assert "Buy milk" in page.text
    assert "By Ann" in page.text
    assert "priority high" in page.text


def test_the_list_finds_a_tag(web: FlaskClient) -> None:
    """The list with a tag in its address contains the notes with that tag only."""
    for title, tags in (("Milk", "shop"), ("Bicycle", "repair")):
        web.post("/new", data={**FORM, "title": title, "tags": tags})
    page = web.get("/?tag=shop")
    assert ("Milk" in page.text, "Bicycle" in page.text) == (True, False)


def test_the_list_loads_its_authors_with_one_query(
    app: Flask, web: FlaskClient
) -> None:
    """The list names the authors of all notes, and MongoDB is asked for them once."""
    for author in ("Ann", "Ben"):
        web.post("/new", data={**FORM, "author": author})
    with app.app_context():
        db.command("profile", 2)  # MongoDB now records all that it is asked
        page = web.get("/")
        db.command("profile", 0)
        asked = db["system.profile"].count_documents({"command.find": "authors"})
    assert ("by Ann" in page.text, "by Ben" in page.text) == (True, True)
    assert asked == 1


def test_an_edit_keeps_the_other_fields(app: Flask, web: FlaskClient) -> None:
    """Saving an edited note stores the fields of the form, and leaves the others."""
    web.post("/new", data=FORM)
    with app.app_context():
        before = db["notes"].find_one({})
        assert before is not None
    web.post(f"/{before['_id']}/edit", data={**FORM, "title": "Buy oat milk"})
    with app.app_context():
        assert db["notes"].find_one({}) == {**before, "title": "Buy oat milk"}


def test_a_title_is_required(app: Flask, web: FlaskClient) -> None:
    """Without a title nothing is stored, and the form comes back with what was typed."""
    answer = web.post("/new", data={**FORM, "title": " "})
    assert answer.status_code == 422
    assert "Enter a title." in answer.text
    assert "Two litres." in answer.text
    with app.app_context():
        assert db[Note].find_one() is None


@pytest.mark.parametrize("priority", ["9", "x"])
def test_an_unknown_priority(web: FlaskClient, priority: str) -> None:
    """The answer to a priority that the form does not offer is 400."""
    assert web.post("/new", data={**FORM, "priority": priority}).status_code == 400


def test_an_unknown_note(web: FlaskClient) -> None:
    """The page, the form and the edit of a note that does not exist answer 404."""
    unknown = ObjectId()
    answers = (
        web.get(f"/{unknown}"),
        web.get(f"/{unknown}/edit"),
        web.post(f"/{unknown}/edit", data=FORM),
    )
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_list_uses_an_index(app: Flask) -> None:
    """MongoDB finds the notes with a tag, in their order, by an index alone."""
    with app.app_context():
        plan = db[Note].find({"tags": "shop"}).sort("created", -1).explain()
    assert "IXSCAN" in str(plan["queryPlanner"]["winningPlan"])
    assert "SORT" not in str(plan["queryPlanner"]["winningPlan"])
