"""The commands ``flask mongokit …``."""

import click
from flask import current_app
from flask.cli import AppGroup

from flask_mongokit.errors import DATABASE_ERRORS, short_message
from flask_mongokit.indexes import create_indexes, without_collection

__all__ = ["commands"]

commands = AppGroup("mongokit", help="Manage the collections of this application.")


@commands.command("create-indexes")
def create_indexes_command() -> None:
    """Create the indexes that the documents declare."""
    db = current_app.extensions["mongokit"]
    try:
        created = create_indexes(db)
    except DATABASE_ERRORS as error:
        raise click.ClickException(short_message(error)) from error
    for collection, name in created:
        click.echo(f"{collection}: {name}")
    without = without_collection(db)
    for name in without:
        click.echo(
            f"{name} declares indexes but no __collection__: none is created. Call "
            f"{name}.generate_index(collection) for each collection that it is used "
            "in.",
            err=True,
        )
    if not created and not without:
        click.echo("No registered document declares an index.")
