"""Editing a task: stored fields, rejected input, and edit conflicts."""

import datetime
from typing import Any

import pytest
from bson import ObjectId
from pymongo.database import Database as PlainDatabase

from tests.todo.pages import Element, Page
from todo.tasks.search_words import FOLDING

PlainDB = PlainDatabase[dict[str, Any]]
INVALID_VERSIONS = ["", "x", "-1", "1.0", "٣", "9" * 10, '{"$ne": 1}', "\0", "true"]


def stored(database: PlainDB) -> dict[str, Any]:
    """Return the only stored task."""
    (task,) = database["tasks"].find().to_list()
    return task


def form_of(response: Any, button: str) -> Element:
    """Return the form that a button submits."""
    page = Page(response.text)
    return page.form_of(page.root.one("button", button))


def edit(task: Any) -> str:
    """Return the path of a task's edit page."""
    return f"/{task['_id']}/edit"


def test_the_form(site: Any, task: Any) -> None:
    """The form has the stored values, a Cancel link and no browser validation."""
    response = site.get(edit(task))
    page = Page(response.text).root
    form = form_of(response, "Save")
    assert page.one("title").text == "Edit task - Simple ToDo Example"
    assert page.names("h2") == ["Edit task"]
    assert form.fields["title"] == "Buy milk"
    assert form.fields["text"] == task.get("text", "")
    assert page.one("a", "Cancel")["href"] == f"/{task['_id']}"
    assert "novalidate" in form.attributes
    boxes = [*form.all("input"), *form.all("textarea")]
    assert not any({"required", "maxlength"} & box.attributes.keys() for box in boxes)


def test_saving(site: Any, task: Any, database: PlainDB) -> None:
    """Saving sets only title, text, search words, time of change and version."""
    before = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    response = site.press_on(edit(task), "Save", title="Buy tea", text="Green.")
    changed = stored(database)
    assert (response.status_code, response.headers["Location"]) == (
        303,
        f"/{task['_id']}",
    )
    assert site.messages(site.follow(response)) == ['Saved "Buy tea".']
    assert before - datetime.timedelta(milliseconds=1) <= changed.pop("changed")
    typed = {"title": "Buy tea", "text": "Green."}
    words = {"words": [FOLDING, "buy", "green", "tea"]}
    version = {"version": task.get("version", 0) + 1}
    assert changed == {**task, **typed, **words, **version}


def test_the_task_page_after_an_edit(site: Any, task: Any) -> None:
    """After an edit, the task page shows the new text and the time of the change."""
    path = f"/{task['_id']}"
    assert "Changed:" not in site.get(path).text
    page = site.follow(site.press_on(edit(task), "Save", text="Green."))
    assert "Changed: 20" in Page(page.text).root.one("ul").text
    assert 'class="text" dir="auto">Green.</div>' in page.text


def test_the_search_after_an_edit(site: Any, task: Any) -> None:
    """After an edit, the search finds the new words but not the old ones."""
    site.press_on(edit(task), "Save", title="Buy tea", text="")
    assert site.titles("/?q=tea") == ["Buy tea"]
    assert site.titles("/?q=milk") == []


def test_saving_without_a_change(site: Any, task: Any, database: PlainDB) -> None:
    """Saving without a change keeps title and text."""
    site.press_on(edit(task), "Save")
    changed = stored(database)
    assert changed["title"] == task["title"]
    assert changed["text"] == task.get("text", "")


def test_input_is_cleaned(site: Any, task: Any, database: PlainDB) -> None:
    """Input is cleaned like that of a new task."""
    site.press_on(edit(task), "Save", title="  Cafe\u0301 \n x", text="a\r\nb\rc")
    changed = stored(database)
    assert (changed["title"], changed["text"]) == ("Café x", "a\nb\nc")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("\u200b", "Enter a title."),
        ("x" * 213, "Title is 213 characters long; the limit is 200."),
        ("a\0b", "Title contains a character that cannot be stored."),
        ("x" * 10_250, "Text is 10,250 characters long; the limit is 10,000."),
        ("a\x1bb", "Text contains a character that cannot be stored."),
    ],
)
def test_invalid_input(
    site: Any, task: Any, database: PlainDB, value: str, message: str
) -> None:
    """Invalid input is reported in the summary and at its field."""
    field = "text" if message.startswith("Text") else "title"
    typed = {"title": "Typed", "text": "Typed too", field: value}
    response = site.press_on(edit(task), "Save", **typed)
    page = Page(response.text).root
    assert response.status_code == 422
    assert page.one("title").text.startswith("Error: Edit task")
    assert page.one("h3").text == "There is a problem"
    assert page.one("a", message)["href"] == f"#{field}"
    assert page.one("p", id=f"{field}-error").text == message
    assert stored(database) == task


