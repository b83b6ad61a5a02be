"""The form of a task."""

import secrets

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField, TextAreaField

from todo.text import clean_text, clean_title

__all__ = ["TaskForm"]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="new-task")


def new_token() -> str:
    """Return a signed random part, which makes one form differ from the next."""
    return str(_signer().dumps(secrets.token_urlsafe(12)))


def valid_token(raw: str | None) -> str:
    """Return a token of our making: the one given, or a new one in its place."""
    try:
        _signer().loads(raw or "")
    except BadSignature:
        return new_token()
    return raw or ""


class TaskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The words of a task, and what tells one sending of the form from another."""

    title = StringField("Title", filters=[clean_title])
    text = TextAreaField("Text", filters=[clean_text])
    token = HiddenField(filters=[valid_token])

    @property
    def random_part(self) -> str:
        """What the token holds."""
        return str(_signer().loads(self.token.data or ""))
