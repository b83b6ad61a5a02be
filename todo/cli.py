"""The site's commands."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Blueprint, Flask, current_app

from flask_mongokit import (
    DATABASE_ERRORS,
    NOT_SENT_ERRORS,
    UNREACHABLE_ERRORS,
    AuthenticationIncorrect,
    ErrorCode,
    OperationFailure,
    StorageFailure,
    addresses,
    missing_indexes,
    storage_failure,
)
from flask_mongokit.errors import short_message
from todo.diagnosis import doubtful_settings, unusable_servers
from todo.extensions import db
from todo.live import can_follow
from todo.readiness import check_database
from todo.setup import setup
from todo.tasks.changes import purge
from todo.tasks.model import Task
from todo.tasks.samples import add_samples

FEW_SAMPLES = 50
MAX_SAMPLES = 10_000_000
LONGEST_WAIT_SECONDS = 3600
UNKNOWN_SET = re.compile("available for replica set name")
ASK_FOR_MORE = "flask check says what can be done."

blueprint = Blueprint("commands", __name__, cli_group=None)


@contextmanager
def plain_failures() -> Iterator[None]:
    """On a database error, end the command with a sentence instead of a traceback."""
    try:
        yield
    except DATABASE_ERRORS as error:
        raise click.ClickException(_explain(error)) from error


def _explain(error: Exception) -> str:
    if isinstance(error, AuthenticationIncorrect):
        return (
            f"MongoDB refuses {_credentials()}: check them, and run flask setup if the "
            "user does not exist yet."
        )
    if storage_failure(error) is StorageFailure.NO_PRIMARY:
        return f"MongoDB has no primary server: {ASK_FOR_MORE}"
    if UNKNOWN_SET.search(str(error)):
        return f"MongoDB does not belong to MONGODB_REPLICA_SET: {ASK_FOR_MORE}"
    if isinstance(error, UNREACHABLE_ERRORS):
        return _explain_silence(error)
    if isinstance(error, OperationFailure) and error.code == ErrorCode.UNAUTHORIZED:
        return (
            "MongoDB requires a user that may read and write the database "
            f"{db.name!r}: set MONGODB_USERNAME and MONGODB_PASSWORD. flask setup "
            "creates that user if MONGODB_ROOT_PASSWORD is set."
        )
    return short_message(error)


def _explain_silence(error: Exception) -> str:
    """Explain why no server has answered in time."""
    if getattr(error, "timeout", False) and not isinstance(error, NOT_SENT_ERRORS):
        limit = current_app.config["MONGODB_TIMEOUT_MS"]
        return (
            f"MongoDB at {_servers()} takes longer than MONGODB_TIMEOUT_MS, "
            f"{limit} ms: try again when it has less to do, or raise the limit."
        )
    return (
        f"No MongoDB answers at {_servers()}: start it, or set MONGODB_HOST and "
        "MONGODB_PORT, or MONGODB_URI."
    )


def _credentials() -> str:
    if current_app.config["MONGODB_USERNAME"]:
        return "MONGODB_USERNAME and MONGODB_PASSWORD"
    return "the user and password in the connection string"


def _servers() -> str:
    return ", ".join(addresses(current_app.config))


@blueprint.cli.command("setup")
@click.option(
    "--wait",
    type=click.IntRange(0, LONGEST_WAIT_SECONDS),
    default=0,
    metavar="SECONDS",
    help="How long to wait for a MongoDB server that accepts writes.",
)
def setup_command(wait: int) -> None:
    """Set up the database: replica set, user, indexes and old tasks."""
    with plain_failures():
        for line in setup(wait):
            click.echo(line)


@blueprint.cli.command("sample")
@click.argument("number", type=click.IntRange(1, MAX_SAMPLES), default=FEW_SAMPLES)
@click.option("--seed", type=int, help="Add the same tasks each time, once.")
def sample_command(number: int, seed: int | None) -> None:
    """Add NUMBER sample tasks, fifty by default."""
    with plain_failures():
        added = add_samples(number, seed)
    click.echo(f"Added {_tasks(added)}.")


@blueprint.cli.command("reset")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset_command(*, yes: bool) -> None:
    """Remove all tasks for good, deleted ones, too.

    Asks first, unless TODO_DEMO is 1.
    """
    with plain_failures():
        if not (yes or current_app.config["TODO_DEMO"]):
            number = _tasks(db[Task].estimated_document_count())
            click.confirm(f"Remove {number} of {_place()} for good?", abort=True)
        removed = purge()
    click.echo(f"Removed {_tasks(removed)}.")


def _place() -> str:
    return f"the database {db.name!r} at {_servers()}"


def _tasks(number: int) -> str:
    return f"{number:,} {'task' if number == 1 else 'tasks'}"


@blueprint.cli.command("check")
def check_command() -> None:
    """Check the settings, the access to the database, and the indexes."""
    click.echo("The settings are valid.")
    for doubt in doubtful_settings(current_app.config):
        click.echo(f"Warning: {doubt}")
    try:
        with plain_failures():
            _check_access()
            missing = ", ".join(f"{name} of {of}" for of, name in missing_indexes(db))
    except click.ClickException:
        for problem in unusable_servers(current_app.config):
            click.echo(problem)
        raise
    if missing:
        raise click.ClickException(f"Indexes are missing: {missing}. Run flask setup.")
    click.echo("The indexes exist.")


def _check_access() -> None:
    db.command("ping")
    click.echo(f"MongoDB answers at {_servers()}.")
    check_database()
    click.echo(f"The site may read and write the database {db.name!r}.")
    if not current_app.config["TODO_LIVE"]:
        click.echo("Live updates are off: TODO_LIVE is 0.")
    elif can_follow():
        click.echo("Live updates are possible.")
    else:
        click.echo(
            "Warning: Live updates need a replica set: start MongoDB with --replSet, "
            "and run flask setup with MONGODB_ROOT_PASSWORD."
        )


def init_app(app: Flask) -> None:
    """Register the commands, and the variables of ``flask shell``."""
    app.register_blueprint(blueprint)
    app.shell_context_processor(lambda: {"db": db, "Task": Task})
