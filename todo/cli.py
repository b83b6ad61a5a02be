"""The site's commands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from flask_mongokit import (
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ConfigurationError,
    ErrorCode,
    ObjectId,
    OperationFailure,
    addresses,
    missing_indexes,
)
from flask_mongokit.errors import short_message
from todo.extensions import db
from todo.setup import setup
from todo.tasks.model import Task
from todo.tasks.samples import add_samples

__all__ = ["init_app"]

MOST_SAMPLES = 10_000_000


@contextmanager
def plain_failures() -> Iterator[None]:
    """End a command with one sentence where the database fails it."""
    config = current_app.config
    try:
        yield
    except AuthenticationIncorrect as error:
        raise click.ClickException(
            f"MongoDB refuses {_credentials(config)}: are they right, and has flask "
            "setup made the user?"
        ) from error
    except UNREACHABLE_ERRORS as error:
        raise click.ClickException(
            f"No MongoDB answers at {_address(config)}: start it, or set MONGODB_HOST "
            "and MONGODB_PORT, or MONGODB_URI."
        ) from error
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    except OperationFailure as error:
        raise click.ClickException(_refusal(error)) from error


def _refusal(error: OperationFailure) -> str:
    if error.code != ErrorCode.UNAUTHORIZED:
        return short_message(error)
    return (
        f"MongoDB asks for a user who may read and write the database {db.name!r}: set "
        "MONGODB_USERNAME and MONGODB_PASSWORD; flask setup makes that user where "
        "MONGODB_ROOT_PASSWORD is set."
    )


def _credentials(config: Mapping[str, Any]) -> str:
    if config["MONGODB_USERNAME"]:
        return "MONGODB_USERNAME and MONGODB_PASSWORD"
    return "the user and password in the connection string"


def _address(config: Mapping[str, Any]) -> str:
    return ", ".join(addresses(config))


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
        db.command("ping")
        click.echo(f"MongoDB answers at {_address(current_app.config)}.")
        _read_and_write()
        click.echo(f"The site may read and write the database {db.name!r}.")
        missing = ", ".join(f"{name} of {of}" for of, name in missing_indexes(db))
    if missing:
        raise click.ClickException(f"Indexes are missing, {missing}: run flask setup.")
    click.echo("The indexes are there.")


def _read_and_write() -> None:
    nothing = {"_id": ObjectId()}
    db.tasks.find_one(nothing)
    db.tasks.update_one(nothing, {"$set": {"text": ""}})


def init_app(app: Flask) -> None:
    """Give an application the commands, and a shell with the models in it."""
    for command in (setup_command, sample_command, check_command):
        app.cli.add_command(command)
    app.shell_context_processor(lambda: {"db": db, "Task": Task})
