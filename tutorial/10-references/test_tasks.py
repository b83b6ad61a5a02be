"""Tests of the pages, on a real MongoDB."""

import datetime
import re

import pytest

from model import db, now
from views import PAGE_SIZE

MILK = {"title": "Buy milk", "text": "Two litres", "priority": "high", "tags": "shop"}


def stored_tasks(app):
    """Return the documents in the database, as plain dicts."""
    with app.app_context():
        return db.tasks.find().to_list()


def add(web, **changes):
    """Add a task, and return the address of its page."""
    web.post("/new", data={**MILK, **changes})
    with web.application.app_context():
        task = db.Task.find_one(sort=[("_id", -1)])
    return f"/{task['_id']}"


def test_a_new_task_is_stored(app, web):
    """The form stores a document with its fields and defaults."""
    response = web.post("/new", data=MILK)
    assert (response.status_code, response.location) == (303, "/")
    [task] = stored_tasks(app)
    age = datetime.datetime.now(datetime.UTC) - task.pop("creation")
    assert datetime.timedelta() <= age < datetime.timedelta(minutes=1)
    del task["_id"]
    assert task == {
        **MILK,
        "tags": ["shop"],
        "done": False,
        "version": 1,
        "deleted": None,
        "words": ["buy", "litres", "milk", "two"],
        "assignee": None,
        "comments": [],
    }


def test_each_task_has_its_own_creation_time(app):
    """The default is evaluated for each document, not once at import."""
    with app.app_context():
        assert db.Task().creation < db.Task().creation


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Enter a title."),
        ({"title": "x" * 201}, "The title is longer than 200 characters."),
        ({"priority": "urgent"}, "priority must be in"),
    ],
)
def test_an_invalid_task_is_refused(app, web, changes, message):
    """The form comes back with the error and what was typed; nothing is stored."""
    response = web.post("/new", data={**MILK, **changes})
    assert response.status_code == 422
    assert message in response.text
    assert "Two litres" in response.text
    assert stored_tasks(app) == []


def test_a_task_is_edited(app, web):
    """The edit form replaces the fields."""
    form = {**MILK, "title": "Buy tea", "version": 1}
    response = web.post(f"{add(web)}/edit", data=form)
    assert response.status_code == 303
    [task] = stored_tasks(app)
    assert (task["title"], task["version"]) == ("Buy tea", 2)


def test_markup_is_shown_as_text(web):
    """A title cannot bring its own HTML into a page."""
    assert "&lt;script&gt;" in web.get(add(web, title="<script>")).text


@pytest.mark.parametrize(("path", "status"), [("/abc", 400), (f"/{'0' * 24}", 404)])
def test_unknown_ids(web, path, status):
    """An invalid id is a bad request, and an unknown one is not found."""
    assert web.get(path).status_code == status
    assert web.post(f"{path}/done").status_code == status


def test_a_form_without_its_token_is_refused(app, web):
    """Another site cannot send the form: it does not know the CSRF token."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert web.post("/new", data=MILK).status_code == 400
    assert stored_tasks(app) == []


def titles(response):
    """Return the titles in a list of tasks, in order."""
    return re.findall(r"/[0-9a-f]{24}\">(.*?)</a>", response.text)


def test_tasks_are_found_by_tag(web):
    """The search finds the tasks that have the tag, among others."""
    add(web, title="Bread", tags="shop food")
    add(web, title="Bicycle", tags="repair")
    add(web, title="Tea", tags="food")
    assert titles(web.get("/?tag=food")) == ["Tea", "Bread"]
    assert titles(web.get("/?tag=foo")) == []


def test_the_search_uses_the_index(app):
    """MongoDB finds and sorts by the index, and reads no other tasks."""
    output = app.test_cli_runner().invoke(args=["mongokit", "create-indexes"]).output
    assert "tasks: tags_1__id_-1\n" in output
    with app.app_context():
        found = db.Task.find({"tags": "food"}).sort("_id", -1)
        plan = found.explain()["queryPlanner"]["winningPlan"]
    assert plan["stage"] == "FETCH"
    assert plan["inputStage"]["indexName"] == "tags_1__id_-1"


def test_the_list_has_pages(web):
    """The link "Older" leads through all tasks, newest first, each of them once."""
    for number in range(PAGE_SIZE + 3):
        add(web, title=f"Task {number}")
    first = web.get("/")
    [older] = re.findall(r'href="(\S+)">Older', first.text)
    second = web.get(older)
    assert titles(first)[0] == f"Task {PAGE_SIZE + 2}"
    assert titles(second) == ["Task 2", "Task 1", "Task 0"]
    assert "Older" not in second.text


def test_an_invalid_page_is_refused(web):
    """A position that is no id is a bad request."""
    assert web.get("/?before=abc").status_code == 400


def test_two_people_edit_a_task(app, web):
    """The second one sees the first one's words, and can save again."""
    page = add(web)
    web.post(f"{page}/edit", data={**MILK, "title": "Buy tea", "version": 1})
    mine = {**MILK, "title": "Buy coffee", "version": 1}
    conflict = web.post(f"{page}/edit", data=mine)
    assert conflict.status_code == 409
    assert "Buy tea" in conflict.text
    assert "Buy coffee" in conflict.text
    assert [task["title"] for task in stored_tasks(app)] == ["Buy tea"]

    [version] = re.findall(r'name="version" value="(\d+)"', conflict.text)
    web.post(f"{page}/edit", data={**mine, "version": version})
    assert [task["title"] for task in stored_tasks(app)] == ["Buy coffee"]


