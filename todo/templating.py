"""Template filters, and an extension that strips indentation from templates."""

import re

from flask import Flask
from jinja2.ext import Extension

from todo.tasks.forms import NewTaskForm
from todo.tasks.times import utc_iso, utc_text

LONGEST_LINE = 200
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


def new_task_form() -> NewTaskForm:
    """Return an empty form for a new task."""
    return NewTaskForm(formdata=None, token="")


def first_line(text: str) -> str:
    """Return the beginning of a text's first line that is not blank."""
    return text.lstrip().partition("\n")[0][:LONGEST_LINE].rstrip()


def init_app(app: Flask) -> None:
    """Register the template extension, filters and globals."""
    app.jinja_env.add_extension(StripIndentation)
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
    app.add_template_filter(first_line)
    app.add_template_global(new_task_form)
