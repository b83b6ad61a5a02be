"""The site's commands."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    OperationFailure,
)
from todo.extensions import db
from todo.models import Task
from todo.samples import add_samples
from todo.setup import setup

__all__ = ["init_app"]

MOST_SAMPLES = 10_000_000


@contextmanager
def plain_failures() -> Iterator[None]:
    """End a command with one sentence where the database fails it."""
    try:
        yield
    except AuthenticationIncorrect as error:
        raise click.ClickException(
            "MongoDB refuses MONGODB_USERNAME and MONGODB_PASSWORD for the database "
            f"{current_app.config['MONGODB_DATABASE']!r}: are they right, and has "
            "flask setup made the user?"
        ) from error
    except UNREACHABLE_ERRORS as error:
        raise click.ClickException(
            f"No MongoDB answers at {_address()}: start it, or set MONGODB_HOST and "
            "MONGODB_PORT, or MONGODB_URI."
        ) from error
    except (ConfigurationError, OperationFailure) as error:
        raise click.ClickException(str(error).partition(", full error")[0]) from error


def _address() -> str:
    config = current_app.config
    if config["MONGODB_URI"]:
        return "MONGODB_URI"
    return f"{config['MONGODB_HOST']}:{config['MONGODB_PORT']}"


@click.command("setup")
@with_appcontext
def setup_command() -> None:
    """Make the database ready: user, replica set and indexes, where they lack."""
    with plain_failures():
        for line in setup():
            click.echo(line)


@click.command("sample")
@click.argument("number", type=click.IntRange(1, MOST_SAMPLES))
@with_appcontext
def sample_command(number: int) -> None:
    """Add NUMBER tasks to try the site with."""
    with plain_failures():
        added = add_samples(number)
    click.echo(f"Added {added:,} {'task' if added == 1 else 'tasks'}.")


@click.command("check")
@with_appcontext
def check_command() -> None:
    """Check the settings, and the way to the database and back."""
    click.echo("The settings can be used.")
    with plain_failures():
        db.tasks.find_one({}, {"_id": True})
        click.echo(f"MongoDB answers at {_address()}.")
        indexes = db.tasks.index_information() if "tasks" in _collections() else {}
    if len(indexes) <= 1:
        raise click.ClickException("The indexes are missing: run flask setup.")
    click.echo(f"The database {db.name!r} is set up.")


def _collections() -> list[str]:
    names: list[str] = db.list_collection_names()
    return names


def init_app(app: Flask) -> None:
    """Give an application the commands, and a shell with the models in it."""
    for command in (setup_command, sample_command, check_command):
        app.cli.add_command(command)
    app.shell_context_processor(lambda: {"db": db, "Task": Task})
