"""Tests of the code on the documentation page of Flask-MongoKit 0.6.

The code is only adapted to Python 3 and to the import path of the package: it uses
``str`` instead of ``unicode``, ``flask_mongokit`` instead of ``flask.ext.mongokit``,
and ``print`` as a function.
"""

import re
from datetime import datetime
from typing import Any

import pytest
from bson import ObjectId
from flask import Flask, redirect, render_template, request, url_for
from jinja2 import DictLoader
from pymongo.database import Database as PlainDatabase
from werkzeug.wrappers import Response

from flask_mongokit import BSONObjectIdConverter, Document, MongoKit

# The page uses ``datetime.utcnow``, which has been deprecated since Python 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow")

TEMPLATES = {
    "layout.html": """
        <!doctype html><title>Simple ToDo Example</title>
        <h1>Simple MongoDB ToDo List</h1>
        {% block body %}{% endblock %}
    """,
    "list.html": """
        {% extends "layout.html" %}
        {% block body %}
        <h2>All Items</h2>
        <a href="{{ url_for('new_task') }}">Add new Task</a>
        <ul>
        {% for task in tasks %}
          <li><a href="{{ url_for('show_task', task_id=task._id) }}">
            {{ task.title }}</a> {{ task.creation.strftime('%Y') }}</li>
        {% endfor %}
        </ul>
        {% endblock %}
    """,
    "new.html": """
        {% extends "layout.html" %}
        {% block body %}
        <h2>New Todo Task</h2>
        <form method="post">
          <input name="title"><textarea name="text"></textarea><button>Save</button>
        </form>
        {% endblock %}
    """,
    "task.html": """
        {% extends "layout.html" %}
        {% block body %}
        <h2>Task: {{ task.title }}</h2><p>{{ task.text }}</p>
        {% endblock %}
    """,
}


@pytest.fixture
def todo(app: Flask) -> Flask:
    """Return the ToDo application from the page."""
    app.jinja_loader = DictLoader(TEMPLATES)
    db = MongoKit(app)
    register_task(db)
    add_views(app, db)
    return app


def register_task(db: MongoKit) -> None:
    """Register the page's document class."""

    @db.register
    class Task(Document):
        __collection__ = "tasks"
        structure = {
            "title": str,
            "text": str,
            "creation": datetime,
        }
        required_fields = ["title", "creation"]
        default_values = {"creation": datetime.utcnow}
        use_dot_notation = True


def add_views(app: Flask, db: MongoKit) -> None:
    """Add the page's views."""

    @app.route("/new", methods=["GET", "POST"])
    def new_task() -> str | Response:
        if request.method == "POST":
            task = db.Task()
            task.title = request.form["title"]
            task.text = request.form["text"]
            task.save()
            return redirect(url_for("show_all"))
        return render_template("new.html")

    @app.route("/")
    def show_all() -> str:
        tasks = db.Task.find()
        return render_template("list.html", tasks=tasks)

    @app.route("/<ObjectId:task_id>")
    def show_task(task_id: ObjectId) -> str:
        task = db.Task.get_from_id(task_id)
        return render_template("task.html", task=task)


def test_the_todo_application(
    todo: Flask, database: PlainDatabase[dict[str, Any]]
) -> None:
    """A submitted task is stored, listed and shown."""
    web = todo.test_client()
    assert "New Todo Task" in web.get("/new").text
    sent = {"title": "Buy <milk>", "text": "two bottles"}
    added = web.post("/new", data=sent, follow_redirects=True)
    assert added.request.path == "/"
    assert "Buy &lt;milk&gt;" in added.text

    stored = database["tasks"].find_one() or {}
    assert {name: stored[name] for name in sent} == sent
    assert set(stored) == {"_id", "title", "text", "creation"}
    assert isinstance(stored["creation"], datetime)
    assert f'href="/{stored["_id"]}"' in added.text
    shown = web.get(f"/{stored['_id']}").text
    assert "Task: Buy &lt;milk&gt;" in shown
    assert "two bottles" in shown


def test_the_list_of_the_todo_application(todo: Flask) -> None:
    """The list contains every task with its year of creation."""
    web = todo.test_client()
    assert "<li>" not in web.get("/").text
    for title in ("First", "Second"):
        web.post("/new", data={"title": title, "text": ""})
    page = web.get("/").text
    assert page.count("<li>") == 2
    assert re.search(r"Second</a> \d{4}</li>", page)


def test_a_url_without_a_valid_id(todo: Flask) -> None:
    """A URL without a valid id returns 400."""
    assert todo.test_client().get("/milk").status_code == 400


def insert_and_print(db: MongoKit) -> None:
    """Run the two lines that the page shows for both kinds of context."""
    db["my_collection"].insert({"x": 5})
    print(db["my_collection"].find_one({"x": 5}))  # noqa: T201  as the page does


def test_the_application_context(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page's example of an application context prints the inserted document."""
    db = MongoKit(app)
    with (
        app.app_context(),
        pytest.warns(
            DeprecationWarning,
            match=r"^Collection\.insert is deprecated: use insert_one",
        ),
    ):
        insert_and_print(db)
    assert capsys.readouterr().out.endswith("'x': 5}\n")


def test_the_request_context(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    """The page's example of a request context prints the inserted document."""
    db = MongoKit(app)
    with (
        app.test_request_context("/"),
        pytest.warns(
            DeprecationWarning,
            match=r"^Collection\.insert is deprecated: use insert_one",
        ),
    ):
        insert_and_print(db)
    assert capsys.readouterr().out.endswith("'x': 5}\n")


def test_register_is_a_decorator(app: Flask) -> None:
    """The page's example of a decorator registers a document class."""
    db = MongoKit(app)

    @db.register
    class Task(Document):
        structure = {
            "title": str,
            "text": str,
            "creation": datetime,
        }

    assert db.registered_documents == [Task]
    with app.app_context():
        assert db["tasks"].Task() == {"title": None, "text": None, "creation": None}


def test_the_class_signatures() -> None:
    """The classes accept the arguments on the page."""
    document = Document(
        doc=None, gen_skel=True, collection=None, lang="en", fallback_lang="en"
    )
    assert document == {}
    assert isinstance(
        BSONObjectIdConverter(map=Flask("application").url_map), BSONObjectIdConverter
    )
    assert MongoKit(app=None).registered_documents == []
