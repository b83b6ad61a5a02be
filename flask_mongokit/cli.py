"""The commands ``flask mongokit …``."""

import click
from flask import current_app
from flask.cli import AppGroup
from pymongo.errors import PyMongoError

from flask_mongokit.errors import AuthenticationIncorrect, ConfigurationError
from flask_mongokit.indexes import create_indexes

__all__ = ["commands"]

commands = AppGroup("mongokit", help="Look after the documents of this application.")


@commands.command("create-indexes")
def create_indexes_command() -> None:
    """Create the indexes that the documents declare."""
    try:
        created = create_indexes(current_app.extensions["mongokit"])
    except (PyMongoError, AuthenticationIncorrect, ConfigurationError) as error:
        raise click.ClickException(str(error)) from error
    for collection, name in created:
        click.echo(f"{collection}: {name}")
