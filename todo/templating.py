"""Template filters, and an extension that strips indentation from templates."""

import datetime
import re

from flask import Flask
from jinja2.ext import Extension

from todo.tasks.forms import NewTaskForm
from todo.tasks.messages import take_messages
from todo.tasks.times import utc

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class StripIndentation(Extension):
    """Strips the indentation of templates, a fifth of each page, at compile time.

    Line breaks stay, because they separate words and attributes, which Jinja's own
    ``trim_blocks`` would join.
    """

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Return the source of a template without indentation."""
        del name, filename
        return INDENTATION.sub("", source)


def utc_iso(time: datetime.datetime) -> str:
    """Format a time for HTML's ``datetime`` attribute."""
    return utc(time).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_text(time: datetime.datetime) -> str:
    """Format a time as readable text, in UTC."""
    return utc(time).strftime("%Y-%m-%d %H:%M UTC")


def new_task_form() -> NewTaskForm:
    """Return an empty form for a new task."""
    return NewTaskForm(formdata=None, token="")


def init_app(app: Flask) -> None:
    """Register the template extension, filters and globals."""
    app.jinja_env.add_extension(StripIndentation)
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
    app.add_template_global(take_messages)
    app.add_template_global(new_task_form)