def test_an_invalid_edit_is_refused(app, web):
    """An update is checked like a new document."""
    page = add(web)
    edit = {**MILK, "title": " ", "version": 1}
    assert web.post(f"{page}/edit", data=edit).status_code == 422
    assert [task["title"] for task in stored_tasks(app)] == ["Buy milk"]


def test_finishing_keeps_an_edit(app, web):
    """Finishing a task changes nothing else of it, and is no conflict for an edit."""
    page = add(web)
    web.post(f"{page}/done")
    web.post(f"{page}/edit", data={**MILK, "title": "Buy tea", "version": 1})
    [task] = stored_tasks(app)
    assert (task["title"], task["done"]) == ("Buy tea", True)


def store_old_task(app, **fields):
    """Store a document as the first step did, without the fields added since."""
    with app.app_context():
        task = {"title": "Buy milk", "text": "", "priority": "low", "tags": []}
        db.tasks.insert_one({**task, "done": False, "creation": now(), **fields})


def test_an_old_task_is_migrated_when_it_is_shown(app, web):
    """Loading a document adds the fields that it lacks."""
    store_old_task(app)
    assert titles(web.get("/")) == ["Buy milk"]
    [task] = stored_tasks(app)
    assert (task["version"], task["words"]) == (1, ["buy", "milk"])
    assert (task["assignee"], task["comments"]) == (None, [])


def test_all_tasks_are_migrated(app, web):
    """The command completes tasks that lack a field; it can be repeated."""
    store_old_task(app)
    store_old_task(app, version=2)
    add(web)
    assert titles(web.get("/?q=milk")) == ["Buy milk"]
    for count in (2, 0):
        output = app.test_cli_runner().invoke(args=["tasks", "migrate"]).output
        assert output == f"{count} tasks were out of date.\n"
    assert titles(web.get("/?q=milk")) == ["Buy milk"] * 3


def test_tasks_are_found_by_words(web):
    """A task is found if it has all the words, in title or text, in any case."""
    page = add(web, title="Straße fegen", text="Today")
    assert titles(web.get("/?q=STRASSE today")) == ["Straße fegen"]
    assert titles(web.get("/?q=strasse tomorrow")) == []
    web.post(f"{page}/edit", data={**MILK, "version": 1})
    assert titles(web.get("/?q=strasse")) == []
    assert titles(web.get("/?q=milk")) == ["Buy milk"]


def test_deleting_can_be_undone(web):
    """A deleted task is in no page, until it is restored."""
    page = add(web)
    web.post(f"{page}/delete")
    listed = web.get("/")
    assert f'action="{page}/restore"' in listed.text
    assert titles(listed) == []
    assert web.get(page).status_code == 404
    assert web.post(f"{page}/done").status_code == 404

    assert web.post(f"{page}/restore").location == page
    assert titles(web.get("/")) == ["Buy milk"]


def add_person(web, name):
    """Add a person, and return the document."""
    web.post("/people", data={"name": name})
    with web.application.app_context():
        return db.Person.find_one({"name": name})


def test_a_task_refers_to_its_assignee(app, web):
    """The task stores a reference, and pages show the person's present name."""
    ann = add_person(web, "Ann")
    page = add(web, assignee=ann["_id"])
    [task] = stored_tasks(app)
    assert (task["assignee"].collection, task["assignee"].id) == ("people", ann["_id"])
    with app.app_context():
        db.Person.update_one({"_id": ann["_id"]}, {"$set": {"name": "Anna"}})
    assert "Anna" in web.get(page).text
    assert "Anna" in web.get("/").text

    web.post(f"{page}/edit", data={**MILK, "version": 1, "assignee": ""})
    assert [task["assignee"] for task in stored_tasks(app)] == [None]


def test_a_name_is_used_once(app, web):
    """The unique index refuses a second person of the same name."""
    app.test_cli_runner().invoke(args=["mongokit", "create-indexes"])
    add_person(web, "Ann")
    response = web.post("/people", data={"name": "Ann"})
    assert response.status_code == 422
    assert "Ann is in the list already." in response.text


def test_comments_are_part_of_the_task(app, web):
    """A comment is appended without reading the task, and no conflict for an edit."""
    page = add(web)
    for text in ("First", "Second"):
        assert web.post(f"{page}/comments", data={"text": text}).location == page
    [task] = stored_tasks(app)
    assert [comment["text"] for comment in task["comments"]] == ["First", "Second"]
    assert task["version"] == 1
    assert "Second" in web.get(page).text
    assert web.post(f"{page}/comments", data={"text": " "}).status_code == 422
