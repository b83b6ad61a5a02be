"""A notebook: notes with tags, a priority and an author."""

import datetime
import enum
import os
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from flask_mongokit import SETTINGS, Document, MongoKit, ObjectId, read_environment
from mongokit import EnumType

db = MongoKit()
blueprint = Blueprint("notes", __name__)


class Priority(enum.Enum):
    """How urgent a note is; the value is what MongoDB stores."""

    LOW = 1
    NORMAL = 2
    HIGH = 3


def now() -> datetime.datetime:
    """Return the current time."""
    return datetime.datetime.now(datetime.UTC)


@db.register
class Author(Document):
    """Somebody who writes notes."""

    __collection__ = "authors"
    structure = {"name": str}
    required_fields = ["name"]
    indexes = [{"fields": "name", "unique": True}]


@db.register
class Note(Document):
    """A note."""

    __collection__ = "notes"
    structure = {
        "title": str,
        "text": str,
        "tags": [str],
        "priority": EnumType(Priority),
        "author": Author,
        "created": datetime.datetime,
    }
    required_fields = ["title", "author"]
    default_values = {"text": "", "priority": Priority.NORMAL, "created": now}
    indexes = [{"fields": [("tags", 1), ("created", -1)]}]
    use_autorefs = True


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Create the application.

    :param config: settings that override the environment.
    """
    app = Flask(__name__)
    app.config.from_mapping(
        read_environment(SETTINGS, os.environ, overrides=config or {})
    )
    app.config["MONGODB_TZ_AWARE"] = True  # times load with their time zone
    db.init_app(app)
    db.check_settings(app)
    app.register_blueprint(blueprint)
    return app


@blueprint.get("/")
def show_all() -> str:
    """List the notes, newest first, or those with the tag in the address."""
    tag = request.args.get("tag")
    notes = db[Note].find({"tags": tag} if tag else {}).sort("created", -1).limit(50)
    return render_template("list.html", notes=notes.to_list(), tag=tag)


@blueprint.get("/<ObjectId:note_id>")
def show_note(note_id: ObjectId) -> str:
    """Show one note; the answer is 404 if there is none with this id."""
    return render_template("note.html", note=db[Note].get_or_404(note_id))


@blueprint.get("/new")
def new_note() -> str:
    """Show the form for a new note."""
    return render_template("form.html", note=db[Note](), priorities=Priority)


@blueprint.post("/new")
def add_note() -> ResponseReturnValue:
    """Store a new note, or show what is missing."""
    note = db[Note]()
    note.update(filled_in())
    if not note["title"]:
        return form_again(note)
    note["author"] = author_named(request.form["author"].strip() or "Anonymous")
    note.save()
    return redirect(url_for(".show_note", note_id=note["_id"]), 303)


@blueprint.get("/<ObjectId:note_id>/edit")
def edit_note(note_id: ObjectId) -> str:
    """Show the form with a note."""
    note = db[Note].get_or_404(note_id)
    return render_template("form.html", note=note, priorities=Priority)


@blueprint.post("/<ObjectId:note_id>/edit")
def save_note(note_id: ObjectId) -> ResponseReturnValue:
    """Store the fields of the form, and no others."""
    values = filled_in()
    if not values["title"]:
        note = db[Note].get_or_404(note_id)
        note.update(values)
        return form_again(note)
    result = db[Note].update_one({"_id": note_id}, {"$set": values})
    if not result.matched_count:
        db[Note].get_or_404(note_id)
    return redirect(url_for(".show_note", note_id=note_id), 303)


def filled_in() -> dict[str, Any]:
    """Return the values of the form."""
    return {
        "title": request.form["title"].strip(),
        "text": request.form["text"].replace("\r\n", "\n"),
        "tags": sorted(set(request.form["tags"].split())),
        "priority": chosen_priority(),
    }


def chosen_priority() -> Priority:
    """Return the priority in the form; the answer to any other value is 400."""
    try:
        return Priority(int(request.form["priority"]))
    except ValueError:
        abort(400, "The form offers no such priority.")


def form_again(note: Note) -> ResponseReturnValue:
    """Show the form with what was typed, and an error."""
    error = "Enter a title."
    page = render_template("form.html", note=note, priorities=Priority, error=error)
    return page, 422


def author_named(name: str) -> Author:
    """Return the author of this name, who is stored if there is none yet."""
    author = db[Author].find_one_and_update(
        {"name": name},
        {"$setOnInsert": {"name": name}},
        upsert=True,
        return_document=True,
    )
    assert isinstance(author, Author)
    return author