def test_input_is_kept(site: Any, task: Any, database: PlainDB) -> None:
    """A rejected form still contains the input and can be corrected."""
    typed = '\n<kept> & "more" {{ 7 * 7 }}'
    refused = site.press_on(edit(task), "Save", title="x" * 201, text=typed)
    fields = form_of(refused, "Save").fields
    assert fields["title"] == "x" * 201
    assert fields["text"] == typed
    assert site.press(refused, "Save", title="Mended").status_code == 303
    assert stored(database)["text"] == typed


@pytest.mark.parametrize("size", [200, 10_000])
def test_limits_count_characters(site: Any, task: Any, size: int) -> None:
    """Limits count an emoji as one character."""
    words = {"title": "😀" * min(size, 200), "text": "😀" * size}
    assert site.press_on(edit(task), "Save", **words).status_code == 303


def test_unknown_fields(site: Any, task: Any, database: PlainDB) -> None:
    """Unknown form fields are ignored, whatever their names."""
    fields = form_of(site.get(edit(task)), "Save").fields
    extra = {"_id": "1", "creation": "1", "done": "1", "$set": "x", "title[$ne]": "x"}
    site.post(edit(task), {**fields, "title": "Mine", **extra})
    changed = stored(database)
    assert changed["title"] == "Mine"
    ours = {"title", "text", "changed", "version", "words"}
    assert {k: v for k, v in changed.items() if k not in ours} == {
        k: v for k, v in task.items() if k not in ours
    }


def test_without_a_csrf_token(site: Any, task: Any, database: PlainDB) -> None:
    """A form without a CSRF token is rejected, and its input is kept."""
    fields = form_of(site.get(edit(task)), "Save").fields
    typed = {**fields, "csrf_token": "", "title": "Kept title", "text": "Kept\ntext"}
    response = site.post(edit(task), typed)
    assert response.status_code == 400
    assert stored(database) == task
    assert site.press(response, "Try again").status_code == 303
    changed = stored(database)
    assert (changed["title"], changed["text"]) == ("Kept title", "Kept\ntext")


def test_an_edit_conflict(site: Any, task: Any, database: PlainDB) -> None:
    """If another user saved first, the page shows both versions; nothing is stored."""
    mine = site.get(edit(task))
    site.press_on(edit(task), "Save", title="Theirs", text="Their <text>")
    theirs = stored(database)
    response = site.press(mine, "Save", title="Mine", text="My <text>")
    page = Page(response.text).root
    assert response.status_code == 409
    assert page.names("h2") == ["Somebody else changed this task"]
    region = page.one("section", aria_labelledby="theirs")
    assert region.one("h3").text == "Their version"
    assert "Theirs Their <text>" in region.text
    assert region.one("a", "Keep their version")["href"] == f"/{task['_id']}"
    form = form_of(response, "Save my version")
    assert page.one("h3", id=form["aria-labelledby"]).text == "Your version"
    assert (form.fields["title"], form.fields["text"]) == ("Mine", "My <text>")
    old, new = ([each.text for each in page.all(tag)] for tag in ("del", "ins"))
    assert old == ["[only in theirs: Theirs]", "[only in theirs: Their]"]
    assert new == ["[only in yours: Mine]", "[only in yours: My]"]
    assert stored(database) == theirs


def test_saving_my_version(site: Any, task: Any, database: PlainDB) -> None:
    """The button "Save my version" replaces the version of the other user."""
    mine = site.get(edit(task))
    site.press_on(edit(task), "Save", title="Theirs", text="Their text")
    conflict = site.press(mine, "Save", title="Mine", text="My text")
    response = site.press(conflict, "Save my version", text="Both texts")
    assert site.messages(site.follow(response))[-1] == 'Saved "Mine".'
    changed = stored(database)
    assert (changed["title"], changed["text"]) == ("Mine", "Both texts")
    assert changed["version"] == task.get("version", 0) + 2


def test_another_conflict(site: Any, task: Any) -> None:
    """A change made while the conflict page is open causes another conflict."""
    mine = site.get(edit(task))
    site.press_on(edit(task), "Save", title="Theirs")
    conflict = site.press(mine, "Save", title="Mine")
    site.press_on(edit(task), "Save", title="Third")
    response = site.press(conflict, "Save my version")
    assert response.status_code == 409
    assert "Third" in Page(response.text).root.one("section").text


def test_my_version_is_invalid(site: Any, task: Any, database: PlainDB) -> None:
    """My version is validated, and the corrected form still replaces theirs."""
    mine = site.get(edit(task))
    site.press_on(edit(task), "Save", title="Theirs")
    conflict = site.press(mine, "Save", title="Mine")
    refused = site.press(conflict, "Save my version", title="")
    assert refused.status_code == 422
    assert site.press(refused, "Save", title="Mended").status_code == 303
    assert stored(database)["title"] == "Mended"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (("Same", "words"), ("Same", "words")),
        (("Café", "a\nb"), (" Cafe\u0301 ", "a\r\nb")),
        (("Buy milk", ""), ("Buy milk", "")),
    ],
)
def test_the_same_input(
    site: Any, task: Any, theirs: tuple[str, str], mine: tuple[str, str]
) -> None:
    """Saving the same input as another user, or saving it twice, is not a conflict."""
    form = site.get(edit(task))
    for title, text in (theirs, mine):
        response = site.press(form, "Save", title=title, text=text)
        assert response.headers["Location"] == f"/{task['_id']}"


