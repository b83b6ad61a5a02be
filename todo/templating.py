"""Template filters, and pages without the indentation of their templates."""

import datetime
import re

from flask import Flask
from jinja2.ext import Extension

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class StripIndentation(Extension):
    """Strips the indentation of templates, a fifth of each page, at compile time.

    Line breaks stay, as white space between words and attributes: Jinja's own
    ``trim_blocks`` glues them together.
    """

    def preprocess(
        self, source: str, name: str | None, filename: str | None = None
    ) -> str:
        """Return the source of a template without indentation."""
        del name, filename
        return INDENTATION.sub("", source)


def utc_iso(time: datetime.datetime) -> str:
    """Format a time for HTML's ``datetime`` attribute."""
    return _utc(time).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_text(time: datetime.datetime) -> str:
    """Format a time for people."""
    return _utc(time).strftime("%Y-%m-%d %H:%M UTC")


def _utc(time: datetime.datetime) -> datetime.datetime:
    if time.tzinfo is None:
        return time.replace(tzinfo=datetime.UTC)
    return time.astimezone(datetime.UTC)


def init_app(app: Flask) -> None:
    """Set up an application's templates."""
    app.jinja_env.add_extension(StripIndentation)
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
