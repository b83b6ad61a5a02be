"""The forms of a task."""

import secrets

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, StringField, TextAreaField

from todo.tasks.cleaning import clean_text, clean_title

__all__ = ["EditForm", "NewTaskForm", "new_token"]

LONGEST_VERSION = 9


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


class WordsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The words of a task."""

    title = StringField("Title", filters=[clean_title])
    text = TextAreaField("Text", filters=[clean_text])

    @property
    def words(self) -> tuple[str, str]:
        """Title and text, clean once the form is valid."""
        return self.title.data or "", self.text.data or ""


class NewTaskForm(WordsForm):
    """The words of a new task, and what tells one sending of the form from another."""

    token = HiddenField(filters=[valid_token])

    @property
    def random_part(self) -> str:
        """What the token holds."""
        return str(_signer().loads(self.token.data or ""))


class EditForm(WordsForm):
    """The words of a task, and the version of those that are being changed."""

    version = HiddenField()

    @property
    def known_version(self) -> int | None:
        """The version; ``None`` for a task that was never edited here."""
        text = self.version.data or ""
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION
        return int(text) if is_number else None