def test_actions_cause_no_conflict(site: Any, task: Any, database: PlainDB) -> None:
    """Finishing, or deleting and restoring, causes no edit conflict."""
    form = site.get(edit(task))
    for action in ("delete", "restore", "done"):
        site.send(f"/{task['_id']}/{action}")
    site.press(form, "Save", title="Mine")
    changed = stored(database)
    assert (changed["title"], changed["done"]) == ("Mine", True)


def test_deleted_in_the_meantime(site: Any, task: Any, database: PlainDB) -> None:
    """If the task was deleted, the input can be saved as a new task."""
    form = site.get(edit(task))
    site.send(f"/{task['_id']}/delete")
    response = site.press(form, "Save", title="Mine", text="\n<My> text")
    page = Page(response.text).root
    assert response.status_code == 410
    assert page.names("h2") == ["This task was deleted"]
    for _ in range(2):
        added = site.press(response, "Save as new task")
        assert (added.status_code, added.headers["Location"]) == (303, "/")
    (new,) = database["tasks"].find({"deleted": None})
    assert (new["title"], new["text"]) == ("Mine", "\n<My> text")
    assert new["_id"] != task["_id"]


def test_restored_instead(site: Any, task: Any, database: PlainDB) -> None:
    """After an edit of a deleted task, the page also has a Restore button."""
    form = site.get(edit(task))
    site.send(f"/{task['_id']}/delete")
    response = site.press(form, "Save", title="Mine")
    assert site.press(response, "Restore").status_code == 303
    assert stored(database) == task


def test_removed_in_the_meantime(site: Any, task: Any, database: PlainDB) -> None:
    """If the task was removed for good, the input can be saved as a new task."""
    form = site.get(edit(task))
    database["tasks"].delete_many({})
    response = site.press(form, "Save", title="Mine", text="My text")
    assert response.status_code == 410
    assert "It has been removed for good." in response.text
    assert "Restore" not in Page(response.text).root.names("button")
    site.press(response, "Save as new task")
    assert stored(database)["title"] == "Mine"


def test_invalid_input_for_a_removed_task(
    site: Any, task: Any, database: PlainDB
) -> None:
    """Invalid input is reported even if the task has been removed."""
    form = site.get(edit(task))
    database["tasks"].delete_many({})
    assert site.press(form, "Save", title="").status_code == 422


@pytest.mark.parametrize("version", INVALID_VERSIONS)
def test_an_invalid_version(site: Any, database: PlainDB, version: str) -> None:
    """A form with an invalid version causes a conflict and changes nothing."""
    site.add("Buy milk")
    task = stored(database)
    fields = form_of(site.get(edit(task)), "Save").fields
    sent = {**fields, "version": version, "title": "Mine"}
    assert site.post(edit(task), sent).status_code == 409
    assert stored(database) == task


@pytest.mark.parametrize("version", ["", None])
def test_a_task_without_a_version(
    site: Any, add_tasks: Any, database: PlainDB, version: str | None
) -> None:
    """A task stored by the original site can be edited once without a version."""
    (task_id,) = add_tasks("Buy milk")
    sent = {"title": "Mine", **({} if version is None else {"version": version})}
    assert site.send(f"/{task_id}/edit", **sent).status_code == 303
    assert stored(database)["title"] == "Mine"
    assert site.send(f"/{task_id}/edit", title="Other").status_code == 409


def test_an_unknown_task(site: Any) -> None:
    """The edit page of an unknown task returns 404."""
    assert site.get(f"/{ObjectId()}/edit").status_code == 404


def test_a_save_of_unknown_outcome(
    make_app: Any, browse: Any, failing_mongod: Any, fail: Any
) -> None:
    """If the outcome of a save is unknown, the input is kept for another try."""
    site = browse(make_app(MONGODB_URI=failing_mongod.uri, MONGODB_TIMEOUT_MS=1000))
    site.add("Buy milk")
    (item,) = site.items()
    path = item.one("a", "Edit: Buy milk")["href"]
    fail("failCommand", failCommands=["update"], closeConnection=True)
    broken = site.press_on(path, "Save", title="Buy tea", text="\n<Green>")
    fail("failCommand", "off")
    assert broken.status_code == 503
    assert "it is not known whether this was stored" in broken.text
    for _ in range(2):
        assert site.press(broken, "Try again").status_code == 303
    assert site.titles() == ["Buy tea"]
    assert form_of(site.get(path), "Save").fields["text"] == "\n<Green>"
