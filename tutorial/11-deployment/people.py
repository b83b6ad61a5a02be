"""The page of the people to whom tasks are assigned."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_mongokit import DuplicateKeyError
from mongokit import SchemaDocumentError

from model import db

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def show_people():
    """Show all people, and the form for a new one."""
    return render_people(db.Person())


@blueprint.post("/people")
def add_person():
    """Add a person."""
    person = db.Person()
    person["name"] = request.form["name"].strip()
    try:
        person.save()
    except SchemaDocumentError as error:
        return render_people(person, error), 422
    except DuplicateKeyError:
        return render_people(person, f"{person.name} is in the list already."), 422
    flash(f"Added {person.name}.")
    return redirect(url_for(".show_people"), code=303)


def render_people(person, error=None):
    """Return the page; the form contains a person.

    :param error: why that person cannot be added, if so.
    """
    people = db.Person.find().sort("name")
    return render_template("people.html", people=people, person=person, error=error)
