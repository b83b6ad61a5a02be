"""Template filters."""

import datetime

from flask import Flask

__all__ = ["init_app"]


def utc_iso(time: datetime.datetime) -> str:
    """Return a time as HTML's ``datetime`` attribute has it."""
    return _utc(time).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc_text(time: datetime.datetime) -> str:
    """Return a time as a person reads it."""
    return _utc(time).strftime("%Y-%m-%d %H:%M UTC")


def _utc(time: datetime.datetime) -> datetime.datetime:
    if time.tzinfo is None:
        return time.replace(tzinfo=datetime.UTC)
    return time.astimezone(datetime.UTC)


def init_app(app: Flask) -> None:
    """Give the filters to an application's templates."""
    app.add_template_filter(utc_iso)
    app.add_template_filter(utc_text)
