"""The forms for adding and editing a task."""

import secrets
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField, TextAreaField

from todo.tasks.fields import FORM_FIELDS


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="new-task")


def new_token() -> str:
    """Return a signed random string, different for each form."""
    return str(_signer().dumps(secrets.token_urlsafe(12)))


def valid_token(raw: str | None) -> str:
    """Return the token if its signature is valid, else a new one."""
    try:
        _signer().loads(raw or "")
    except BadSignature:
        return new_token()
    return raw or ""


def _declared(name: str) -> dict[str, Any]:
    """Return the arguments of a form field, taken from the declared task field."""
    field = FORM_FIELDS[name]
    return {
        "label": field.label,
        "description": field.hint,
        "filters": [field.clean],
        "default": field.default,
    }


class TaskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with the fields of a task that people fill in."""

    title = StringField(**_declared("title"))
    text = TextAreaField(**_declared("text"), render_kw={"rows": 8})

    @property
    def inputs(self) -> list[Any]:
        """The form fields for :data:`todo.tasks.fields.FORM_FIELDS`, in that order."""
        return [self[name] for name in FORM_FIELDS]

    @property
    def values(self) -> dict[str, Any]:
        """The values of :attr:`inputs` by name; they are clean if the form is valid."""
        return {field.name: field.data for field in self.inputs}


class NewTaskForm(TaskForm):
    """The form for a new task; its token makes a double submit create only one task."""

    token = HiddenField(filters=[valid_token])

    @property
    def identity(self) -> str:
        """The token, which tells the script's drafts of this form apart."""
        return self.token.data or ""

    @property
    def random_part(self) -> str:
        """The random string in the token."""
        return str(_signer().loads(self.token.data or ""))


class EditForm(TaskForm):
    """The form for editing a stored task, with the version that is being edited."""

    version = HiddenField()

    @property
    def identity(self) -> str:
        """The version, which tells the script's drafts of this form apart."""
        return str(self.version.data or "")
